import type { Log } from '../lib/log';
import type { KnownAlert } from '../ports/knowledge';
import { GraphError, type PimAlerts } from '../ports/pim-alerts';
import type { Store } from '../ports/store';

/** A list has gaps now and then; one that lasts a day is none. */
const GONE_AFTER_MS = 24 * 3_600_000;

interface Dependencies {
  readonly alerts: Pick<PimAlerts, 'getAlert'>;
  readonly store: Pick<Store, 'knowledge'>;
  readonly log: Log;
}

/** Known alerts that the tenant certainly has no longer: not listed for a day, and not found when asked for by name. */
export async function findRetired(
  { alerts, store, log }: Dependencies,
  {
    tenantId,
    listed,
    known,
    signal,
  }: {
    readonly tenantId: string;
    readonly listed: ReadonlySet<string>;
    readonly known: readonly KnownAlert[];
    readonly signal: AbortSignal;
  },
): Promise<readonly KnownAlert[]> {
  // An empty list says nothing about any of them.
  if (listed.size === 0 || known.every(({ alertId }) => listed.has(alertId))) return [];
  const retired: KnownAlert[] = [];
  for (const one of await store.knowledge.unlisted(tenantId, GONE_AFTER_MS)) {
    if (listed.has(one.alertId) || !(await isGone(one.alertId))) continue;
    log.warn('alert is gone for good', { alertId: one.alertId });
    retired.push(one);
  }
  return retired;

  async function isGone(alertId: string): Promise<boolean> {
    try {
      await alerts.getAlert(alertId, { fresh: true, signal });
      return false;
    } catch (error) {
      signal.throwIfAborted();
      return error instanceof GraphError && error.details.reason === 'not-found';
    }
  }
}
