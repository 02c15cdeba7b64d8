import { TENANT_ID } from '../../src/sandbox/people';
import { BOT, INES, startBot, type WholeBot } from '../support/whole-bot';

let talk: WholeBot;

beforeEach(async () => {
  talk = await startBot();
});
afterEach(() => talk.close());

describe('alerts', () => {
  it('lists all seven, worst first, with counts, states and the age of the scan', async () => {
    const card = await talk.say('alerts');

    expect(card.text).toContain('6 alerts need attention');
    expect(card.text).toContain('High · 4 assignments · Active');
    expect(card.text).toMatch(/Scanned 9 hours ago/);
    const opened = card.buttons.filter(({ title }) => title === 'Open').map(({ data }) => data['alert']);
    expect(opened.slice(0, 2)).toEqual(['outside-pim', 'stale']);
    expect(opened).toHaveLength(7);
  });

  it('costs one request to Graph', async () => {
    await talk.say('alerts');

    expect(talk.sandbox.requests.counts().total).toBe(1);
  });

  it('serves ten people at once with that one request', async () => {
    await Promise.all(Array.from({ length: 10 }, () => talk.say('alerts', { where: 'channel' })));

    expect(talk.sandbox.requests.counts().total).toBe(1);
  });

  it('opens an alert by its button', async () => {
    const list = await talk.say('alerts');

    const card = await talk.press(list, 'Open');

    expect(card.text).toContain('No licence for Privileged Identity Management');
  });
});

describe('alert', () => {
  it.each(['stale', 'StaleSignInAlert', 'STALE', 'Stale accounts hold privileged roles', 'stale accounts'])(
    'is found by the name “%s”',
    async (name) => {
      const card = await talk.say(`alert ${name}`);

      expect(card.text).toContain('Stale accounts hold privileged roles');
    },
  );

  it('shows meaning, impact, how to fix and prevent, thresholds and incidents', async () => {
    const { text } = await talk.say('alert stale');

    expect(text).toContain('have not signed in for a long time');
    for (const section of ['Impact', 'How to fix', 'How to prevent']) expect(text).toContain(section);
    expect(text).toContain('Days without sign-in: 30');
    expect(text).toContain('Quentin Moreau');
  });

  it('offers Remediate only where incidents can be remediated', async () => {
    const stale = await talk.say('alert stale');
    const renewals = await talk.say('alert renewals');

    expect(stale.buttons.map(({ title }) => title)).toContain('Remediate');
    expect(renewals.buttons.map(({ title }) => title)).not.toContain('Remediate');
  });

  it('asks back when several alerts have the name', async () => {
    const { text } = await talk.say('alert roles');

    expect(text).toContain('could be several alerts');
    expect(text).toContain('outside-pim');
  });

  it('offers the closest names for one that does not exist', async () => {
    const { text } = await talk.say('alert stail');

    expect(text).toContain('There is no alert called “stail”. Did you mean stale');
  });

  it.each(['xyz', '💥'])('suggests nothing for “%s”, which is like no name', async (name) => {
    const { text } = await talk.say(`alert ${name}`);

    expect(text).toContain(`There is no alert called “${name}”. “alerts” lists them all.`);
  });

  it('shows a type of alert that is newer than the bot', async () => {
    talk.event('unheard-of-alert');

    const list = await talk.say('alerts');
    const { alert } = list.buttons.find(
      ({ title, data }) =>
        title === 'Open' &&
        !['license', 'no-mfa', 'redundant', 'outside-pim', 'renewals', 'stale', 'global-admins'].includes(
          String(data['alert']),
        ),
    )?.data ?? { alert: '' };
    const card = await talk.say(`alert ${String(alert)}`);

    expect(card.buttons.map(({ title }) => title)).toContain('Incidents');
  });
});

describe('incidents', () => {
  it('come ten to a page, and the buttons turn the pages', async () => {
    const first = await talk.say('incidents redundant');
    const second = await talk.press(first, 'Next');
    const back = await talk.press(second, 'Previous');

    expect(first.text).toContain('Page 1 of 2');
    expect(first.buttons.filter(({ title }) => title === 'Remediate')).toHaveLength(10);
    expect(second.text).toContain('Page 2 of 2');
    expect(second.buttons.filter(({ title }) => title === 'Remediate')).toHaveLength(2);
    expect(back.text).toBe(first.text);
  });

  it('are all there when the service sends only some of them along', async () => {
    const short = await startBot({ expandLimit: 3, pageSize: 4 });

    const card = await short.say('incidents redundant');
    await short.close();

    expect(card.text).toContain('12 unused assignments');
    expect(card.text).toContain('Page 1 of 2');
  });

  it('show names of the directory as they are, without effect', async () => {
    const first = await talk.say('incidents redundant');
    const second = await talk.press(first, 'Next');

    expect(second.text).toContain('**Root** _of_ `all`');
    expect(JSON.stringify(second.card)).not.toContain('"text":"**Root');
  });
});

describe('who', () => {
  it.each([
    'Quentin Moreau',
    'quentin',
    'quentin.moreau@lindenhof.example',
    'is Quentin',
    '"Quentin Moreau"',
    '“Quentin Moreau”',
    "'quentin'",
    'is “Quentin Moreau”?',
    'is “Quentin Moreau?”',
    'is ‘quentin’ ?',
    'is „Quentin Moreau“?',
    'quentin?',
  ])('finds every incident of a person asked for as “%s”', async (name) => {
    const { text } = await talk.say(`who ${name}`);

    expect(text).toContain('Quentin Moreau');
    expect(text).toContain('Stale accounts hold privileged roles');
  });

  it('gathers one person’s incidents of several alerts', async () => {
    const { text } = await talk.say('who Wanjiru');

    expect(text).toContain('2 incidents');
    expect(text).toContain('Stale accounts hold privileged roles');
    expect(text).toContain('Eligible administrators do not use their role');
  });

  it('offers the others whom the same words fit', async () => {
    const card = await talk.say('who melnyk');
    const both = await talk.say('who lindenhof');

    expect(card.buttons.filter(({ data }) => data['verb'] === 'person.show')).toHaveLength(0);
    expect(both.buttons.filter(({ data }) => data['verb'] === 'person.show').length).toBeGreaterThan(1);
  });

  it('says so when nobody is called like that', async () => {
    const { text } = await talk.say('who Rumpelstilzchen');

    expect(text).toContain('No alert mentions anybody called “Rumpelstilzchen”');
  });
});

describe('subscriptions', () => {
  it.each([
    ['subscribe', { alerts: [], minimumSeverity: 'informational', mode: 'new' }],
    ['subscribe all', { alerts: [], minimumSeverity: 'informational', mode: 'all' }],
    ['subscribe stale outside-pim', { alerts: ['outside-pim', 'stale'], minimumSeverity: 'informational' }],
    ['subscribe severity>=medium', { alerts: [], minimumSeverity: 'medium' }],
    [
      'subscribe to stale, license severity >= HIGH all',
      { alerts: ['license', 'stale'], minimumSeverity: 'high', mode: 'all' },
    ],
    ['Subscribe StaleSignInAlert new', { alerts: ['stale'], mode: 'new' }],
  ])('“%s” is kept as said', async (text, wish) => {
    const card = await talk.say(text, { where: 'channel' });

    const [kept, ...others] = await talk.store.subscriptions.list(talk.sandbox.tenantId);
    expect(card.text).toContain('What I post here');
    expect(kept).toMatchObject({ ...wish, conversationId: '19:alerts@thread.tacv2', createdBy: INES.name });
    expect(others).toEqual([]);
  });

  it('does not keep the same wish twice', async () => {
    await talk.say('subscribe stale');
    await talk.say('subscribe stale');

    expect(await talk.store.subscriptions.list(talk.sandbox.tenantId)).toHaveLength(1);
  });

  it.each(['subscribe severity>=dreadful', 'subscribe nonsensical'])(
    'refuses “%s” with advice',
    async (text) => {
      const card = await talk.say(text);

      expect(card.text).toMatch(/severity≥medium|“alerts” lists them all/);
      expect(await talk.store.subscriptions.list(talk.sandbox.tenantId)).toEqual([]);
    },
  );

  it('belong to the place where they were made', async () => {
    await talk.say('subscribe stale', { where: 'channel' });

    const elsewhere = await talk.say('subscriptions', { where: 'group' });
    const here = await talk.say('subscriptions', { where: 'channel' });

    expect(elsewhere.text).toContain('Nothing is posted here');
    expect(here.text).toContain('Stale accounts');
  });

  it('start by the button where there are none', async () => {
    const none = await talk.say('subscriptions');

    const card = await talk.press(none, 'Subscribe');

    expect(card.text).toContain('Medium');
    expect(await talk.store.subscriptions.list(talk.sandbox.tenantId)).toHaveLength(1);
  });

  it('end one by one with Stop and all together with unsubscribe', async () => {
    await talk.say('subscribe stale');
    await talk.say('subscribe license');
    const three = await talk.say('subscribe no-mfa');

    const two = await talk.press(three, 'Stop');
    const none = await talk.say('unsubscribe');
    const again = await talk.say('unsubscribe');

    expect(two.text).toContain('2 subscriptions');
    expect(none.text).toContain('Nothing is posted here');
    expect(again.text).toContain('Nothing is posted here. “subscribe” changes that.');
  });

  it('cannot be stopped from another conversation', async () => {
    const there = await talk.say('subscribe stale', { where: 'channel' });

    const card = await talk.press(there, 'Stop', {}, { where: 'personal' });

    expect(card.text).toContain('Nothing is posted here');
    expect(await talk.store.subscriptions.list(talk.sandbox.tenantId)).toHaveLength(1);
  });
});

describe('the rest', () => {
  it('status says how Rolecall itself is', async () => {
    const { text } = await talk.say('status');

    expect(text).toContain('Last check: ❌ not yet');
    expect(text).toContain('Next check: ✅ in 10 minutes');
    expect(text).toContain('Changes are made: ✅ in your name');
  });

  it('status tells the last look after a sweep', async () => {
    await talk.watch.sweepNow();

    const { text } = await talk.say('status');

    expect(text).toContain('Last check: ✅ just now');
  });

  it('retry says that there is nothing to send again', async () => {
    const { text } = await talk.say('retry');

    expect(text).toContain('No post has been given up');
  });

  it('status lists the posts that were given up by where they were to go, and sends them again', async () => {
    await talk.say('help');
    const [here] = await talk.store.conversations.list(TENANT_ID);
    await giveUp(['one', 'two'], here?.id);

    const status = await talk.say('status');
    const sent = await talk.press(status, 'Send again');

    expect(status.text).toContain('Posts given up: ❌ 2');
    expect(status.text).toContain('For a personal chat: ❌ 2 posts, the last just now');
    expect(sent.text).toContain('Sending 2 posts again');
  });

  it('retry sends given-up posts again', async () => {
    await giveUp(['one']);

    const { text } = await talk.say('retry');

    expect(text).toContain('Sending 1 post again');
    expect((await talk.store.outbox.depth()).pending).toBe(1);
  });

  it.each(['help', 'HELP', '?', 'hi', ''])('“%s” brings the help', async (text) => {
    const card = await talk.say(text);

    expect(card.text).toContain('What you can ask me');
    expect(card.text).toContain('remediate ‹alert› [‹person›]');
  });

  it('cancel takes a question back and changes nothing', async () => {
    const question = await talk.say('remediate outside-pim Paolo');

    const card = await talk.press(question, 'Cancel');

    expect(card.text).toContain('Nothing was changed');
    expect(talk.asked('POST', '/remediate')).toBe(0);
  });

  it.each([
    ['alrets', 'Did you mean “alerts”'],
    ['dismis stale', 'Did you mean “dismiss ‹alert›'],
    ['blue moon rising', 'You could try'],
    ['dismiss', 'Say it as “dismiss ‹alert›'],
    ['dismiss', 'for example “dismiss stale until friday because the migration ends then”'],
    ['what-if stale', 'Say it as “what-if ‹alert› setting=value'],
    ['alerts at once', 'Say it as “alerts”. “help” lists everything.'],
  ])('“%s” is answered with a suggestion', async (text, suggestion) => {
    const card = await talk.say(text);

    expect(card.text).toContain('I did not understand that');
    expect(card.text).toContain(suggestion);
    expect(card.buttons.map(({ title }) => title)).toEqual(['All alerts', 'Help']);
  });

  it.each([
    '<at>Rolecall</at> alerts',
    '<at>Rolecall</at>&nbsp;ALERTS &nbsp;',
    '/alerts',
    '  Alerts\n',
    'alerts <at>Rolecall</at>',
    'ALERTS!!!',
    'alerts.',
    '<at>Rolecall</at> “alerts”?',
  ])('%j is a command as Teams sends it', async (text) => {
    const entities = [{ type: 'mention', text: '<at>Rolecall</at>', mentioned: BOT }];

    const card = await talk.say(text, { where: 'channel', with: { entities } });

    expect(card.text).toContain('6 alerts need attention');
  });

  it('does not repeat a command that it did not understand', async () => {
    const card = await talk.say('[click](http://evil.example) ${secret}');

    expect(JSON.stringify(card.card)).not.toContain('evil.example');
  });

  it('takes a very long text for what it is', async () => {
    const card = await talk.say(`alert ${'x'.repeat(100_000)}`);

    expect(card.text).toContain('That is too long');
    expect(JSON.stringify(card.card).length).toBeLessThan(25_000);
  });
});

async function giveUp(dedupeKeys: readonly string[], conversationId = 'a:1'): Promise<void> {
  const { outbox } = talk.store;
  for (const dedupeKey of dedupeKeys) {
    const content = { kind: 'nothing', data: {} };
    await outbox.add([{ tenantId: TENANT_ID, conversationId, dedupeKey, op: 'post', content }]);
    const [claimed] = await outbox.claim(TENANT_ID, 'me', 1, 1000);
    if (claimed) await outbox.dead(claimed, 'refused');
  }
}
