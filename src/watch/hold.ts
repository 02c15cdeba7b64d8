import { messageOf } from '../lib/errors';
import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { Lease, Leases } from '../ports/leases';
import { defaultLeaseTimes } from './lease-times';

/** Of the lease, the part after which it is renewed: two renewals may fail. */
const RENEW_AFTER = 0.3;

interface Hold {
  readonly leases: Leases;
  readonly clock: Clock;
  readonly log: Log;
  readonly name: string;
  readonly owner: string;
  readonly leaseMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does something alone among all replicas, renewing the right to it meanwhile. `busy`: somebody else is at it, or the right was
 * lost on the way; the work's signal then aborts.
 */
export async function whileHolding<T>(
  { leases, clock, log, name, owner, leaseMs = defaultLeaseTimes.aloneMs, signal }: Hold,
  work: (lease: Lease, signal: AbortSignal) => Promise<T>,
): Promise<T | 'busy'> {
  const lease = await leases.take(name, owner, leaseMs);
  if (!lease) return 'busy';
  const lost = new AbortController();
  const over = new AbortController();
  const stop = AbortSignal.any([lost.signal, ...(signal ? [signal] : [])]);
  const renewing = renew(lease).catch((error: unknown) => {
    if (over.signal.aborted) return;
    log.warn('lease could not be renewed', { lease: name, error });
    lost.abort();
  });
  try {
    return await work(lease, stop);
  } catch (error) {
    if (!lost.signal.aborted) throw error;
    log.warn('lease lost, work given up', { lease: name, reason: messageOf(error) });
    return 'busy';
  } finally {
    over.abort();
    await renewing;
    await leases.release(lease).catch((error: unknown) => {
      log.warn('lease could not be released', { lease: name, error });
    });
  }

  async function renew(held: Lease): Promise<void> {
    for (;;) {
      await clock.sleep(leaseMs * RENEW_AFTER, over.signal);
      if (await leases.renew(held, leaseMs)) continue;
      lost.abort();
      return;
    }
  }
}
