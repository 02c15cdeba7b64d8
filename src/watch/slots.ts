import type { Clock } from '../lib/clock';
import type { Sweeper } from './sweep';

export interface Slots {
  /** Waits for its turn, first come first served, then does the work. Rejects with the signal's reason while it waits. */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** Sweeps of one process at once: tenants that come due together take turns. */
const AT_ONCE = 8;
/** So long a sweep counts. One that takes longer goes on, and the next begins: a tenant that hangs keeps nobody waiting. */
const COUNTS_MS = 15_000;

export function createSlots({
  clock,
  atOnce = AT_ONCE,
  countsMs = COUNTS_MS,
}: {
  readonly clock: Clock;
  readonly atOnce?: number;
  readonly countsMs?: number;
}): Slots {
  const waiting = new Set<() => void>();
  let free = atOnce;

  async function take(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const begin = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        waiting.delete(begin);
        reject(signal?.reason as Error);
      };
      waiting.add(begin);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /** Hands the slot on to whoever waits longest. */
  function giveBack(): void {
    const [next] = waiting;
    if (!next) {
      free += 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  return {
    async run(work, signal) {
      await take(signal);
      const over = new AbortController();
      const counted = clock.sleep(countsMs, over.signal).catch(() => undefined);
      void counted.then(giveBack);
      try {
        return await work();
      } finally {
        over.abort();
      }
    },
  };
}

/** The same sweeper, each of its sweeps in its turn. */
export function inTurn(sweeper: Sweeper, slots: Slots): Sweeper {
  return {
    ...sweeper,
    sweep: (tenantId, signal) => slots.run(() => sweeper.sweep(tenantId, signal), signal),
  };
}
