import { Cron } from 'croner';
import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import { newOrigin, withOrigin } from '../lib/origin';
import type { Random } from '../lib/random';
import { GraphError } from '../ports/pim-alerts';
import type { Store } from '../ports/store';
import type { Health } from './health';
import type { SweepOutcome } from './swept';

export interface Schedule {
  start(): void;
  stop(): Promise<void>;
  /** When the next sweep is due, and whether the last one is missing for longer than it may. */
  state(): Promise<ScheduleState>;
}

export interface ScheduleState {
  /** The last finished sweep, by whichever replica. */
  readonly lastSweepAt?: number;
  readonly dueAt: number;
  readonly overdue: boolean;
}

interface Dependencies {
  readonly tenantId: string;
  /** Five fields, or six with seconds first. UTC. */
  readonly cron: string;
  /** Does what is due: a sweep, or a scan that ends with one. */
  readonly look: (tenantId: string, signal: AbortSignal) => Promise<SweepOutcome | 'busy' | 'started'>;
  readonly health: Health;
  readonly store: Pick<Store, 'knowledge'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

const INITIAL_DELAY_MS = 1_000;
/** Another replica is at it, or was and died: looked at again so often. */
const WATCH_MS = 5_000;
/** After a sweep: clocks that differ a little must not make it sweep without a pause. */
const REST_MS = 1_000;
/** A sweep that lies further ahead was dated by a clock that has been set back since: waiting for it would be blindness. */
const MOST_AHEAD_MS = 5 * 60_000;
const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 5 * 60_000;
const LEAST_GRACE_MS = 60_000;

/**
 * Sweeps when the last finished sweep, by whichever replica, lies before the last slot. So a slot that was missed is made up for
 * once, a replica that died is followed by another as soon as its lease ends, and two replicas share one slot.
 */
export function createSchedule(dependencies: Dependencies): Schedule {
  const { tenantId, cron, look, health, store, clock, random, log } = dependencies;
  const slots = new Cron(cron, { paused: true, timezone: 'UTC' });
  const stopping = new AbortController();
  let startedAt = clock.now();
  let failures = 0;
  let running: Promise<void> | undefined;

  function slotAfter(at: number): number {
    return slots.nextRun(new Date(at))?.getTime() ?? Infinity;
  }

  async function state(): Promise<ScheduleState> {
    const now = clock.now();
    const [newest] = await store.knowledge.history(tenantId, 1);
    const last = newest && newest.at <= now + MOST_AHEAD_MS ? newest : undefined;
    const slot = slotAfter(last?.at ?? startedAt);
    const grace = Math.max(LEAST_GRACE_MS, slotAfter(slot) - slot);
    // Where nothing is known, waiting for the first slot would be blindness.
    const dueAt = last ? slot : Math.min(startedAt, now);
    const overdue = now - Math.max(dueAt, startedAt) > grace;
    return { ...(last ? { lastSweepAt: last.at } : {}), dueAt, overdue };
  }

  /** How long to rest before the next look at the clock. */
  async function tick(first: boolean): Promise<number> {
    const { dueAt, overdue } = await state();
    if (overdue) await health.sweepOverdue(tenantId);
    const wait = dueAt - clock.now();
    if (wait > 0 && !first && failures === 0) return Math.min(wait, WATCH_MS);
    return withOrigin(newOrigin(random), attempt);
  }

  async function attempt(): Promise<number> {
    try {
      const outcome = await look(tenantId, stopping.signal);
      failures = 0;
      if (outcome !== 'busy' && outcome !== 'started') await health.swept(tenantId, outcome);
      return outcome === 'busy' || outcome === 'started' ? WATCH_MS : REST_MS;
    } catch (error) {
      if (stopping.signal.aborted) throw error;
      failures += 1;
      const asked = error instanceof GraphError ? (error.details.retryAfterSeconds ?? 0) * 1000 : 0;
      const wait = Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10), LONGEST_RETRY_MS);
      log.error('sweep failed', { failures, error });
      await health.sweepFailed(tenantId, error);
      return Math.max(wait, asked);
    }
  }

  async function loop(): Promise<void> {
    let wait = INITIAL_DELAY_MS;
    for (let first = true; ; first = false) {
      await clock.sleep(wait, stopping.signal);
      wait = await tick(first).catch((error: unknown) => {
        if (stopping.signal.aborted) throw error;
        log.error('schedule could not be read', { error });
        return FIRST_RETRY_MS;
      });
    }
  }

  return {
    start: () => {
      startedAt = clock.now();
      running ??= loop().catch((error: unknown) => {
        if (!stopping.signal.aborted) log.error('schedule ended', { error });
      });
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
    state,
  };
}
