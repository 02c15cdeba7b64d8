import { createAuthority } from '../bot/authorise';
import type { BotTenant } from '../bot/speaker';
import { createTurn } from '../bot/turn';
import { everyCapability } from '../capabilities';
import type { Config } from '../config';
import type { TenantSettings } from '../config/tenant';
import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { Random } from '../lib/random';
import type { Trace } from '../lib/trace';
import type { Metrics } from '../metrics';
import type { Notifier } from '../ports/notifier';
import type { Store } from '../ports/store';
import type { Sender } from '../watch/outbox';
import type { Slots } from '../watch/slots';
import { createWatch, type Watch } from '../watch/watch';
import type { Doubles } from './doubles';
import { connectGraph } from './graph';
import { createProblems, type ProblemsNow } from './problems';
import { actingBy, type TeamsSide } from './teams';

/** What all tenants of a process have in common. */
export interface Shared {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly store: Store;
  readonly metrics: Metrics;
  readonly trace: Trace;
  readonly teams: Pick<TeamsSide, 'userTokens'>;
  readonly notifier: Notifier;
  /** What cards call a tenant. */
  readonly names: ReadonlyMap<string, string>;
  readonly sender: Sender;
  readonly slots: Slots;
  readonly doubles: Doubles | undefined;
}

export interface TenantSide {
  readonly id: string;
  readonly bot: BotTenant;
  readonly watch: Watch;
  readonly problems: ProblemsNow;
  readonly sandboxUrl: string | undefined;
  stop(): Promise<void>;
}

/** Everything that is one tenant's own. Nothing of it knows of any other. */
export async function createTenant(tenant: TenantSettings, shared: Shared): Promise<TenantSide> {
  const { config, clock, random, store, metrics, trace, teams, notifier, sender, slots, doubles } = shared;
  const { id: tenantId, writeIdentity } = tenant;
  const log = shared.log.with({ tenantId });
  const graph = await connectGraph(tenant, {
    config,
    clock,
    random,
    log,
    onCall: ({ operation, outcome, ms }) => {
      metrics.graphCall({ tenantId, operation, outcome, ms });
      trace.ended(`graph ${operation}`, { tenant: tenantId, outcome }, { ms, failed: outcome !== 'ok' });
    },
    doubles,
  });
  const { alerts, directory } = graph;
  const userTokens = graph.userTokens ?? teams.userTokens(tenant.oauthConnection, log);
  const watch = createWatch({
    tenantId,
    alerts,
    store,
    notifier,
    sender,
    slots,
    clock,
    random,
    log,
    cron: tenant.sweep.cron,
    onSweep: (sweep) => metrics.sweep({ tenantId, ...sweep }),
    trace,
    ...(tenant.sweep.refresh ? { scanFirst: graph.actionsFor() } : {}),
    ...(writeIdentity === 'app' ? { ownActions: graph.actionsFor() } : {}),
  });
  const problems = createProblems({ store, watch });
  const rights = {
    readers: tenant.readers,
    operators: tenant.operators,
    writesAs: writeIdentity,
    trusted: config.mode === 'local-graph',
  };
  const turn = createTurn({
    capabilities: everyCapability(),
    authority: createAuthority({ rights, directory }),
    acting: actingBy(writeIdentity === 'user' ? userTokens : undefined, graph.actionsFor),
  });
  return {
    id: tenantId,
    bot: {
      name: shared.names.get(tenantId),
      rights,
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
          breakGlass: tenant.breakGlass,
          own: graph.ownIds,
          minimumGlobalAdmins: tenant.minimumGlobalAdmins,
          acceptMaxDays: tenant.acceptMaxDays,
          cron: tenant.sweep.cron,
          writesAs: writeIdentity,
          twoPerson: tenant.twoPerson,
        },
      },
      signOut: async (actor, conversation) => userTokens?.signOut(actor, conversation),
    },
    watch,
    problems,
    sandboxUrl: graph.sandboxUrl,
    stop: () => graph.stop(),
  };
}
