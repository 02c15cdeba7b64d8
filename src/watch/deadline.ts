import type { Clock } from '../lib/clock';

/** Aborts the work after `ms`, and stops waiting for it even if it does not listen. `late` makes the error then thrown. */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  late: () => Error,
  outer?: AbortSignal,
): Promise<T> {
  const stop = new AbortController();
  const over = new AbortController();
  const timeUp = clock
    .sleep(ms, AbortSignal.any([over.signal, ...(outer ? [outer] : [])]))
    .catch(() => undefined)
    .then(() => {
      stop.abort();
      throw late();
    });
  try {
    return await Promise.race([work(stop.signal), timeUp]);
  } finally {
    timeUp.catch(() => undefined);
    over.abort();
  }
}
