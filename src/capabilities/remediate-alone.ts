import type { Alert, Incident } from '../alerts/alert';
import { GLOBAL_ADMINISTRATOR } from '../alerts/kinds/too-many-global-admins';
import { UserError } from '../lib/errors';
import type { Context } from './capability';
import { weigh } from './remediate-facts';

const LONGEST_MS = 2 * 60_000;

/**
 * Removes Global Administrators one at a time, across replicas: two at once could each leave enough of them, and both together
 * too few. The rules speak once more when the turn has come.
 */
export async function inTurn<T>(
  alert: Alert,
  incident: Incident,
  context: Context,
  work: () => Promise<T>,
): Promise<T> {
  if (incident.role?.id.toLowerCase() !== GLOBAL_ADMINISTRATOR.id) return work();
  const { store, tenantId, random } = context;
  const lease = await store.leases.take(`global-admins|${tenantId}`, random.uuid(), LONGEST_MS);
  if (!lease) {
    throw new UserError(
      'Another Global Administrator is being removed at this moment, so nothing was done. Try again in a minute.',
    );
  }
  try {
    const { objections } = await weigh(alert, incident, context);
    const refusal = objections.find(({ weight }) => weight === 'refuse');
    if (refusal) throw new UserError(`${refusal.text} Nothing was changed.`);
    return await work();
  } finally {
    await store.leases.release(lease);
  }
}
