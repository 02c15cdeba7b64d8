import { incidentKey, type Alert, type Incident } from '../../alerts/alert';
import { isGlobalAdministrator } from '../../alerts/guard-rails';
import { UserError } from '../../lib/errors';
import { fingerprint } from '../../lib/fingerprint';
import type { Lease } from '../../ports/leases';
import type { Context } from '../capability';
import { Refused } from '../refused';
import { weigh, type Weighed } from './facts';
import { isOrderedElsewhere, ORDERED_ALREADY } from './record';

const LONGEST_MS = 2 * 60_000;

interface Turn {
  readonly alert: Alert;
  readonly incident: Incident;
  /** Of the remedy that the incident is part of. */
  readonly remedyId: string;
}

/**
 * Lets the rules speak once more, right before the order, alone across replicas: one incident is ordered once, whoever confirms it
 * on whatever card; and Global Administrators are removed one at a time, for two at once could each leave enough of them, and both
 * together too few. The work calls `stillAlone` right before it sends.
 */
export async function inTurn<T>(
  { alert, incident, remedyId }: Turn,
  context: Context,
  work: (weighed: Weighed, stillAlone: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const { store, tenantId, random } = context;
  const owner = random.uuid();
  const names = [`incident|${tenantId}|${alert.id}|${incidentKey(incident)}`];
  if (isGlobalAdministrator(incident)) names.push(`global-admins|${tenantId}`);
  const leases: Lease[] = [];
  try {
    for (const name of names) {
      const lease = await store.leases.take(name, owner, LONGEST_MS);
      if (!lease) throw new UserError(name === names[0] ? INCIDENT_TAKEN : ADMINS_TAKEN);
      leases.push(lease);
    }
    if (await isOrderedElsewhere(alert.id, incident, remedyId, context))
      throw new UserError(`${ORDERED_ALREADY} Nothing was sent twice.`);
    const weighed = await weigh(alert, incident, context);
    const refusal = weighed.objections.find(({ weight }) => weight === 'refuse');
    if (refusal) throw new Refused(refusal.rule, `${refusal.text} Nothing was changed.`);
    return await work(weighed, async () => {
      for (const lease of leases)
        if (!(await store.leases.renew(lease, LONGEST_MS))) throw new UserError(TOO_LATE);
    });
  } finally {
    for (const lease of leases.toReversed()) await store.leases.release(lease);
  }
}

/**
 * How the incident stands beside what was confirmed. Work asks it in its turn, as the last reading before the order: what the rules
 * rest on takes several readings, and meanwhile somebody may have dealt with it.
 */
export async function lookOnceMore(
  alertId: string,
  confirmed: Incident,
  { alerts }: Context,
): Promise<'as-confirmed' | 'gone' | 'changed'> {
  const { value } = await alerts.getAlert(alertId, { fresh: true });
  const now = value.incidents.find((one) => incidentKey(one) === incidentKey(confirmed));
  if (!now) return 'gone';
  return digest(now) === digest(confirmed) ? 'as-confirmed' : 'changed';
}

function digest(incident: Incident): string {
  return fingerprint({ ...incident, id: incidentKey(incident) });
}

const INCIDENT_TAKEN = 'Somebody else is remediating this at the same moment. Nothing was sent twice.';
const ADMINS_TAKEN =
  'Another Global Administrator is being removed at this moment, so nothing was done. Try again in a minute.';
const TOO_LATE =
  'This took so long that somebody else may be at it by now, so nothing was sent. Try again in a minute.';
