import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/lib/clock';

export interface FakeClock extends Clock {
  /** Lets time pass; sleepers wake in order, each with its own moment as "now". */
  advance(ms: number): Promise<void>;
  /** Lets time pass from sleeper to sleeper until the promise has settled. */
  settle<T>(promise: Promise<T>): Promise<T>;
  /** How many sleep now. */
  sleepers(): number;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

const QUIET_TURNS = 8;

export function fakeClock(start = Date.parse('2026-11-23T08:00:00.000Z')): FakeClock {
  let now = start;
  let calls = 0;
  const sleepers = new Set<Sleeper>();

  function next(until: number): Sleeper | undefined {
    const [first] = [...sleepers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
    return first;
  }

  function wake(sleeper: Sleeper): void {
    sleepers.delete(sleeper);
    now = Math.max(now, sleeper.at);
    sleeper.wake();
  }

  /** Until everything that needs no time has happened: nobody has asked for the time for a while. */
  async function quiet(): Promise<void> {
    let seen = calls;
    for (let idle = 0; idle < QUIET_TURNS; idle += 1) {
      await setImmediate();
      if (calls !== seen) idle = 0;
      seen = calls;
    }
  }

  return {
    now: () => {
      calls += 1;
      return now;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        calls += 1;
        if (signal?.aborted) {
          reject(abortError());
          return;
        }
        const stop = () => {
          sleepers.delete(sleeper);
          reject(abortError());
        };
        const sleeper: Sleeper = {
          at: now + Math.max(0, ms),
          wake: () => {
            signal?.removeEventListener('abort', stop);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', stop, { once: true });
      }),
    advance: async (ms) => {
      const until = now + ms;
      await quiet();
      for (let sleeper = next(until); sleeper; sleeper = next(until)) {
        wake(sleeper);
        await quiet();
      }
      now = until;
    },
    settle: async (promise) => {
      const state = { settled: false, idle: 0 };
      const watched = promise.finally(() => {
        state.settled = true;
      });
      watched.catch(() => undefined);
      while (!state.settled && state.idle < 1000) {
        await quiet();
        const sleeper = state.settled ? undefined : next(Infinity);
        if (sleeper) wake(sleeper);
        state.idle = sleeper ? 0 : state.idle + 1;
      }
      if (!state.settled) throw new Error('Nobody sleeps any more and the promise has not settled.');
      return watched;
    },
    sleepers: () => sleepers.size,
  };
}

function abortError(): Error {
  const error = new Error('The operation was aborted');
  error.name = 'AbortError';
  return error;
}
