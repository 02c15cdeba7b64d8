import { INES, PRIYA, startBot, type WholeBot } from '../support/whole-bot';

let talk: WholeBot;

afterEach(() => talk.close());

const tries = (card: Awaited<ReturnType<WholeBot['say']>>) =>
  card.buttons.filter(({ title }) => title === 'Try it').map(({ data }) => data);

describe('help', () => {
  it('writes what can be typed back as it stands', async () => {
    talk = await startBot();

    const { text } = await talk.say('help');

    expect(text).toContain('[severity≥medium]');
    expect(text).not.toContain('›=');
  });

  it('gives examples of this tenant: its worst alert, and people whom its alerts name', async () => {
    talk = await startBot();

    const { text } = await talk.say('help');

    expect(text).toContain('For example: alert outside-pim');
    expect(text).toContain('For example: remediate outside-pim Paolo Ricci');
    expect(text).not.toMatch(/Megan|contoso/);
  });

  it('takes no name for an example that looks like anything but a name', async () => {
    talk = await startBot();
    await talk.confirm('remediate outside-pim Paolo Ricci');

    const { text } = await talk.say('help');

    expect(text).not.toContain('phish.example');
    expect(text).not.toMatch(/For example: .*…/);
  });

  it('has a button for each example that may run as it stands, and each of them works', async () => {
    talk = await startBot();
    const card = await talk.say('help');

    const answers = [];
    for (const payload of tries(card)) answers.push((await talk.verb(payload)).text);

    expect(answers.length).toBeGreaterThanOrEqual(10);
    for (const answer of answers) expect(answer).not.toMatch(/out of date|There is no|did not|Refused/);
  });

  it('has no button for what would act at once', async () => {
    talk = await startBot();

    const verbs = tries(await talk.say('help')).map(({ verb }) => verb);

    for (const verb of ['subscription.remove', 'posts.retry', 'session.sign-out', 'subscription.add'])
      expect(verbs).not.toContain(verb);
    expect(verbs).toEqual(
      expect.arrayContaining(['alerts.list', 'alert.show', 'person.show', 'status.show']),
    );
  });

  it('shows only what this person may do', async () => {
    talk = await startBot({ operators: [INES.aadObjectId] });

    const looking = await talk.say('help', { as: PRIYA });
    const acting = await talk.say('help', { as: INES });

    expect(looking.text).not.toMatch(/remediate|dismiss|configure/);
    expect(looking.text).toContain('who ‹person›');
    expect(acting.text).toContain('remediate ‹alert› [‹person›]');
  });

  it('is there when Microsoft is not, without examples that name anything', async () => {
    talk = await startBot();
    await talk.fault('unavailable', { match: 'GET' });

    const { text } = await talk.say('help');

    expect(text).toContain('What you can ask me');
    expect(text).not.toContain('For example');
  });

  it('offers enable only with an alert that is dismissed', async () => {
    talk = await startBot();
    const before = await talk.say('help');
    await talk.confirm('dismiss stale');

    const after = await talk.say('help');

    expect(before.text).not.toContain('For example: enable');
    expect(after.text).toContain('For example: enable stale');
  });
});
