import { everyCapability } from '../../src/capabilities';
import type { Capability } from '../../src/capabilities/capability';
import {
  INES,
  pressed,
  PRIYA,
  SAMIR,
  startBot,
  type BotOptions,
  type Heard,
  type Speaking,
  type WholeBot,
} from '../support/whole-bot';

/** The registry itself: whoever adds a capability finds it in each of these tables. */
const ALL = everyCapability().map((capability) => [capability.verb, capability] as const);
const CHANGES = ALL.filter(([, one]) => acts(one));
const READS = ALL.filter(([, one]) => !acts(one));

function acts(one: Capability): boolean {
  return one.effect === 'changes' || one.effect === 'decides' || one.needsRight === true;
}

/** Fits every capability: each takes what it knows. A confirmation nobody was asked for is part of it. */
const FORGED = {
  alert: 'stale',
  alerts: ['stale'],
  incident: 'made-up',
  incidents: ['made-up'],
  person: 'Paolo',
  request: 'made-up-request',
  about: 'Paolo',
  id: 'made-up',
  acknowledged: true,
  minimumSeverity: 'low',
  mode: 'new',
  reason: 'because',
  until: '2026-12-24',
  settings: { duration: '60 days' },
  to: 'Ines',
  confirmed: { nonce: '6f0c3a52-0000-4000-8000-00000000beef', seen: 'made-up-digest' },
};

/** For those whose form fields travel beside the rest, so that nothing else may. */
const FORGED_FORM = {
  alert: FORGED.alert,
  reason: FORGED.reason,
  confirmed: FORGED.confirmed,
  duration: '60 days',
};

function forged(verb: Capability['verb']): Readonly<Record<string, unknown>> {
  const capability = everyCapability().find((one) => one.verb === verb);
  const fits = capability?.input.safeParse({ verb, ...FORGED }).success;
  return { verb, ...(fits ? FORGED : FORGED_FORM) };
}

const NOT_A_READER = 'You are not among those who may use Rolecall here.';
const NOT_AN_OPERATOR = 'You may look, but not change anything here.';
const NOT_OURS = 'Rolecall serves people of this organisation only.';

/** What a capability answers to a button that nobody drew, and to its own words. */
async function answers(talk: WholeBot, { verb, help }: Capability, speaking: Speaking) {
  const button = await talk.invoke(pressed(forged(verb)), speaking);
  const typed: Heard[] = [];
  for (const text of help?.examples ?? []) typed.push(await talk.hear({ type: 'message', text }, speaking));
  await talk.bot.settled();
  return [button, ...typed];
}

function textsOf(talk: WholeBot, heard: readonly Heard[]): readonly string[] {
  return heard.map((one) => talk.cardOf(one).text);
}

/** Orders that reached the tenant. */
function orders(talk: WholeBot): number {
  return Object.entries(talk.sandbox.requests.counts().routes)
    .filter(([route]) => /^(PATCH|DELETE|PUT)|(refresh|remediate)$/.test(route))
    .reduce((sum, [, count]) => sum + count, 0);
}

let talk: WholeBot;

function withBot(options: BotOptions): void {
  beforeAll(async () => {
    talk = await startBot(options);
  });
  afterAll(() => talk.close());
}

const RIGHTS = {
  readers: [PRIYA.aadObjectId, INES.aadObjectId],
  operators: [INES.aadObjectId],
};

it.each(ALL)('%s takes the forged button of these tables', (verb, { input }) => {
  expect(input.safeParse(forged(verb)).success).toBe(true);
});

describe.each<'user' | 'app'>(['user', 'app'])('where the %s writes', (writesAs) => {
  describe('an outsider', () => {
    withBot({ ...RIGHTS, writesAs });

    it.each(ALL)('may not %s', async (_verb, capability) => {
      const graph = talk.sandbox.requests.counts().routes;
      const before = JSON.stringify(Object.keys(graph).filter((route) => route.includes('Alert')));

      const texts = textsOf(talk, await answers(talk, capability, { as: SAMIR }));

      for (const text of texts) expect(text).toContain(NOT_A_READER);
      const after = Object.keys(talk.sandbox.requests.counts().routes);
      expect(JSON.stringify(after.filter((route) => route.includes('Alert')))).toBe(before);
    });

    it('leaves nothing but refusals behind', async () => {
      const entries = await talk.audit();

      expect(entries.length).toBeGreaterThanOrEqual(ALL.length);
      expect(new Set(entries.map(({ outcome }) => outcome))).toEqual(new Set(['denied']));
    });
  });

  describe('a reader', () => {
    withBot({ ...RIGHTS, writesAs });

    it.each(CHANGES)('may not %s', async (_verb, capability) => {
      const texts = textsOf(talk, await answers(talk, capability, { as: PRIYA }));

      for (const text of texts) expect(text).toMatch(refusalFor(capability));
      expect(orders(talk)).toBe(0);
    });

    it.each(READS)('may %s', async (_verb, capability) => {
      const texts = textsOf(talk, await answers(talk, capability, { as: PRIYA }));

      for (const text of texts) expect(text).not.toMatch(/You are not among|You may look, but/);
    });
  });

  describe('an operator', () => {
    withBot({ ...RIGHTS, writesAs });

    it.each(ALL)('is not kept from %s', async (_verb, capability) => {
      const texts = textsOf(talk, await answers(talk, capability, { as: INES }));

      for (const text of texts) expect(text).not.toMatch(/You are not among|You may look, but/);
    });
  });

  describe('an operator', () => {
    withBot({ ...RIGHTS, writesAs });

    it.each(CHANGES)(
      'orders by a forged button for %s nothing that words would not',
      async (verb, { help }) => {
        const start = orders(talk);
        for (const text of help?.examples ?? []) await talk.say(text, { as: INES });
        const byWords = orders(talk) - start;
        const card = talk.cardOf(await talk.invoke(pressed(forged(verb)), { as: INES }));
        await talk.bot.settled();

        const byButton = orders(talk) - start - byWords;
        expect(byButton).toBeLessThanOrEqual(byWords);
        if (byButton === 0) expect(card.text).not.toContain('Done');
      },
    );
  });
});

describe('where no operators are named, the app writes for nobody', () => {
  withBot({ writesAs: 'app' });

  it.each(CHANGES)('%s', async (_verb, capability) => {
    const texts = textsOf(talk, await answers(talk, capability, { as: INES }));

    for (const text of texts) expect(text).toMatch(refusalFor(capability));
    expect(orders(talk)).toBe(0);
  });
});

describe('a person of another tenant in a shared channel', () => {
  withBot({
    members: {
      find: () =>
        Promise.resolve({
          id: INES.aadObjectId,
          name: INES.name,
          tenantId: '99999999-9999-4999-8999-999999999999',
        }),
    },
  });

  it.each(ALL)('may not %s', async (_verb, capability) => {
    const texts = textsOf(talk, await answers(talk, capability, { as: INES, where: 'channel' }));

    for (const text of texts) expect(text).toContain(NOT_OURS);
    expect(talk.sandbox.requests.counts().total).toBe(0);
    expect(await talk.audit()).toEqual([]);
  });
});

describe('somebody in another tenant', () => {
  withBot({ members: { find: () => Promise.resolve(undefined) } });

  it.each(ALL)('may not %s', async (_verb, capability) => {
    const elsewhere = { id: 'a:x', conversationType: 'personal', tenantId: 'another' } as never;

    const heard = await answers(talk, capability, { as: INES, with: { conversation: elsewhere } });

    for (const one of heard)
      expect(one).toMatchObject({ sent: [], answer: undefined, result: { status: 403 } });
    expect(talk.sandbox.requests.counts().total).toBe(0);
  });
});

/** Nobody learns more of a request that does not exist than that; who may decide on one is told in second-person.test.ts. */
function refusalFor({ effect }: Capability): RegExp {
  return effect === 'decides' ? /I do not know that request/ : new RegExp(NOT_AN_OPERATOR);
}
