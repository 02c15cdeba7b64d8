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
import { createSmallTenant, idOf, TENANT, type Holding, type Mishap } from '../support/small-tenant';

jest.setTimeout(300_000);

const PEOPLE = 9;
const HOUR = 3_600_000;
const CHANNEL = {
  tenantId: TENANT,
  id: '19:channel',
  kind: 'channel',
  serviceUrl: 'https://smba.example/',
  channelId: 'msteams',
  bot: { id: '28:bot' },
} as const;

/** 0 and 1 operate, 2 only looks; all three may hold roles themselves. 7 breaks the glass, 8 is Rolecall itself. */
const OPERATORS = [idOf(0), idOf(1)];
const BREAK_GLASS = idOf(7);
const OWN = idOf(8);

interface Press {
  readonly kind: 'confirm' | 'approve' | 'withdraw';
  readonly by: number;
  /** 0 is the newest card of all that ever were, 1 the one before. */
  readonly which: number;
}

type Step =
  | Press
  | { readonly kind: 'ask'; readonly by: number; readonly which: number }
  | { readonly kind: 'ask-all'; readonly by: number; readonly alert: string }
  | { readonly kind: 'ask-dismiss'; readonly by: number }
  | { readonly kind: 'together'; readonly presses: readonly Press[] }
  | { readonly kind: 'toggle'; readonly holding: Holding }
  | { readonly kind: 'change' | 'scan' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'mishap'; readonly mishap: Mishap };

interface World {
  readonly holdings: readonly Holding[];
  readonly stays: boolean;
  readonly minimum: number;
  readonly rule: TwoPersonRule;
  readonly steps: readonly Step[];
}

const holding: Arbitrary<Holding> = record({
  who: integer({ min: 0, max: PEOPLE - 1 }),
  role: constantFrom('admin', 'exchange'),
});
const by = constantFrom(0, 0, 1, 1, 2);
const press: Arbitrary<Press> = record({
  kind: constantFrom('confirm', 'confirm', 'confirm', 'approve', 'approve', 'approve', 'withdraw'),
  by,
  which: constantFrom(0, 0, 0, 0, 1, 2, 5),
});

const step: Arbitrary<Step> = oneof(
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
  { weight: 1, arbitrary: record({ kind: constant('ask-dismiss' as const), by }) },
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
  holdings: array(holding, { minLength: 3, maxLength: 14 }),
  stays: boolean(),
  minimum: integer({ min: 1, max: 4 }),
  rule: constantFrom<TwoPersonRule>('off', 'remove', 'all'),
  steps: array(step, { minLength: 12, maxLength: 30 }),
});

/** A card that asks, and how everything looked when it was drawn. */
interface Asked {
  readonly tag: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly looked: ReadonlyMap<string, string>;
}

/** Lives through what was generated and hands back everything that was ordered on the way. */
async function live({ holdings, stays, minimum, rule, steps }: World) {
  const folder = mkdtempSync(path.join(tmpdir(), 'rolecall-lives-'));
  const clock = fakeClock();
  const store = await openStore({ dataDir: folder, clock, log: silentLog });
  const running = new AsyncLocalStorage<string>();
  const tenant = createSmallTenant({ clock, holdings, stays, pressed: () => running.getStore() ?? 'nobody' });
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
        breakGlass: [BREAK_GLASS],
        own: () => Promise.resolve([OWN]),
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
    for (const { title, data } of card.buttons) {
      if (title === 'Confirm') {
        const { nonce } = data['confirmed'] as { readonly nonce: string };
        asked.push({ tag: `card ${nonce}`, payload: { ...data, reason: 'Because' }, looked });
      }
      // What was confirmed is what was looked at when the question was drawn, not when it was answered.
      if (title === 'Approve' && origin?.tag.startsWith('card '))
        requests.push({ tag: `request ${String(data['request'])}`, payload: data, looked: origin.looked });
    }
  }

  async function doPress({ kind, by: who, which }: Press): Promise<void> {
    const from = kind === 'confirm' ? asked : requests;
    const chosen = from.at(-1 - (which % Math.max(1, from.length)));
    if (!chosen) return;
    const verb = kind === 'confirm' ? chosen.payload['verb'] : `request.${kind}`;
    await running.run(chosen.tag, () => say(who, { payload: { ...chosen.payload, verb } }, chosen));
  }

  async function take(one: Step): Promise<void> {
    switch (one.kind) {
      case 'ask': {
        const about = holdings[one.which % holdings.length];
        const alert = about?.role === 'admin' ? 'global-admins' : 'outside-pim';
        return say(one.by, { text: `remediate ${alert} Person ${about?.who}` });
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
      await checks.check(TENANT, { early: one.kind === 'scan' });
    }
    const approvals = await Promise.all(
      requests.map(
        async ({ tag }) => [tag, await store.approvals.get(TENANT, tag.slice('request '.length))] as const,
      ),
    );
    return {
      orders: tenant.orders,
      looked: new Map([...asked, ...requests].map((one) => [one.tag, one.looked])),
      approvals: new Map(approvals),
    };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('whatever people do, in whatever order, and whatever goes wrong', () => {
  it('nothing is ordered that must not be', async () => {
    let ordered = 0;

    await assert(
      asyncProperty(world, async (generated) => {
        const { orders, looked, approvals } = await live(generated);

        const done = new Set<string>();
        for (const { actorId, holding: held, incident, adminsLeft, at, pressed, mishap } of orders) {
          ordered += 1;
          const principal = idOf(held.who);
          const request = approvals.get(pressed);
          // Protected, and nobody's own.
          expect([BREAK_GLASS, OWN, actorId, request?.requestedBy.id]).not.toContain(principal);
          expect(OPERATORS).toContain(actorId);
          if (held.role === 'admin') expect(adminsLeft).toBeGreaterThanOrEqual(generated.minimum);
          // Two people, in time, where two are needed.
          expect(pressed.startsWith('request ')).toBe(generated.rule !== 'off');
          if (request) {
            expect(actorId).not.toBe(request.requestedBy.id);
            expect(at).toBeLessThan(request.expiresAt);
          }
          // As it stood on the card.
          expect(JSON.stringify(incident)).toBe(looked.get(pressed)?.get(incident.id.toLowerCase()));
          // Once for each card or approval; what was refused for certain was not done.
          const once = `${pressed} ${incident.id}`;
          expect(done).not.toContain(once);
          if (mishap !== 'refused') done.add(once);
        }
      }),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 60) },
    );

    // A property of nothing holds: the generated lives have to be full of orders.
    expect(ordered).toBeGreaterThan(20);
  });
});
