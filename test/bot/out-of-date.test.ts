import type { SeenCard } from '../support/seen-card';
import { INES, TOMASZ, pressed, startBot, type BotOptions, type WholeBot } from '../support/whole-bot';

let talk: WholeBot;

async function begin(options: BotOptions = {}): Promise<void> {
  talk = await startBot(options);
}

afterEach(() => talk.close());

const titles = ({ buttons }: SeenCard): readonly string[] => buttons.map(({ title }) => title);

/** The way on leads to the alert as it is now. */
async function opened(card: SeenCard): Promise<string> {
  return (await talk.press(card, 'Open the alert')).text;
}

describe('a card that is out of date says so, and opens the alert that it was about', () => {
  it('where the incident is gone', async () => {
    await begin();
    const question = await talk.say('remediate outside-pim Paolo');
    await talk.confirm('remediate outside-pim Paolo');

    const late = await talk.press(question, 'Confirm', { reason: 'It is time' });

    expect(late.text).toContain('That incident is no longer there');
    expect(titles(late)).toEqual(['Open the alert', 'All alerts']);
    expect(await opened(late)).toContain('Roles are assigned outside PIM');
  });

  it('where the alert has changed', async () => {
    await begin();
    await talk.confirm('dismiss stale');
    const shown = await talk.say('alert stale');
    await talk.say('enable stale');

    const late = await talk.press(shown, 'Re-enable');

    expect(late.text).toContain('is active already.');
    expect(titles(late)).toEqual(['Open the alert', 'All alerts']);
    expect(await opened(late)).toContain('Stale accounts hold privileged roles');
  });

  it('where its confirmation has been spent', async () => {
    await begin();
    const question = await talk.say('dismiss stale');
    await talk.press(question, 'Confirm', { reason: 'It is time' });
    await talk.say('enable stale');

    const late = await talk.press(question, 'Confirm', { reason: 'It is time' });

    expect(late.text).toContain('This was confirmed already');
    expect(titles(late)).toEqual(['Open the alert', 'All alerts']);
    expect(await opened(late)).toContain('Stale accounts hold privileged roles');
  });

  it.each([
    ['with a verb that is no more', { verb: 'alert.vanished', alert: 'stale' }],
    ['with a field that no longer fits', { verb: 'alert.incidents', alert: 'stale', page: 'last' }],
  ])('where it was drawn by an older version: %s', async (_what, payload) => {
    await begin();

    const late = await talk.verb(payload);

    expect(late.text).toContain('This card is out of date, so its button did nothing.');
    expect(titles(late)).toEqual(['Open the alert', 'All alerts']);
    expect(await opened(late)).toContain('Stale accounts hold privileged roles');
  });

  it('where the request has ended', async () => {
    await begin({ policy: { twoPerson: 'all' } });
    const channel = { as: INES, where: 'channel' } as const;
    const card = await talk.say('remediate outside-pim Paolo', channel);
    const waiting = await talk.press(card, 'Confirm', { reason: 'Nobody ordered it' }, channel);
    await talk.press(waiting, 'Withdraw', {}, channel);

    const late = await talk.press(waiting, 'Approve', {}, { as: TOMASZ, where: 'channel' });

    expect(late.text).toContain('This was decided already.');
    expect(titles(late)).toEqual(['Open the alert', 'Requests', 'All alerts']);
    expect(await opened(late)).toContain('Roles are assigned outside PIM');
  });
});

describe('a card that is out of date leads to all alerts', () => {
  it.each([
    ['where Microsoft no longer lists the alert', { verb: 'alert.dismiss', alert: 'retired-long-ago' }],
    ['where it could mean several', { verb: 'alert.dismiss', alert: 'roles' }],
    ['where it is about none', { verb: 'acceptance.withdraw', id: 'no-such-acceptance' }],
    ['where what it names is no name', { verb: 'alert.show', alert: { $ne: 1 } }],
    ['where the name has no end', { verb: 'alert.show', alert: 'a'.repeat(5000) }],
  ])('%s', async (_what, payload) => {
    await begin();

    const heard = talk.cardOf(await talk.invoke(pressed(payload)));

    expect(titles(heard)).toEqual(['All alerts', 'Help']);
  });
});
