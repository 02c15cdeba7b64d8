import type { Clock } from '../lib/clock';

/** The time for a call is over. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** Nobody sees it; an abort without a reason makes an error with a stack, for every call. */
const DONE = 'done';

/**
 * Runs `work` for at most `ms` milliseconds, and no longer than the caller wants. Rejects with `DeadlineError` or with the
 * caller's reason as soon as either is over, even if `work` does not listen to its signal.
 */
export async function withDeadline<T>(
  { clock, ms, signal: outer }: { readonly clock: Clock; readonly ms: number; readonly signal?: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer?.throwIfAborted();
  const over = new AbortController();
  const done = new AbortController();
  const leave = () => over.abort(outer?.reason);
  outer?.addEventListener('abort', leave, { once: true });
  clock.sleep(ms, done.signal).then(
    () => over.abort(new DeadlineError(`No answer within ${ms} ms`)),
    () => undefined,
  );
  try {
    return await Promise.race([work(over.signal), rejectionOf(over.signal)]);
  } finally {
    outer?.removeEventListener('abort', leave);
    done.abort(DONE);
  }
}

/** Rejects with the signal's reason as soon as it aborts; never resolves. */
export function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
