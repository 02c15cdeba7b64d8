import { messageOf } from '../lib/errors';
import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { Lease, Leases } from '../ports/leases';

/** A replica that dies is followed by another within half a minute, though the other looks only now and then. */
const LEASE_MS = 20_000;
const RENEW_MS = 6_000;

interface Hold {
  readonly leases: Leases;
  readonly clock: Clock;
  readonly log: Log;
  readonly name: string;
  readonly owner: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does something alone among all replicas, renewing the right to it meanwhile. `busy`: somebody else is at it, or the right was
 * lost on the way; the work's signal then aborts.
 */
export async function whileHolding<T>(
  { leases, clock, log, name, owner, signal }: Hold,
  work: (lease: Lease, signal: AbortSignal) => Promise<T>,
): Promise<T | 'busy'> {
  const lease = await leases.take(name, owner, LEASE_MS);
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
      await clock.sleep(RENEW_MS, over.signal);
      if (await leases.renew(held, LEASE_MS)) continue;
      lost.abort();
      return;
    }
  }
}
