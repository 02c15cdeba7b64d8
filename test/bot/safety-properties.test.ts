import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  array,
  assert,
  asyncProperty,
  boolean,
  constant,
  constantFrom,
  integer,
  oneof,
  record,
  tuple,
  uniqueArray,
  type Arbitrary,
} from 'fast-check';
import type { TwoPersonRule } from '../../src/alerts/second-person';
import { createAuthority } from '../../src/bot/authorise';
import { createTurn, type Request } from '../../src/bot/turn';
import { everyCapability } from '../../src/capabilities';
import { silentLog } from '../../src/lib/log';
import { systemRandom } from '../../src/lib/random';
import { openStore } from '../../src/store/open-store';
import { createRemedyChecks } from '../../src/watch/remedies';
import { fakeClock } from '../support/clock';
import { seen } from '../support/seen-card';
import {
  APPLICATION,
  createSmallTenant,
  GLASS_GROUP,
  GROUP,
  idOf,
  OTHER_APPLICATION,
  TENANT,
  type Holding,
  type Mishap,
  type Oddities,
  type Pressed,
} from '../support/small-tenant';

// PROPERTY_RUNS=2000 looks longer, PROPERTY_SHRINK=1 makes a counterexample small, which takes minutes, and PROPERTY_COUNTS=1 prints how often what has spoken.
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 70);

jest.setTimeout(Math.max(300_000, RUNS * 2000));

const HOUR = 3_600_000;
const CHANNEL = {
  tenantId: TENANT,
  id: '19:channel',
  kind: 'channel',
  serviceUrl: 'https://smba.example/',
  channelId: 'msteams',
  bot: { id: '28:bot' },
} as const;

/** 0 and 1 operate, 2 only looks; all three may hold roles themselves. 7 breaks the glass, and the application is Rolecall itself. */
const OPERATORS = [idOf(0), idOf(1)];
const GLASS = idOf(7);
const OWN = idOf(APPLICATION);

interface Press {
  readonly kind: 'confirm' | 'approve' | 'withdraw';
  readonly by: number;
  /** 0 is the newest card of all that ever were, 1 the one before. */
  readonly which: number;
  /** The box that says one means it. */
  readonly ticked: boolean;
}

/** What comes between a question and its answer. */
type Hitch = 'nothing' | 'facts-change' | 'join' | 'change' | 'expire' | 'scan' | 'holders' | 'all';

/** Asked, confirmed by the same, and approved by the other operator where that is needed. */
interface Whole {
  readonly kind: 'whole';
  readonly about: 'one' | 'every admin';
  readonly by: 0 | 1;
  readonly which: number;
  readonly ticked: boolean;
  /** So often at once. */
  readonly times: number;
  readonly hitches: readonly Hitch[];
}

type Step =
  | Press
  | { readonly kind: 'ask'; readonly by: number; readonly which: number }
  | { readonly kind: 'ask-all'; readonly by: number; readonly alert: string }
  | { readonly kind: 'ask-dismiss'; readonly by: number }
  | { readonly kind: 'together'; readonly presses: readonly Press[] }
  | { readonly kind: 'toggle'; readonly holding: Holding }
  | { readonly kind: 'change' | 'scan' }
  | { readonly kind: 'blink'; readonly what: 'all' | 'holders' }
  | Whole
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'mishap'; readonly mishap: Mishap };

interface World {
  readonly holdings: readonly Holding[];
  readonly stays: boolean;
  readonly minimum: number;
  readonly rule: TwoPersonRule;
  readonly odd: Oddities;
  /** BREAK_GLASS names the group, not the account. */
  readonly glassByGroup: boolean;
  /** Rolecall knows which of the applications it is. */
  readonly knowsItself: boolean;
  readonly steps: readonly Step[];
}

const holding: Arbitrary<Holding> = record({
  who: oneof(
    integer({ min: 0, max: 7 }),
    constantFrom(0, 1, 7, APPLICATION, GROUP, GROUP, OTHER_APPLICATION, OTHER_APPLICATION),
  ),
  role: constantFrom('admin', 'exchange'),
});
const by = constantFrom(0, 0, 0, 0, 1, 1, 1, 1, 2);
const press: Arbitrary<Press> = record({
  kind: constantFrom('confirm', 'confirm', 'confirm', 'approve', 'approve', 'approve', 'withdraw'),
  by,
  which: constantFrom(0, 0, 0, 0, 1, 2, 5),
  ticked: constantFrom(true, true, true, false),
});

const hitch = constantFrom<Hitch>(
  'nothing',
  'nothing',
  'nothing',
  'nothing',
  'nothing',
  'facts-change',
  'facts-change',
  'join',
  'join',
  'join',
  'change',
  'expire',
  'scan',
  'holders',
  'holders',
  'all',
);
const whole: Arbitrary<Whole> = record({
  kind: constant('whole' as const),
  about: constantFrom('one' as const, 'one' as const, 'every admin' as const),
  by: constantFrom(0 as const, 1 as const),
  which: oneof(integer({ min: 0, max: 13 }), constant(0)),
  ticked: constantFrom(true, true, false),
  times: constantFrom(1, 1, 3),
  hitches: tuple(hitch, hitch),
});

const step: Arbitrary<Step> = oneof(
  { weight: 10, arbitrary: whole },
  {
    weight: 3,
    arbitrary: record({ kind: constant('ask' as const), by, which: integer({ min: 0, max: 13 }) }),
  },
  {
    weight: 3,
    arbitrary: record({
      kind: constant('ask-all' as const),
      by,
      alert: constantFrom('outside-pim', 'global-admins'),
    }),
  },
  { weight: 2, arbitrary: record({ kind: constant('ask-dismiss' as const), by }) },
  { weight: 8, arbitrary: press },
  {
    weight: 3,
    arbitrary: record({
      kind: constant('together' as const),
      presses: array(press, { minLength: 2, maxLength: 6 }),
    }),
  },
  { weight: 1, arbitrary: record({ kind: constant('toggle' as const), holding }) },
  { weight: 3, arbitrary: record({ kind: constantFrom('change' as const, 'scan' as const) }) },
  {
    weight: 1,
    arbitrary: record({
      kind: constant('blink' as const),
      what: constantFrom('all' as const, 'holders' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: record({
      kind: constant('wait' as const),
      ms: constantFrom(20_000, HOUR, 3 * HOUR, 5 * HOUR),
    }),
  },
  {
    weight: 1,
    arbitrary: record({
      kind: constant('mishap' as const),
      mishap: constantFrom<Mishap>('refused', 'lost-and-done', 'lost-and-not-done', 'facts-change'),
    }),
  },
);

const world: Arbitrary<World> = record({
  holdings: tuple(
    record({ who: constant(GROUP), role: constantFrom('admin' as const, 'exchange' as const) }),
    array(holding, { minLength: 6, maxLength: 16 }),
  ).map(([first, others]): readonly Holding[] => [first, ...others]),
  stays: boolean(),
  minimum: constantFrom(1, 1, 2, 3),
  rule: constantFrom<TwoPersonRule>('off', 'remove', 'all'),
  odd: record({
    disabled: array(integer({ min: 0, max: 7 }), { maxLength: 2 }),
    members: uniqueArray(integer({ min: 0, max: APPLICATION }), { maxLength: 2 }),
    nameless: array(integer({ min: 3, max: 6 }), { maxLength: 2 }),
    roleless: array(integer({ min: 3, max: 6 }), { maxLength: 2 }),
    closed: constantFrom(false, false, false, true),
    lags: constantFrom(true, true, false),
  }),
  glassByGroup: boolean(),
  knowsItself: constantFrom(true, true, true, false),
  steps: array(step, { minLength: 12, maxLength: 30 }),
});

/** A card that asks, and how everything looked when it was drawn. */
interface Asked {
  readonly tag: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly looked: ReadonlyMap<string, string>;
  /** A request: whether the box was ticked when it was asked for. */
  readonly ticked?: boolean;
}

/** Lives through what was generated and hands back everything that was ordered on the way. */
async function live({ holdings, stays, minimum, rule, odd, glassByGroup, knowsItself, steps }: World) {
  const folder = mkdtempSync(path.join(tmpdir(), 'rolecall-lives-'));
  const clock = fakeClock();
  const store = await openStore({ dataDir: folder, clock, log: silentLog });
  const running = new AsyncLocalStorage<Pressed>();
  const tenant = createSmallTenant({ clock, holdings, stays, odd, press: () => running.getStore() });
  const { alerts, directory } = tenant;
  const turn = createTurn({
    capabilities: everyCapability(),
    authority: createAuthority({
      rights: { readers: [], operators: OPERATORS, writesAs: 'user' },
      directory,
    }),
    acting: { as: (actor) => Promise.resolve({ kind: 'ready', actions: tenant.actionsFor(actor) }) },
  });
  const checks = createRemedyChecks({ alerts, store, clock, random: systemRandom, log: silentLog });
  const asked: Asked[] = [];
  const requests: Asked[] = [];
  const behind: Promise<void>[] = [];
  const happened: string[] = [];

  async function say(who: number, said: Request['said'], origin?: Asked): Promise<void> {
    const id = idOf(who);
    const context = {
      actor: { id, name: `Person ${who}`, tenantId: TENANT, channelUserId: `29:${who}` },
      conversation: CHANNEL,
      tenantId: TENANT,
      timeZone: 'UTC',
      alerts,
      directory,
      store,
      refreshes: { start: () => Promise.reject(new Error('no scan')), follow: () => Promise.resolve() },
      clock,
      random: systemRandom,
      log: silentLog,
      policy: {
        breakGlass: [glassByGroup ? idOf(GLASS_GROUP) : GLASS.toUpperCase()],
        own: () => Promise.resolve(knowsItself ? [OWN] : undefined),
        minimumGlobalAdmins: minimum,
        acceptMaxDays: 90,
        cron: '* * * * *',
        writesAs: 'user',
        twoPerson: rule,
      },
      signOut: () => Promise.resolve(),
      goOn: (work: () => Promise<void>) => void behind.push(work()),
      problems: () => Promise.resolve([]),
    } as unknown as Request['context'];
    const looked = tenant.look();
    const result = await turn.handle({ said, automatic: false, context });
    if (result.kind !== 'reply') throw new Error('nobody has to sign in here');
    const card = seen(result.reply.message.card);
    for (const [what, words] of SAID) if (card.text.includes(words)) happened.push(what);
    for (const { title, data } of card.buttons) {
      if (title === 'Confirm') {
        const { nonce } = data['confirmed'] as { readonly nonce: string };
        asked.push({ tag: `card ${nonce}`, payload: { ...data, reason: 'Because' }, looked });
      }
      // What was confirmed is what was looked at when the question was drawn, not when it was answered.
      if (title === 'Approve' && origin?.tag.startsWith('card '))
        requests.push({
          tag: `request ${String(data['request'])}`,
          payload: data,
          looked: origin.looked,
          ticked: origin.ticked ?? false,
        });
    }
  }

  async function doPress({ kind, by: who, which, ticked }: Press): Promise<void> {
    const from = kind === 'confirm' ? asked : requests;
    const chosen = from.at(-1 - (which % Math.max(1, from.length)));
    if (!chosen) return;
    const verb = kind === 'confirm' ? chosen.payload['verb'] : `request.${kind}`;
    const payload = { ...chosen.payload, verb, ...(kind === 'confirm' ? { acknowledged: ticked } : {}) };
    const isTicked = kind === 'confirm' ? ticked : (chosen.ticked ?? false);
    const tag = `${chosen.tag}${isTicked ? ' ticked' : ''}`;
    await running.run({ pressed: tag }, () => say(who, { payload }, { ...chosen, ticked }));
  }

  async function hit(what: Hitch | undefined, who: number): Promise<void> {
    if (what === 'join') tenant.join(who);
    // With the next order everything else changes.
    if (what === 'facts-change') tenant.suffer(what);
    if (what === 'change') tenant.change();
    if (what === 'scan') tenant.scan();
    if (what === 'expire') await clock.advance(5 * HOUR);
    if (what === 'holders' || what === 'all') tenant.blink(what);
  }

  /** Only cards that this has brought about are pressed. */
  async function goThrough({ about, by: who, which, ticked, times, hitches }: Whole): Promise<void> {
    const pressAll = (one: Press) => Promise.all(Array.from({ length: times }, () => doPress(one)));
    const [questions, waiting] = [asked.length, requests.length];
    await take(
      about === 'one'
        ? { kind: 'ask', by: who, which }
        : { kind: 'ask-all', by: who, alert: 'global-admins' },
    );
    await hit(hitches[0], who);
    if (asked.length > questions) await pressAll({ kind: 'confirm', by: who, which: 0, ticked });
    // Nothing can be compared with what changes while the order is on the wire.
    await Promise.all(behind.splice(0));
    await hit(hitches[1], who);
    if (requests.length > waiting) await pressAll({ kind: 'approve', by: 1 - who, which: 0, ticked });
  }

  async function take(one: Step): Promise<void> {
    switch (one.kind) {
      case 'whole':
        return goThrough(one);
      case 'ask': {
        const about = holdings[one.which % holdings.length];
        const alert = about?.role === 'admin' ? 'global-admins' : 'outside-pim';
        const incident = `Incident-${about?.role}-${about?.who}`;
        return say(one.by, { payload: { verb: 'incident.remediate', alert, incident } });
      }
      case 'ask-all':
        return say(one.by, { text: `remediate ${one.alert} all` });
      case 'ask-dismiss':
        return say(one.by, { text: 'dismiss outside-pim' });
      case 'together':
        return void (await Promise.all(one.presses.map(doPress)));
      case 'toggle':
        return tenant.toggle(one.holding);
      case 'change':
        return tenant.change();
      case 'scan':
        return tenant.scan();
      case 'blink':
        return tenant.blink(one.what);
      case 'wait':
        return clock.advance(one.ms);
      case 'mishap':
        return tenant.suffer(one.mishap);
      default:
        return doPress(one);
    }
  }

  try {
    for (const one of steps) {
      await take(one);
      await Promise.all(behind.splice(0));
      if (one.kind !== 'blink') tenant.see();
      await checks.check(TENANT, { early: one.kind === 'scan' });
    }
    const approvals = await Promise.all(
      requests.map(
        async ({ tag }) => [tag, await store.approvals.get(TENANT, tag.slice('request '.length))] as const,
      ),
    );
    const log = (await store.audit.list(TENANT)).toReversed();
    for (const { outcome, detail } of log) {
      if (outcome === 'denied') happened.push(String(detail['rule']));
      const left = (detail['leftOut'] ?? []) as readonly { readonly rule: string }[];
      happened.push(...left.map(({ rule: ofMany }) => ofMany));
    }
    return {
      log,
      chain: await store.audit.verify(TENANT),
      happened,
      orders: tenant.orders,
      dismissals: tenant.dismissals.map((tag) => tag.replace(' ticked', '')),
      // Whoever asks for the same again is shown the request there is: what counts is how it was asked first.
      looked: new Map([...asked, ...requests].toReversed().map((one) => [one.tag, one.looked])),
      approvals: new Map(approvals),
    };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a card says where something was kept from happening that is no rule of the audit log. */
const SAID = [
  ['spent already', 'This was confirmed already'],
  ['facts changed', 'Things have changed since'],
  ['not ticked', 'Tick the box that says you mean it'],
  ['somebody quicker', 'Somebody else was quicker'],
  ['decided already', 'This was decided already'],
] as const;

/** All that has to have spoken in the generated lives, for a rule that is never tried is not tested. */
const EVERYTHING = [
  'break-glass',
  'own-role',
  'own-principal',
  'minimum-global-admins',
  'uncounted-global-admins',
  'unknown-principal',
  'unknown-role',
  'unread-group',
  'ordered-already',
  'operators',
  'two-person-same',
  'two-person-expired',
  'changed',
  ...SAID.map(([what]) => what),
];

describe('whatever people do, in whatever order, and whatever goes wrong', () => {
  it('nothing is ordered that must not be', async () => {
    let ordered = 0;
    let ofGroups = 0;
    const happened = new Map<string, number>();

    await assert(
      asyncProperty(world, async (generated) => {
        const { orders, dismissals, looked, approvals, log, chain, happened: here } = await live(generated);
        expect(new Set(dismissals).size).toBe(dismissals.length);
        for (const what of here) happened.set(what, (happened.get(what) ?? 0) + 1);

        const done = new Set<string>();
        const sent = new Map<string, number>();
        for (const {
          actorId,
          holding: held,
          losers,
          incident,
          readBefore,
          adminsLeft,
          at,
          epoch,
          pressed,
          mishap,
        } of orders) {
          ordered += 1;
          const principal = idOf(held.who);
          if (held.who === GROUP) ofGroups += 1;
          const tag = pressed.replace(' ticked', '');
          const request = approvals.get(tag);
          // Nobody protected, nobody by their own hand, and nobody whom the service does not name.
          for (const kept of [GLASS, OWN, actorId, request?.requestedBy.id])
            expect(losers).not.toContain(kept);
          expect(incident.principal?.id).toBe(principal);
          expect(incident.role).toBeDefined();
          expect(OPERATORS).toContain(actorId);
          if (held.role === 'admin') expect(adminsLeft).toBeGreaterThanOrEqual(generated.minimum);
          if (held.who >= APPLICATION) expect(pressed).toMatch(/ ticked$/);
          // Two people, in time, where two are needed.
          expect(tag.startsWith('request ')).toBe(generated.rule !== 'off');
          if (request) {
            expect(actorId).not.toBe(request.requestedBy.id);
            expect(at).toBeLessThan(request.expiresAt);
          }
          // As it stood on the card.
          const compared = JSON.stringify(readBefore ?? incident);
          expect(compared).toBe(looked.get(tag)?.get(incident.id.toLowerCase()));
          // Once for each card or approval, and once at a time whatever the card; what was refused for certain was not done.
          for (const once of [`${tag} ${incident.id}`, `${epoch} ${at} ${incident.id}`]) {
            expect(done).not.toContain(once);
            if (mishap !== 'refused') done.add(once);
          }
          sent.set(incident.id, (sent.get(incident.id) ?? 0) + 1);
        }
        // Every order is on record before it left, and the record holds.
        for (const [id, times] of sent) {
          const allowed = log.filter(
            ({ outcome, verb, target }) =>
              outcome === 'allowed' && verb === 'incident.remediate' && target.endsWith(`/${id}`),
          );
          expect(allowed.length).toBeGreaterThanOrEqual(times);
        }
        expect(chain.broken).toBeUndefined();
      }),
      { numRuns: RUNS, endOnFailure: process.env['PROPERTY_SHRINK'] === undefined },
    );

    // A property of nothing holds: the generated lives have to be full of orders, and of everything that was kept from being one.
    if (process.env['PROPERTY_COUNTS'])
      process.stdout.write(`${JSON.stringify({ ordered, ofGroups, ...Object.fromEntries(happened) })}\n`);
    expect(ordered).toBeGreaterThan(20);
    expect(EVERYTHING.filter((what) => !happened.has(what))).toEqual([]);
  });
});
