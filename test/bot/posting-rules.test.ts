import { TENANT_ID } from '../../src/sandbox/people';
import { startBot, type WholeBot } from '../support/whole-bot';

const HOUR = 3_600_000;

let talk: WholeBot;

beforeEach(async () => {
  talk = await startBot();
});
afterEach(() => talk.close());

const kept = () => talk.store.subscriptions.list(talk.sandbox.tenantId);

describe('subscribe', () => {
  it.each([
    ['subscribe role="Global Administrator"', { alerts: [], role: 'Global Administrator' }],
    [
      'subscribe stale role=“Security Reader” all',
      { alerts: ['stale'], role: 'Security Reader', mode: 'all' },
    ],
    ['subscribe person=megan@contoso.com', { person: 'megan@contoso.com' }],
    [
      'subscribe severity>=high quiet 22:00-06:00 Europe/Berlin',
      { minimumSeverity: 'high', quiet: { from: '22:00', to: '06:00', zone: 'Europe/Berlin' } },
    ],
    ['subscribe stale quiet hours 22-6 utc', { alerts: ['stale'], quiet: { from: '22:00', to: '06:00' } }],
    ['subscribe stale escalate after 4 hours', { alerts: ['stale'], escalateAfterMs: 4 * HOUR }],
    ['subscribe escalate after 90 min severity>=medium', { escalateAfterMs: 1.5 * HOUR }],
  ])('“%s” is kept as said', async (text, wish) => {
    const card = await talk.say(text, { where: 'channel' });

    expect(card.text).toContain('What I post here');
    expect(await kept()).toMatchObject([wish]);
  });

  it('shows on the card what was asked for', async () => {
    const card = await talk.say(
      'subscribe stale role="Security Reader" person=Megan quiet 22:00-06:00 Europe/Berlin',
    );
    const other = await talk.say('subscribe license escalate after 36 hours');

    expect(card.text).toContain('role Security Reader · person Megan · quiet 22:00-06:00 Europe/Berlin');
    expect(other.text).toContain('only what nobody has acted on for 1 day and 12 hours');
  });

  it.each([
    ['subscribe quiet 22:00-22:00', 'as quiet hours'],
    ['subscribe quiet 25:00-06:00', 'as quiet hours'],
    ['subscribe escalate after 5 parsecs', 'no time to wait'],
    ['subscribe escalate after 3 seconds', 'no time to wait'],
    ['subscribe escalate after 90 days', 'no time to wait'],
  ])('refuses “%s” with advice', async (text, advice) => {
    const card = await talk.say(text);

    expect(card.text).toContain(advice);
    expect(await kept()).toEqual([]);
  });

  it('changes the hours of a wish, and lets what sleeps sleep on', async () => {
    await talk.say('subscribe stale');
    await talk.say('snooze for 2 hours');
    await talk.say('subscribe stale quiet 22:00-06:00 UTC');

    expect(await kept()).toMatchObject([
      { quiet: { from: '22:00' }, snoozedUntil: talk.clock.now() + 2 * HOUR },
    ]);
  });

  it('keeps news and escalations of the same alert apart', async () => {
    await talk.say('subscribe stale');
    await talk.say('subscribe stale escalate after 4 hours');

    expect(await kept()).toHaveLength(2);
  });
});

describe('snooze', () => {
  it.each([
    ['snooze for 2 hours', 2 * HOUR],
    ['snooze all for 30 minutes', HOUR / 2],
    ['Snooze until 2026-11-24T10:00:00Z', undefined],
  ])('“%s” sleeps about everything here, with an end', async (text, ms) => {
    await talk.say('subscribe stale');
    await talk.say('subscribe license', { where: 'channel' });

    const card = await talk.say(text);

    const [here, elsewhere] = await kept();
    const until = ms === undefined ? Date.parse('2026-11-24T10:00:00Z') : talk.clock.now() + ms;
    expect(here?.snoozedUntil).toBe(until);
    expect(elsewhere?.snoozedUntil).toBeUndefined();
    expect(card.text).toContain('Snoozed until');
  });

  it('of one alert leaves the others awake', async () => {
    await talk.say('subscribe');
    await talk.say('subscribe license');

    const card = await talk.say('snooze stale for 2 hours');

    const subscriptions = await kept();
    expect(subscriptions.map(({ snoozedAlerts }) => snoozedAlerts)).toEqual(
      expect.arrayContaining([{ stale: talk.clock.now() + 2 * HOUR }, undefined]),
    );
    expect(card.text).toContain('privileged roles snoozed until');
  });

  it('ends early by words for one alert, and by the button for all', async () => {
    await talk.say('subscribe');
    await talk.say('snooze stale for 2 hours');
    await talk.say('snooze license for 2 hours');
    const one = await talk.say('snooze stale off');
    const [partly] = await kept();

    const none = await talk.press(one, 'End snooze');

    expect(Object.keys(partly?.snoozedAlerts ?? {})).toEqual(['license']);
    expect(none.text).not.toMatch(/snoozed/i);
    expect((await kept())[0]).not.toHaveProperty('snoozedAlerts');
  });

  it.each([
    ['snooze', 'Until when?'],
    ['snooze stale', 'Until when?'],
    ['snooze until yesterday', 'has already passed'],
    ['snooze for 2 years', '90 days at most'],
    ['snooze stael for 2 hours', 'Did you mean stale?'],
    ['snooze nonsensical for 2 hours', '“alerts” lists them all'],
    ['snooze for banana', '“banana” is not a date'],
  ])('refuses “%s” with advice', async (text, advice) => {
    await talk.say('subscribe');

    const card = await talk.say(text);

    expect(card.text).toContain(advice);
  });

  it('has nothing to do where nothing is posted', async () => {
    const nothing = await talk.say('snooze for 2 hours');
    await talk.say('subscribe license');
    const other = await talk.say('snooze stale for 2 hours');

    expect(nothing.text).toContain('Nothing is posted here');
    expect(other.text).toContain('Nothing about stale is posted here');
  });
});

describe('why', () => {
  /** The incident of a role given outside PIM, found by a sweep; the sweep before it knew all the rest. */
  async function somebodyNew(): Promise<string> {
    await talk.watch.sweepNow();
    await talk.pass(1000);
    talk.event('outside-pim', { scan: true });
    await talk.watch.sweepNow();
    const changes = await talk.store.knowledge.changesSince(talk.sandbox.tenantId, 0);
    const [found] = changes
      .filter(({ alertId }) => alertId.endsWith('RolesAssignedOutsidePimAlert'))
      .flatMap(({ sample }) => sample);
    return found?.id ?? '';
  }

  async function sendAll(): Promise<void> {
    for (;;) {
      const [post] = await talk.store.outbox.claim(TENANT_ID, 'test', 1, 60_000);
      if (!post) return;
      await talk.store.outbox.sent(post, undefined);
    }
  }

  it('names what was there before the watch began, and the rule that asks for it', async () => {
    await talk.say('subscribe');
    await talk.watch.sweepNow();

    const { text } = await talk.say('why Quentin Moreau');

    expect(text).toContain('Quentin Moreau · Stale accounts hold privileged roles');
    expect(text).toContain('it was there when I first looked');
    expect(text).toContain('Every alert (Informational and above · what is new): posts it');
    expect(text).toMatch(/Scanned \d+ hours ago/);
  });

  it('tells when it was posted here, and that it waits before that', async () => {
    await talk.say('subscribe');
    const who = await somebodyNew();
    const before = await talk.say(`why ${who}`);
    await sendAll();

    const after = await talk.say(`why ${who}`);

    expect(before.text).toContain('Waits to be posted');
    expect(after.text).toContain('Posted here');
  });

  it.each([
    ['subscribe license', 'is about other alerts'],
    ['subscribe person=nobody', 'asks for another person'],
    ['subscribe role=Nothing', 'asks for another role'],
    ['subscribe escalate after 4 hours', 'posts only what is overdue'],
  ])('says which rule did not want it after “%s”', async (wish, rule) => {
    await talk.say(wish);
    const who = await somebodyNew();

    const { text } = await talk.say(`why ${who}`);

    expect(text).toContain('no rule here asks for it');
    expect(text).toContain(rule);
  });

  it('says what holds it back, and until when', async () => {
    await talk.say('subscribe');
    await talk.say('snooze for 2 hours');
    const who = await somebodyNew();

    const { text } = await talk.say(`why ${who}`);

    expect(text).toContain('Waits to be posted, not before');
    expect(text).toContain('a snooze would hold it back until');
  });

  it('says that it was found before anything was subscribed here', async () => {
    const who = await somebodyNew();
    await talk.pass(1000);
    await talk.say('subscribe');

    const { text } = await talk.say(`why ${who}`);

    expect(text).toContain('before anything was subscribed here');
  });

  it('says that no rule here asks for anything where nothing is subscribed', async () => {
    const who = await somebodyNew();

    const { text } = await talk.say(`why ${who}`, { where: 'group' });

    expect(text).toContain('no rule here asks for it');
  });

  it('says that there is no such incident', async () => {
    const { text } = await talk.say('why Rumpelstilzchen?');

    expect(text).toContain('No open incident is about “Rumpelstilzchen”');
  });
});
