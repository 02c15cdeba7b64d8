import type { RemedyItem } from '../../ports/remedies';
import type { Context } from '../capability';

/** The directory's replicas agree within minutes. */
const LAG_MS = 15 * 60_000;
/** No action of many takes longer. */
const LONGEST_MS = 2 * 3_600_000;
const MOST = 500;

/**
 * Object ids, lower case, of everyone from whom the role Global Administrator was taken a moment ago, or perhaps was: the directory
 * may list them still. Whether the incident is known to be gone makes no difference to that.
 */
export async function recentlyRemoved({
  store,
  tenantId,
  clock,
}: Pick<Context, 'store' | 'tenantId' | 'clock'>): Promise<ReadonlySet<string>> {
  const now = clock.now();
  const remedies = await store.remedies.since(tenantId, now - LONGEST_MS, MOST);
  const items = remedies.flatMap((remedy) => remedy.items).filter((item) => mayHaveLeft(item, now));
  return new Set(items.flatMap(({ losers = [] }) => losers));
}

function mayHaveLeft({ step, sentAt = 0 }: RemedyItem, now: number): boolean {
  if (step === 'waiting' || step === 'not-done') return false;
  const isOver = step === 'gone' || step === 'still-there';
  return !isOver || sentAt >= now - LAG_MS;
}
