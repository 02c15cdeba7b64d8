import { createBot } from './bot/bot';
import { createLobby } from './bot/lobby';
import { createCommandLimits } from './bot/limits';
import { createMemberships } from './bot/memberships';
import { createRefusals } from './bot/refusals';
import { createServer } from './bot/server';
import type { Config } from './config';
import type { Doubles } from './app/doubles';
import { withMetrics } from './app/metered';
import { namesOf, naming } from './app/named';
import { createReadiness } from './app/problems';
import { storeOf } from './app/store';
import { createTenant, type TenantSide } from './app/tenant';
import type { Clock } from './lib/clock';
import type { Log } from './lib/log';
import { newOrigin, withOrigin } from './lib/origin';
import type { Random } from './lib/random';
import { createMetrics, type Gauges } from './metrics';
import { connectTeams } from './app/teams';
import { patient } from './teams/patience';
import { createTracing, traced } from './app/tracing';
import { defaultLimits } from './watch/limits';
import { createSending } from './watch/sending';
import { createSlots } from './watch/slots';

export interface App {
  /** Where Teams, or the Playground, sends its activities. */
  readonly endpoint: string;
  /** The pretend tenant's own page, where there is one. */
  readonly sandbox: string | undefined;
  /** Serves what is under way, then stops everything it has started. */
  stop(): Promise<void>;
}

interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** For tests of the whole: never from a configuration. */
  readonly doubles?: Doubles;
}

const DRAIN_MS = 5000;

/** Puts the concrete parts together and starts them, in the order in which they need each other. */
export async function startApp(config: Config, surroundings: Surroundings): Promise<App> {
  const { clock, random, log, doubles } = surroundings;
  const ending: (() => Promise<unknown> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ending.reverse()) await end();
  };
  try {
    const metrics = createMetrics();
    const trace = await createTracing({ settings: config.traces, clock, log });
    ending.push(() => trace.close());
    const store = withMetrics(await storeOf(config, log), metrics);
    ending.push(() => store.close());
    const teams = connectTeams(config, { clock, log, doubles });
    ending.push(() => teams.close());
    const names = namesOf(config.tenants);
    const notifier = naming(traced(teams.notifier, trace), names);
    const served = new Set(config.tenants.map(({ id }) => id));
    const sender = createSending({
      tenants: [...served],
      store,
      notifier,
      clock,
      random,
      log,
      limits: { ...defaultLimits, perSecond: config.postsPerSecond },
    });
    const slots = createSlots({ clock });
    const shared = {
      config,
      clock,
      random,
      log,
      store,
      metrics,
      trace,
      teams,
      notifier,
      names,
      sender,
      slots,
      doubles,
    };
    const tenants: TenantSide[] = [];
    for (const settings of config.tenants) {
      const tenant = await createTenant(settings, shared);
      ending.push(() => tenant.stop());
      tenants.push(tenant);
    }
    const refusals = createRefusals({ clock, log });
    const bot = createBot({
      tenants: new Map(tenants.map((tenant) => [tenant.id, tenant.bot])),
      clock,
      log,
      trace,
      notifier: patient(notifier, clock),
      memberships: createMemberships({ conversations: store.conversations, log }),
      admit: createLobby({
        tenants: served,
        authenticated: teams.authenticated,
        conversations: store.conversations,
        members: teams.members,
        limits: createCommandLimits({ commands: 30, seconds: 60 }),
        refusals,
        log,
      }),
    });
    const server = createServer({
      host: config.host,
      port: config.port,
      gate: teams.gate,
      receive: async (request) => {
        const startedAt = clock.now();
        let tenantId: string | undefined;
        const answer = await withOrigin(newOrigin(random), () =>
          trace.span('activity', {}, () =>
            teams.receive({
              ...request,
              logic: async (context) => {
                const end = await bot.run(context);
                ({ tenantId } = end);
                return end.refusal;
              },
            }),
          ),
        );
        metrics.turn({ tenantId, kind: String(request.activity['type']), ms: clock.now() - startedAt });
        if (answer.status === 401) refusals.note('signature');
        return answer;
      },
      onRefused: (status) => refusals.note(`gate ${status}`),
      ready: createReadiness(tenants.map(({ problems }) => problems)),
      metrics: () => metrics.text(() => Promise.all(tenants.map((tenant) => gaugesOf(tenant, clock.now())))),
      log,
    });
    const { url } = await server.listen();
    sender.start();
    ending.push(() => sender.stop());
    for (const { watch } of tenants) watch.start();
    ending.push(() => Promise.all(tenants.map(({ watch }) => watch.stop())));
    ending.push(() => bot.settled());
    ending.push(() => server.close(DRAIN_MS));
    return { endpoint: `${url}/api/messages`, sandbox: tenants[0]?.sandboxUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function gaugesOf({ id: tenantId, watch }: TenantSide, at: number): Promise<Gauges> {
  const { outbox, deliveries, lastSweepAt } = await watch.status();
  const { pending: outboxPending, dead: outboxDead, oldestMs: outboxOldestMs } = outbox;
  return { tenantId, outboxPending, outboxDead, outboxOldestMs, deliveries, lastSweepAt, at };
}
