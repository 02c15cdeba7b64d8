import { incidentKey, type Alert, type Incident } from '../alerts/alert';
import { GraphError, type PimAlerts } from './pim-alerts';

/**
 * Whether a reading of its alert proves that an incident is gone. Not being listed proves it where the list is as long as the
 * count, and not empty under one; otherwise asking for the incident itself does. Fails with `GraphError` where that cannot be asked.
 */
export async function isGone(
  alerts: Pick<PimAlerts, 'getIncident'>,
  alert: Alert,
  incident: Incident,
  signal?: AbortSignal,
): Promise<boolean> {
  const key = incidentKey(incident);
  if (alert.incidents.some((one) => incidentKey(one) === key)) return false;
  const isWhole = !alert.doubtful && !alert.rowsLost && alert.incidents.length >= alert.incidentCount;
  return isWhole || (await isUnknown(alerts, alert.id, incident, signal));
}

async function isUnknown(
  alerts: Pick<PimAlerts, 'getIncident'>,
  alertId: string,
  { id }: Incident,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    await alerts.getIncident(alertId, id, { fresh: true, ...(signal ? { signal } : {}) });
    return false;
  } catch (error) {
    if (error instanceof GraphError && error.details.reason === 'not-found') return true;
    throw error;
  }
}
