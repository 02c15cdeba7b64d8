import { AIKO, INES, startBot, TOMASZ, type WholeBot } from '../support/whole-bot';

let talk: WholeBot;

beforeEach(async () => {
  talk = await startBot({ operators: [INES.aadObjectId, TOMASZ.aadObjectId] });
  await talk.confirm('dismiss stale', { reason: 'Migration' });
  await talk.say('enable stale', { as: TOMASZ });
  await talk.say('dismiss outside-pim because no', { as: AIKO });
});
afterEach(() => talk.close());

describe('audit', () => {
  it('shows who did what to which alert, in words and without ids of the service', async () => {
    const card = await talk.say('audit');

    expect(card.text).toContain('Dismiss · Stale accounts hold privileged roles');
    expect(card.text).toContain('Re-enable · Stale accounts hold privileged roles');
    expect(card.text).toContain('Migration');
    expect(card.text).not.toContain('DirectoryRole');
    expect(card.text).not.toContain('alert.dismiss');
  });

  it.each([
    ['audit person=tomasz', ['Re-enable'], ['Dismiss ·']],
    ['audit verb=dismiss outcome=denied', ['Denied'], ['Re-enable', 'Migration']],
    ['audit alert=stale outcome=done', ['Dismiss ·', 'Re-enable'], ['Denied', 'Allowed']],
    ['audit migration', ['Migration'], ['Re-enable', 'Denied']],
  ])('“%s” finds what fits alone', async (text, present, absent) => {
    const card = await talk.say(text);

    for (const words of present) expect(card.text).toContain(words);
    for (const words of absent) expect(card.text).not.toContain(words);
  });

  it.each([
    ['audit verb=foo', 'There is no verb “foo” in the audit log, only refresh, dismiss, re-enable, '],
    ['audit outcome=banana', 'There is no outcome “banana” in the audit log, only allowed, denied, done, '],
  ])('“%s” is answered with those that exist', async (text, answer) => {
    const card = await talk.say(text);

    expect(card.text).toContain(answer);
  });

  it.each(['audit verb=sign-out', 'audit outcome=withdrawn'])(
    '“%s” exists and fits nothing',
    async (text) => {
      const card = await talk.say(text);

      expect(card.text).toContain('Nothing in the audit log fits that');
    },
  );

  it('tells a change once, by how it ended, and what began only where that is asked for', async () => {
    const [all, begun] = [await talk.say('audit'), await talk.say('audit outcome=allowed')];

    expect(all.text.match(/Dismiss · Stale accounts/g)).toHaveLength(1);
    expect(all.text).toContain('Done · Ines');
    expect(begun.text).toContain('Allowed · Ines');
  });

  it('says that there are older ones, and counts none that it has not read', async () => {
    for (let count = 0; count < 11; count += 1) await talk.say(count % 2 ? 'subscribe' : 'unsubscribe');

    const card = await talk.say('audit');

    expect(card.text).toContain('The newest 10');
    expect(card.text).toContain('There are older ones');
    expect(card.text).not.toMatch(/of \d+|\d+ entries/);
  });

  it('says so when nothing fits', async () => {
    const card = await talk.say('audit person=nobody');

    expect(card.text).toContain('Nothing in the audit log fits that');
  });
});
