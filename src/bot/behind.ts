import type { Clock } from '../lib/clock';
import { messageOf } from '../lib/errors';
import type { Log } from '../lib/log';

/** Work that goes on when its request has been answered. */
export interface Behind {
  readonly run: (work: () => Promise<void>) => void;
  /** What comes while a client is ready to wait; undefined when that is over. */
  readonly inTime: <T>(answer: Promise<T>) => Promise<T | undefined>;
  /** Resolves when all of it is done. */
  readonly settled: () => Promise<void>;
}

/** A client gives up on a press after some 5 seconds. */
const PATIENCE_MS = 3500;
// One for all: a signal that is given no reason makes an error with a stack.
const ANSWERED = new Error('The answer is there');

export function createBehind({ clock, log }: { readonly clock: Clock; readonly log: Log }): Behind {
  const tasks = new Set<Promise<void>>();
  return {
    run(work) {
      const task = work()
        .catch((error: unknown) => log.warn('work behind a card failed', { what: messageOf(error) }))
        .finally(() => tasks.delete(task));
      tasks.add(task);
    },
    async inTime(answer) {
      const answered = new AbortController();
      const patience = clock.sleep(PATIENCE_MS, answered.signal).then(() => undefined);
      const first = await Promise.race([answer, patience]);
      answered.abort(ANSWERED);
      return first;
    },
    async settled() {
      await Promise.allSettled(tasks);
    },
  };
}
