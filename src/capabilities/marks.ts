import { acceptedAmong } from '../alerts/accepted';
import { incidentKey, type Incident } from '../alerts/alert';
import type { Decision } from '../ports/ledger';
import type { Store } from '../ports/store';
import type { IncidentMarks } from '../views/parts/incident-marks';

/** What people have decided about these incidents of one alert. */
export async function marksOf(
  alertId: string,
  incidents: readonly Incident[],
  {
    store,
    tenantId,
    now,
  }: {
    readonly store: Pick<Store, 'decisions' | 'ownership'>;
    readonly tenantId: string;
    readonly now: number;
  },
): Promise<IncidentMarks> {
  const [decisions, assignments]: [readonly Decision[], Awaited<ReturnType<Store['ownership']['list']>>] =
    await Promise.all([
      store.decisions.list(tenantId, { alertId, kind: 'accepted' }),
      store.ownership.list(tenantId, alertId),
    ]);
  const accepted = acceptedAmong(alertId, incidents, decisions, now);
  return {
    accepted: new Map(
      accepted.map(({ incident, ruling }) => [
        incidentKey(incident),
        { by: ruling.actorName, until: ruling.until ?? now },
      ]),
    ),
    owners: new Map(
      assignments.map(({ incidentKey: key, owner, dueAt }) => [key, { name: owner.name, dueAt }]),
    ),
  };
}
