import type { Clock } from '../lib/clock';
import { messageOf } from '../lib/errors';
import type { Log } from '../lib/log';
import { newOrigin, withOrigin } from '../lib/origin';
import type { Random } from '../lib/random';
import { noTrace, type Trace } from '../lib/trace';
import type { Actor } from '../ports/conversation';
import type { Notifier } from '../ports/notifier';
import type { PimAlertActions, PimAlerts } from '../ports/pim-alerts';
import type { Refreshes } from '../ports/refreshes';
import type { Store } from '../ports/store';
import { createAcceptanceDuty } from './acceptance-duty';
import { createOwnershipDuty } from './ownership-duty';
import { createDismissalDuty } from './dismissal-duty';
import { withDuties } from './duties';
import { createHealth } from './health';
import { defaultLeaseTimes, type LeaseTimes } from './lease-times';
import type { Sender } from './outbox';
import { operationId } from './refresh-progress';
import { storedOperation } from './refresh-run';
import { createRefreshes } from './refreshes';
import { createRemedyChecks } from './remedies';
import { scanTarget } from './scan-target';
import { createSchedule, type ScheduleState } from './schedule';
import { inTurn, type Slots } from './slots';
import { createSweeper, type Sweeper } from './sweep';
import type { SweepOutcome } from './swept';

export interface WatchStatus extends ScheduleState {
  /** Why the last sweep of this process failed; absent after one that did not. For the log and `status`. */
  readonly lastError?: string;
  readonly outbox: { readonly pending: number; readonly dead: number; readonly oldestMs: number };
  /** Since the start of this process. */
  readonly deliveries: ReturnType<Sender['counts']>;
  readonly troubles: readonly { readonly name: string; readonly detail: string; readonly raisedAt: number }[];
}

export interface Watch {
  start(): void;
  /** Ends within two seconds; what is under way is left to the next process. */
  stop(): Promise<void>;
  sweepNow(): Promise<SweepOutcome | 'busy'>;
  status(): Promise<WatchStatus>;
  readonly refreshes: Refreshes;
}

interface Dependencies {
  readonly tenantId: string;
  readonly alerts: PimAlerts;
  readonly store: Store;
  /** For the cards that follow a scan. */
  readonly notifier: Notifier;
  /** Of the whole process. */
  readonly sender: Pick<Sender, 'nudge' | 'counts'>;
  /** Of the whole process: its tenants take turns to sweep. */
  readonly slots: Slots;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly cron: string;
  /** Given: each scheduled sweep has the service scan first, in the app's name. */
  readonly scanFirst?: PimAlertActions;
  /** Given: changes are made in the app's name, so that a dismissal that ran out is ended without asking. */
  readonly ownActions?: PimAlertActions;
  /** Told of each sweep of this process, for metrics. */
  readonly onSweep?: (sweep: { readonly outcome: 'done' | 'failed'; readonly ms: number }) => void;
  /** Runs each sweep as a span. */
  readonly trace?: Trace;
  readonly times?: LeaseTimes;
}

const RESUME_MS = 10_000;
/** How often it is asked whether a remediation is due to be looked at. */
const REMEDIES_MS = 5_000;

/** Everything that happens unasked in one tenant: sweeps, scans under way, and word of our own troubles. */
export function createWatch(dependencies: Dependencies): Watch {
  const { tenantId, alerts, store, notifier, sender, slots, clock, random, log, scanFirst, ownActions } =
    dependencies;
  const { trace = noTrace, cron, times = defaultLeaseTimes } = dependencies;
  const leaseMs = times.aloneMs;
  const stopping = new AbortController();
  let lastError: string | undefined;
  let scanAsked = false;
  let resuming: Promise<void> | undefined;
  let checking: Promise<void> | undefined;
  let swept = false;

  const health = createHealth({ store, clock, log, onPosts: () => sender.nudge() });
  const dismissals = createDismissalDuty({
    store,
    clock,
    random,
    log,
    ...(ownActions ? { actions: ownActions } : {}),
  });
  const duties = [
    dismissals,
    createAcceptanceDuty({ store, clock, random }),
    createOwnershipDuty({ store, clock }),
  ];
  const looking = createSweeper({ alerts, store, clock, random, log, leaseMs });
  const looker = inTurn(withDuties(looking, duties, log), slots);
  const sweeper: Sweeper = {
    ...looker,
    sweep: (tenant, signal) => trace.span('sweep', { tenant }, () => looker.sweep(tenant, signal)),
  };
  const refreshes = createRefreshes({
    alerts,
    store,
    sweeper,
    health,
    notifier,
    clock,
    random,
    log,
    leaseMs,
  });
  const schedule = createSchedule({ tenantId, cron, look, health, store, clock, random, log });
  const remedies = createRemedyChecks({ alerts, store, clock, random, log });
  sweeper.onSwept((_tenantId, { at }) => {
    dependencies.onSweep?.({ outcome: 'done', ms: clock.now() - at });
    scanAsked = false;
    swept = true;
    sender.nudge();
  });

  async function sweep(signal?: AbortSignal): Promise<SweepOutcome | 'busy'> {
    const startedAt = clock.now();
    try {
      const outcome = await sweeper.sweep(tenantId, signal);
      lastError = undefined;
      return outcome;
    } catch (error) {
      lastError = messageOf(error);
      dependencies.onSweep?.({ outcome: 'failed', ms: clock.now() - startedAt });
      throw error;
    }
  }

  /** A scan ends with a sweep of its own; where it does not, the sweep is made up for without one. */
  async function look(_tenantId: string, signal: AbortSignal): Promise<SweepOutcome | 'busy' | 'started'> {
    if (!scanFirst) return sweep(signal);
    for (const target of ['all', { alertIds: [] }] as const)
      if (await storedOperation(store, tenantId, operationId(target))) return 'started';
    if (scanAsked) return sweep(signal);
    scanAsked = true;
    const startedBy: Actor = { id: 'rolecall', name: 'Rolecall', tenantId, channelUserId: '' };
    try {
      const target = await scanTarget(alerts, signal);
      await refreshes.start({ tenantId, target, startedBy, actions: scanFirst });
      return 'started';
    } catch (error) {
      log.warn('no scan before the sweep', { error });
      return sweep(signal);
    }
  }

  /** A scan whose follower died is taken up as soon as its lease has ended. */
  async function resumeScans(): Promise<void> {
    while (!stopping.signal.aborted) {
      await withOrigin(newOrigin(random), () =>
        refreshes.resume(tenantId).catch((error: unknown) => {
          log.error('scans under way could not be read', { error });
        }),
      );
      await clock.sleep(RESUME_MS, stopping.signal).catch(() => undefined);
    }
  }

  /** Remediations are looked at when they are due, and all of them after a sweep. */
  async function checkRemedies(): Promise<void> {
    while (!stopping.signal.aborted) {
      const early = swept;
      swept = false;
      const changed = await withOrigin(newOrigin(random), () =>
        remedies.check(tenantId, { early, signal: stopping.signal }).catch((error: unknown) => {
          if (!stopping.signal.aborted) log.error('remediations could not be looked at', { error });
          return 0;
        }),
      );
      if (changed !== 'busy' && changed > 0) sender.nudge();
      await clock.sleep(REMEDIES_MS, stopping.signal).catch(() => undefined);
    }
  }

  return {
    start: () => {
      schedule.start();
      resuming ??= resumeScans();
      checking ??= checkRemedies();
    },
    stop: async () => {
      stopping.abort();
      await Promise.all([schedule.stop(), refreshes.stop(), resuming, checking]);
    },
    sweepNow: () =>
      withOrigin(newOrigin(random), async () => {
        const outcome = await sweep(stopping.signal);
        if (outcome !== 'busy') await health.swept(tenantId, outcome);
        return outcome;
      }),
    status: async () => ({
      ...(await schedule.state()),
      ...(lastError === undefined ? {} : { lastError }),
      outbox: await store.outbox.depth(tenantId),
      deliveries: sender.counts(tenantId),
      troubles: await store.flags.list(tenantId),
    }),
    refreshes,
  };
}
