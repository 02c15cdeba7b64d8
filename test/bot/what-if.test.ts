import { startBot, type WholeBot } from '../support/whole-bot';

jest.setTimeout(60_000);

let talk: WholeBot;

beforeEach(async () => {
  talk = await startBot();
});
afterEach(() => talk.close());

const thenOf = (text: string): string => /^Then: (.*)$/m.exec(text)?.[1] ?? '';

describe('what-if', () => {
  it('answers without changing or ordering anything', async () => {
    const card = await talk.say('what-if global-admins globalAdminCountThreshold=50');

    expect(card.text).toContain('Global administrators: 3 → 50');
    expect(thenOf(card.text)).toBe('0 global administrators');
    expect(card.text).toContain('No longer found:');
    expect(talk.asked('PATCH', '')).toBe(0);
    expect(await talk.audit()).toEqual([]);
  });

  it('leads to the change itself, whose card says the same', async () => {
    const card = await talk.say('what if global-admins globalAdminCountThreshold=50');

    const question = await talk.press(card, 'Configure');

    expect(question.text).toContain('Global administrators: 3 → 50');
    expect(question.text).toMatch(/Incidents: \d+ → 0/);
  });

  it.each([
    ['stale', 'duration=60 days'],
    ['stale', 'duration=200 days'],
    ['stale', 'duration=5 days'],
    ['redundant', 'duration=90 days'],
    ['renewals', 'sequentialActivationCounterThreshold=5'],
    ['global-admins', 'globalAdminCountThreshold=50'],
    ['global-admins', 'percentageOfGlobalAdminsOutOfRolesThreshold=90'],
  ])('is borne out by the next scan: %s with %s', async (slug, setting) => {
    const said = thenOf((await talk.say(`what-if ${slug} ${setting}`)).text);

    await talk.confirm(`configure ${slug} ${setting}`);
    await talk.say(`refresh ${slug}`);
    await talk.pass(60_000, 2_000);
    await talk.watch.sweepNow();
    const known = (await talk.store.knowledge.alerts(talk.sandbox.tenantId)).find((one) => one.slug === slug);
    const count = known?.alert.incidentCount ?? -1;

    const [least = 0, most = said.startsWith('at least') ? Infinity : least] = (said.match(/\d+/g) ?? []).map(
      Number,
    );
    expect(said).not.toBe('');
    expect(count).toBeGreaterThanOrEqual(least);
    expect(count).toBeLessThanOrEqual(most);
  });

  it.each([
    ['what-if stale duration=1 hour', 'does not fit'],
    ['what-if stale color=red', 'is not a setting of this alert'],
    ['what-if stale duration=30 days', 'nothing to change'],
  ])('“%s” is refused in words', async (text, words) => {
    expect((await talk.say(text)).text).toContain(words);
  });
});
