import { incidentKey, type Alert, type Incident } from '../../alerts/alert';
import type { Card } from '../../ports/notifier';
import { button } from './button';
import { md, plain } from './escape';
import { NO_MARKS, type IncidentMarks } from './incident-marks';
import { day, factText, incidentAmount, scanAge } from './wording';

export interface IncidentRow {
  readonly who: string;
  readonly what: string;
  readonly hasWhat: boolean;
  readonly more: string;
  readonly hasMore: boolean;
  readonly actions: readonly Card[];
  readonly hasActions: boolean;
}

type Shown = Pick<Alert, 'slug' | 'remediable' | 'state'> & {
  /** No longer found: there is nothing to decide about it. */
  readonly gone?: boolean;
};

/** One row for each incident: who, which role, what else is known, and Remediate where the alert type allows it. */
export function incidentRows(
  alert: Shown,
  incidents: readonly Incident[],
  marks: IncidentMarks = NO_MARKS,
): readonly IncidentRow[] {
  return incidents.map((incident) => incidentRow(alert, incident, marks));
}

function incidentRow(alert: Shown, incident: Incident, marks: IncidentMarks): IncidentRow {
  const { id, principal, role, facts } = incident;
  const owner = marks.owners.get(incidentKey(incident));
  const accepted = marks.accepted.get(incidentKey(incident));
  const told = facts.slice(0, 4).map((fact) => `${md(fact.label, 40)}: ${factText(fact)}`);
  const named = principal?.name ?? role?.name;
  // About the tenant as a whole: the first thing told is the headline.
  const [first = 'No details', ...others] = named ? [md(named), ...told] : told;
  const address = principal?.userPrincipalName;
  const what = principal && role ? md(role.name) : '';
  const more = [
    ...(accepted ? [`✔️ Accepted by ${md(accepted.by, 60)} until ${day(accepted.until)}`] : []),
    ...(owner ? [`👤 ${md(owner.name, 60)}, due ${day(owner.dueAt)}`] : []),
    ...(address && address !== named ? [md(address)] : []),
    ...others,
  ];
  const input = { alert: alert.slug, incident: id };
  const actions = [
    ...(alert.remediable ? [remediate(alert, id, named ?? 'this incident')] : []),
    ...(accepted || alert.gone ? [] : [button('Accept', 'incident.accept', input, { secondary: true })]),
    ...(owner || alert.gone ? [] : [button('Assign to me', 'incident.assign', input, { secondary: true })]),
  ];
  return {
    who: first,
    what,
    hasWhat: what !== '',
    more: more.join(' · '),
    hasMore: more.length > 0,
    actions,
    hasActions: actions.length > 0,
  };
}

function remediate(alert: Shown, incident: string, who: string): Card {
  const input = { alert: alert.slug, incident };
  return button('Remediate', 'incident.remediate', input, { tooltip: `Remediate ${plain(who, 40)}` });
}

/** What an empty list means, which depends on the scan. */
export function emptyText(alert: Alert, now: number): string {
  if (!alert.lastScanned) return 'Never scanned, so nothing is known yet.';
  const age = scanAge(alert.lastScanned, now);
  if (alert.state === 'disabled') return `The alert is switched off, so nothing is being found (${age}).`;
  if (alert.incidentCount > 0)
    return `${incidentAmount(alert, alert.incidentCount)} counted, but the list did not come along (${age}).`;
  return `No incidents (${age}).`;
}
