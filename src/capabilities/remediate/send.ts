import type { Incident } from '../../alerts/alert';
import { isGone } from '../../ports/evidence';
import { GraphError, type PimAlertActions, type Receipt } from '../../ports/pim-alerts';
import type { Context } from '../capability';

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
  const gone = await looksGone(alertId, incident, alerts);
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

async function looksGone(alertId: string, incident: Incident, alerts: Context['alerts']): Promise<boolean> {
  try {
    const { value } = await alerts.getAlert(alertId, { fresh: true });
    return await isGone(alerts, value, incident);
  } catch (error) {
    // The order stands whether or not the look succeeds.
    if (error instanceof GraphError) return false;
    throw error;
  }
}
