import { createAuthority } from './bot/authorise';
import { createBot } from './bot/bot';
import { createLobby } from './bot/lobby';
import { createCommandLimits } from './bot/limits';
import { createMemberships } from './bot/memberships';
import { createRefusals } from './bot/refusals';
import { createServer } from './bot/server';
import { createTurn } from './bot/turn';
import { everyCapability } from './capabilities';
import type { Config } from './config';
import type { Doubles } from './app/doubles';
import { connectGraph } from './app/graph';
import { withMetrics } from './app/metered';
import { createProblems } from './app/problems';
import { storeOf } from './app/store';
import type { Clock } from './lib/clock';
import type { Log } from './lib/log';
import { newOrigin, withOrigin } from './lib/origin';
import type { Random } from './lib/random';
import { createMetrics } from './metrics';
import { connectTeams } from './app/teams';
import { createTracing, traced } from './app/tracing';
import { createSending } from './watch/sending';
import { createWatch } from './watch/watch';

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
  const { clock, random, log } = surroundings;
  const doubled = surroundings.doubles ? { doubles: surroundings.doubles } : {};
  const { tenantId } = config;
  const ending: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ending.reverse()) await end();
  };
  try {
    const metrics = createMetrics(tenantId);
    const trace = await createTracing({ settings: config.traces, clock, log });
    ending.push(() => trace.close());
    const store = withMetrics(await storeOf(config, log), metrics);
    ending.push(() => store.close());
    const graph = await connectGraph(config, {
      clock,
      random,
      log,
      onCall: ({ operation, outcome, ms }) => {
        metrics.graphCall({ operation, outcome, ms });
        trace.ended(`graph ${operation}`, { tenant: tenantId, outcome }, { ms, failed: outcome !== 'ok' });
      },
      ...doubled,
    });
    ending.push(() => graph.stop());
    const teams = connectTeams(config, {
      clock,
      log,
      userTokens: graph.userTokens,
      actionsFor: graph.actionsFor,
      ...doubled,
    });
    ending.push(() => teams.close());
    const { alerts, directory } = graph;
    const notifier = traced(teams.notifier, trace);
    const shared = { store, notifier, clock, random, log };
    const sender = createSending({ ...shared, tenants: [tenantId] });
    const watch = createWatch({
      ...shared,
      tenantId,
      alerts,
      sender,
      cron: config.sweep.cron,
      onSweep: (sweep) => metrics.sweep(sweep),
      trace,
      ...(config.sweep.refresh ? { scanFirst: graph.actionsFor() } : {}),
      ...(config.graph.writeIdentity === 'app' ? { ownActions: graph.actionsFor() } : {}),
    });
    const problems = createProblems({ store, watch });
    const refusals = createRefusals({ clock, log });
    const { writeIdentity } = config.graph;
    const turn = createTurn({
      capabilities: everyCapability(),
      authority: createAuthority({
        rights: {
          readers: config.readers,
          operators: config.operators,
          writesAs: writeIdentity,
          trusted: config.mode === 'local-graph',
        },
        directory,
      }),
      acting: teams.acting,
    });
    const bot = createBot({
      tenantId,
      turn,
      tools: {
        alerts,
        directory,
        store,
        clock,
        random,
        log,
        problems,
        refreshes: watch.refreshes,
        policy: {
          breakGlass: config.breakGlass,
          own: graph.ownIds,
          minimumGlobalAdmins: config.minimumGlobalAdmins,
          acceptMaxDays: config.acceptMaxDays,
          cron: config.sweep.cron,
          writesAs: writeIdentity,
          twoPerson: config.twoPerson,
        },
      },
      notifier,
      memberships: createMemberships({ conversations: store.conversations, log }),
      admit: createLobby({
        tenants: teams.authenticated ? new Set([tenantId]) : undefined,
        members: teams.members,
        limits: createCommandLimits({ commands: 30, seconds: 60 }),
        refusals,
        log,
      }),
      signOut: teams.signOut,
    });
    const server = createServer({
      host: config.host,
      port: config.port,
      gate: teams.gate,
      receive: async (request) => {
        const startedAt = clock.now();
        const answer = await withOrigin(newOrigin(random), () =>
          trace.span('activity', { tenant: tenantId }, () =>
            teams.receive({ ...request, logic: (context) => bot.run(context) }),
          ),
        );
        metrics.turn(String(request.activity['type']), clock.now() - startedAt);
        if (answer.status === 401) refusals.note('signature');
        return answer;
      },
      onRefused: (status) => refusals.note(`gate ${status}`),
      ready: problems,
      metrics: () =>
        metrics.text(async () => {
          const { outbox, deliveries, lastSweepAt } = await watch.status();
          const { pending: outboxPending, dead: outboxDead, oldestMs: outboxOldestMs } = outbox;
          return { outboxPending, outboxDead, outboxOldestMs, deliveries, lastSweepAt, at: clock.now() };
        }),
      log,
    });
    const { url } = await server.listen();
    sender.start();
    ending.push(() => sender.stop());
    watch.start();
    ending.push(() => watch.stop());
    ending.push(() => bot.settled());
    ending.push(() => server.close(DRAIN_MS));
    return { endpoint: `${url}/api/messages`, sandbox: graph.sandboxUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
