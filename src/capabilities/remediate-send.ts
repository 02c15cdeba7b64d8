import { incidentKey, type Incident } from '../alerts/alert';
import { GraphError, type PimAlertActions, type Receipt } from '../ports/pim-alerts';
import type { Context } from './capability';

export interface Sent {
  readonly receipt: Receipt;
  /** What a look at the alert right afterwards has shown. */
  readonly gone: boolean;
}

/** One order, then one look. An order whose answer got lost is judged by that look, and never sent twice. */
export async function send(
  alertId: string,
  incident: Incident,
  { alerts }: Context,
  actions: PimAlertActions,
): Promise<Sent> {
  const receipt = await order(alertId, incident, actions);
  const gone = await isGone(alertId, incident, alerts);
  if (receipt.lost && !gone) throw receipt.lost;
  return { receipt: receipt.lost ? {} : receipt.receipt, gone };
}

async function order(
  alertId: string,
  incident: Incident,
  actions: PimAlertActions,
): Promise<{ readonly receipt: Receipt; readonly lost?: never } | { readonly lost: GraphError }> {
  try {
    return { receipt: await actions.remediateIncident(alertId, incident.id) };
  } catch (error) {
    if (error instanceof GraphError && error.details.maybeDone) return { lost: error };
    throw error;
  }
}

async function isGone(alertId: string, incident: Incident, alerts: Context['alerts']): Promise<boolean> {
  try {
    const { value } = await alerts.getAlert(alertId, { fresh: true });
    if (value.incidents.some((one) => incidentKey(one) === incidentKey(incident))) return false;
    // An empty list beside a count proves nothing; asking for the incident itself does.
    return (
      value.incidents.length > 0 || value.incidentCount === 0 || (await isUnknown(alertId, incident, alerts))
    );
  } catch (error) {
    // The order stands whether or not the look succeeds.
    if (error instanceof GraphError) return false;
    throw error;
  }
}

async function isUnknown(alertId: string, { id }: Incident, alerts: Context['alerts']): Promise<boolean> {
  try {
    await alerts.getIncident(alertId, id, { fresh: true });
    return false;
  } catch (error) {
    return error instanceof GraphError && error.details.reason === 'not-found';
  }
}
