import { INES, TOMASZ, startBot, type Speaking, type WholeBot } from '../support/whole-bot';
import { buttonNamed, type SeenCard } from '../support/seen-card';
import { crowdId } from '../../src/sandbox/crowd';
import { GLOBAL_ADMINISTRATOR } from '../../src/sandbox/roles';
import { readCard } from '../support/card';

const REASON = { reason: 'Spring cleaning' };
const CHANNEL: Speaking = { as: INES, where: 'channel' };

let talk: WholeBot;
let globalAdmins: () => Promise<readonly string[]>;

afterEach(() => talk.close());

async function begin(options: Parameters<typeof startBot>[0] = {}): Promise<void> {
  talk = await startBot({
    ...options,
    directory: (real) => {
      globalAdmins = () => real.lastingHolders(GLOBAL_ADMINISTRATOR, 0);
      return real;
    },
  });
}

/** As `begin`, with something to do right before the directory next says who somebody is; once. */
async function beginAndComeBetween(): Promise<{ next?: (() => Promise<unknown>) | undefined }> {
  const between: { next?: (() => Promise<unknown>) | undefined } = {};
  talk = await startBot({
    directory: (real) => ({
      ...real,
      describe: async (id) => {
        const { next } = between;
        between.next = undefined;
        await next?.();
        return real.describe(id);
      },
    }),
  });
  return between;
}

const remediations = (): number => talk.asked('POST', '/remediate');

/** The head of the card, which one reader of cards gives in one line and the other in two. */
const howFar = (text: string): string =>
  /(Under way|Done)\W+(\d+ of \d+)/.exec(text)?.slice(1).join(': ') ?? text;

/** Confirms, and waits until all of it is done and shown. */
async function carriedOut(question: SeenCard, inputs = {}, speaking: Speaking = CHANNEL): Promise<string> {
  await talk.press(question, 'Confirm', { ...REASON, ...inputs }, speaking);
  await talk.bot.settled();
  talk.watch.start();
  await talk.pass(2_500);
  const last = talk.notifier.sent.at(-1);
  return last ? readCard(last.message.card).text : '';
}

describe('many at once', () => {
  it('asks once, with a line for each and for each that is left out, and why', async () => {
    await begin({ policy: { breakGlass: [] } });

    const card = await talk.say('remediate redundant all');

    expect(card.text).toMatch(/Remediate \d+ unused assignments: /);
    expect(card.text).toContain('Adaeze Nwosu will no longer be eligible for User Administrator.');
    expect(card.inputs).toHaveProperty('reason');
    expect(remediations()).toBe(0);
  });

  it('is one order after the other, with a result for each', async () => {
    await begin();
    const question = await talk.say('remediate redundant all', CHANNEL);

    const end = await carriedOut(question);

    const ordered = /Remediate (\d+) /.exec(question.text)?.[1];
    expect(remediations()).toBe(Number(ordered));
    expect(end).toContain(`${ordered} of ${ordered}`);
    expect(end.match(/checked: the incident is gone/g)).toHaveLength(Number(ordered));
    const lines = (await talk.audit()).map(({ outcome }) => outcome);
    expect(lines.filter((one) => one === 'done')).toHaveLength(Number(ordered));
    expect(await talk.store.decisions.list(talk.sandbox.tenantId, { kind: 'remediated' })).toHaveLength(
      Number(ordered),
    );
  });

  it('is drawn step by step on its one card, and pressing Confirm again meanwhile shows how far it is', async () => {
    const between = await beginAndComeBetween();
    talk.watch.start();
    const all = await talk.say('remediate redundant all', CHANNEL);
    const { incidents } = buttonNamed(all, 'Confirm').data as { incidents: readonly string[] };
    const three = { verb: 'incidents.remediate', alert: 'redundant', incidents: incidents.slice(0, 3) };
    const question = await talk.verb(three, CHANNEL);
    const answers = [await talk.press(question, 'Confirm', REASON, CHANNEL)];
    // Before each order leaves, the card has its time to be drawn.
    const wait = async (): Promise<void> => {
      await talk.pass(4_000);
      answers.push(await talk.press(question, 'Confirm', REASON, CHANNEL));
      between.next = wait;
    };
    between.next = wait;

    await talk.bot.settled();
    await talk.pass(4_000);

    const updates = talk.notifier.sent.filter(({ how }) => how === 'update');
    const faces = updates.map(({ message }) => howFar(readCard(message.card).text));
    expect(new Set(updates.map(({ activityId }) => activityId))).toEqual(new Set(['card-1']));
    expect([...new Set(faces)]).toEqual([
      'Under way: 0 of 3',
      'Under way: 1 of 3',
      'Under way: 2 of 3',
      'Done: 3 of 3',
    ]);
    expect(answers.map(({ text }) => howFar(text))).toEqual([
      'Under way: 0 of 3',
      'Under way: 0 of 3',
      'Under way: 1 of 3',
      'Under way: 2 of 3',
    ]);
    for (const { text } of answers.slice(1)) expect(text).toContain('so it was not done again.');
    expect(remediations()).toBe(3);
  });

  it('never takes more global administrators than may go, counted anew before each', async () => {
    await begin({ policy: { minimumGlobalAdmins: 2 } });
    const question = await talk.say('remediate global-admins all', CHANNEL);

    await carriedOut(question, { acknowledged: 'true' });

    expect(question.text).toContain('Left out');
    expect(question.text).toContain('at least 2 have to stay');
    expect(remediations()).toBeGreaterThan(0);
    expect((await globalAdmins()).length).toBeGreaterThanOrEqual(2);
  });

  it('leaves out whom a rule protects', async () => {
    await begin({ policy: { breakGlass: [crowdId('Break Glass One')] } });

    const card = await talk.say('remediate stale all');

    expect(card.text).toContain('This is a break-glass account. It keeps its roles.');
  });

  it.each([
    ['before the first', (count: number) => count + 1],
    ['in its own turn', (count: number) => count * 2],
  ])('goes on with the rest where one has gone %s, and the card is true', async (_when, asking) => {
    const between = await beginAndComeBetween();
    const question = await talk.say('remediate redundant all', CHANNEL);
    const { alert, incidents } = buttonNamed(question, 'Confirm').data as {
      alert: string;
      incidents: readonly string[];
    };
    let asked = 0;
    // Each is described once more when it is confirmed, and once when its turn has come.
    const wait = async (): Promise<unknown> => {
      asked += 1;
      if (asked === asking(incidents.length))
        return talk.elsewhere.remediateIncident(alert, incidents.at(-1) ?? '');
      between.next = wait;
      return undefined;
    };
    between.next = wait;

    const end = await carriedOut(question);

    expect(end).toContain('not done: It was gone already.');
    expect(end.match(/checked: the incident is gone/g)).toHaveLength(incidents.length - 1);
    expect(end).toContain('Done in part');
  });

  it('stops where the rest would end the same, and pressing again repeats nothing that succeeded', async () => {
    await begin();
    const question = await talk.say('remediate redundant all', CHANNEL);
    const all = Number(/Remediate (\d+) /.exec(question.text)?.[1]);
    await talk.fault('throttle', { match: 'remediate', retryAfter: '90' });

    const end = await carriedOut(question);
    const again = await talk.press(question, 'Confirm', REASON, CHANNEL);
    const rest = await talk.say('remediate redundant all', CHANNEL);

    expect(end).toContain('Microsoft asked to wait. It was not tried.');
    expect(remediations()).toBe(1);
    expect(again.text).toContain('was confirmed already');
    expect(rest.text).toContain(`Remediate ${all} unused assignments:`);
  });

  it('is done once, whoever presses how often', async () => {
    await begin();
    const question = await talk.say('remediate redundant all', CHANNEL);
    const all = Number(/Remediate (\d+) /.exec(question.text)?.[1]);

    await Promise.all(Array.from({ length: 10 }, () => talk.press(question, 'Confirm', REASON, CHANNEL)));
    await talk.bot.settled();

    expect(remediations()).toBe(all);
  });

  it('lets people choose on a form', async () => {
    await begin();
    const list = await talk.say('incidents outside-pim', CHANNEL);
    const form = await talk.press(list, 'Remediate several', {}, CHANNEL);
    const incidents = JSON.stringify(form.card).match(/"value":"[^"]+"/g) ?? [];
    const two = incidents.slice(0, 2).map((found) => found.slice(9, -1));

    const question = await talk.press(form, 'Review', { incidents: two.join(',') }, CHANNEL);
    const none = await talk.press(form, 'Review', { incidents: '' }, CHANNEL);

    expect(incidents.length).toBeGreaterThan(2);
    expect(question.text).toContain('Remediate 2 ');
    expect(none.text).toContain('Choose at least one.');
  });

  it('waits for a second person where two are needed, and is one approval then', async () => {
    await begin({ policy: { twoPerson: 'remove' } });
    const question = await talk.say('remediate redundant all', CHANNEL);
    const all = Number(/Remediate (\d+) /.exec(question.text)?.[1]);
    const asked = await talk.press(question, 'Confirm', REASON, CHANNEL);
    const before = remediations();

    await talk.press(asked, 'Approve', {}, { as: TOMASZ, where: 'channel' });
    await talk.bot.settled();

    expect(before).toBe(0);
    expect(remediations()).toBe(all);
    const done = (await talk.audit()).filter(({ outcome }) => outcome === 'done');
    for (const { actorName, detail } of done) {
      expect(actorName).toBe(TOMASZ.name);
      expect(detail).toMatchObject({ requestedBy: { name: INES.name } });
    }
  });

  it.each(['no-mfa', 'redundant'])('understands “remediate %s all”', async (slug) => {
    await begin();

    const card = await talk.say(`remediate ${slug} all because we tidy up`);

    expect(card.inputs).toMatchObject({ reason: 'we tidy up' });
  });
});

describe('one order whose answer got lost', () => {
  it('is looked at until it is known, and the card that doubted says how it ended', async () => {
    await begin();
    const question = await talk.say('remediate outside-pim Paolo', CHANNEL);
    const { alert, incident } = buttonNamed(question, 'Confirm').data as { alert: string; incident: string };
    await talk.fault('reset', { match: 'remediate' });

    const doubt = await talk.press(question, 'Confirm', REASON, CHANNEL);
    await talk.bot.settled();
    const again = await talk.press(question, 'Confirm', REASON, CHANNEL);
    await talk.elsewhere.remediateIncident(alert, incident);
    talk.watch.start();
    await talk.passUntil(() => talk.notifier.summaries().some((one) => one.startsWith('Done: ')));

    expect(doubt.text).toContain('This may have been done');
    expect(again.text).toContain('This was confirmed already');
    expect(again.text).toContain('I check by myself whether it was done');
    expect((await talk.audit()).map(({ outcome }) => outcome)).toEqual(['allowed', 'maybe-done', 'verified']);
  });

  it('is not ordered again while it is being looked at', async () => {
    await begin();
    const question = await talk.say('remediate outside-pim Paolo', CHANNEL);
    await talk.fault('reset', { match: 'remediate' });
    await talk.press(question, 'Confirm', REASON, CHANNEL);

    const other = await talk.say('remediate outside-pim Paolo', { as: TOMASZ, where: 'channel' });

    expect(other.text).toContain('It was ordered already and is being checked.');
    expect(remediations()).toBeLessThanOrEqual(1);
  });
});
