import type { Clock } from '../lib/clock';
import { messageOf } from '../lib/errors';
import type { Log } from '../lib/log';

/** Work that goes on when its request has been answered. */
export interface Behind {
  readonly run: (work: () => Promise<void>) => void;
  /** What comes while a client is ready to wait; undefined when that is over. */
  readonly inTime: <T>(answer: Promise<T>) => Promise<T | undefined>;
  /** Resolves when the turn has ended, or goes on behind an answer that Teams waits for no longer. Rejects where it has failed by then. */
  readonly promptly: (turn: Promise<void>) => Promise<void>;
  /** Resolves when all of it is done. */
  readonly settled: () => Promise<void>;
}

/** A client gives up on a press after some 5 seconds. */
const PATIENCE_MS = 3500;
/** Teams gives up on a request after 15 seconds and sends the same again: it would be done and shown twice. */
const PROMPT_MS = 10_000;
// One for all: a signal that is given no reason makes an error with a stack.
const ANSWERED = new Error('The answer is there');

export function createBehind({ clock, log }: { readonly clock: Clock; readonly log: Log }): Behind {
  const tasks = new Set<Promise<void>>();

  function run(work: () => Promise<void>): void {
    const task = work()
      .catch((error: unknown) => log.warn('work behind a card failed', { what: messageOf(error) }))
      .finally(() => tasks.delete(task));
    tasks.add(task);
  }

  async function within<T>(ms: number, answer: Promise<T>): Promise<T | undefined> {
    const answered = new AbortController();
    const patience = clock.sleep(ms, answered.signal).then(() => undefined);
    try {
      return await Promise.race([answer, patience]);
    } finally {
      answered.abort(ANSWERED);
    }
  }

  return {
    run,
    inTime: (answer) => within(PATIENCE_MS, answer),
    async promptly(turn) {
      let goesOn = false;
      run(() =>
        turn.catch((error: unknown) => {
          // Until then it is the caller's.
          if (goesOn) throw error;
        }),
      );
      await within(PROMPT_MS, turn);
      goesOn = true;
    },
    async settled() {
      // Work may begin more.
      while (tasks.size > 0) await Promise.all(tasks);
    },
  };
}
