import type { Alert, Incident } from '../alerts/alert';
import type { Card } from '../ports/notifier';
import { button } from './button';
import { md, plain } from './escape';
import { factText } from './wording';

export interface IncidentRow {
  readonly who: string;
  readonly what: string;
  readonly hasWhat: boolean;
  readonly more: string;
  readonly hasMore: boolean;
  readonly actions: readonly Card[];
  readonly hasActions: boolean;
}

type Shown = Pick<Alert, 'slug' | 'remediable' | 'state'>;

/** One row for each incident: who, which role, what else is known, and Remediate where the alert type allows it. */
export function incidentRows(alert: Shown, incidents: readonly Incident[]): readonly IncidentRow[] {
  return incidents.map((incident) => incidentRow(alert, incident));
}

function incidentRow(alert: Shown, incident: Incident): IncidentRow {
  const { principal, role } = incident;
  const who = principal?.name ?? role?.name ?? 'Not about a person';
  const whatParts = [
    ...(principal && role ? [md(role.name)] : []),
    ...(principal?.userPrincipalName && principal.userPrincipalName !== who
      ? [md(principal.userPrincipalName)]
      : []),
  ];
  const more = incident.facts.slice(0, 4).map((fact) => `${md(fact.label, 40)}: ${factText(fact)}`);
  const actions = alert.remediable ? [remediate(alert, incident, who)] : [];
  return {
    who: md(who),
    what: whatParts.join(' · '),
    hasWhat: whatParts.length > 0,
    more: more.join(' · '),
    hasMore: more.length > 0,
    actions,
    hasActions: actions.length > 0,
  };
}

function remediate(alert: Shown, incident: Incident, who: string): Card {
  const input = { alert: alert.slug, incident: incident.id };
  return button('Remediate', 'incident.remediate', input, { tooltip: `Remediate ${plain(who, 60)}` });
}
