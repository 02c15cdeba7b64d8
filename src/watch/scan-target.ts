import type { PimAlerts } from '../ports/pim-alerts';
import type { RefreshProgress } from '../ports/refreshes';

/** What a scan that nobody asked for may touch: everything but what people have set aside, which it would bring back. */
export async function scanTarget(alerts: PimAlerts, signal: AbortSignal): Promise<RefreshProgress['target']> {
  const { value } = await alerts.listAlerts({ incidents: 'as-sent', fresh: true, signal });
  if (!value.some(({ state }) => state === 'dismissed')) return 'all';
  const watched = value.filter(({ state }) => state === 'active' || state === 'clean');
  return { alertIds: watched.map(({ id }) => id) };
}
