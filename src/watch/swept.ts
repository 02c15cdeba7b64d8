import type { Alert, Incident } from '../alerts/alert';
import type { IncidentDiff } from '../alerts/diff';
import type { KnownAlert } from '../ports/knowledge';
import type { AlertNews } from './route';
import { SAMPLE } from './storm';
import type { Unattended } from './unattended';

export interface SweptAlert {
  readonly alertId: string;
  readonly slug: string;
  readonly title: string;
  readonly raised: number;
  readonly changed: number;
  readonly cleared: number;
  readonly unchanged: number;
  /** The first few that are new. */
  readonly sample: readonly Incident[];
  /** False: its incidents could not be read to the end. What was not seen stays as it was known. */
  readonly complete: boolean;
}

export interface SweepOutcome {
  readonly at: number;
  /** Nothing was known before: everything counts as unchanged, and nothing is posted. */
  readonly baseline: boolean;
  readonly perAlert: readonly SweptAlert[];
  /** How many alerts there should have been: the listed ones, and those that were known and not listed. */
  readonly expected: number;
  /** Titles of alerts that the tenant has no longer, told by the sweep that found out. */
  readonly retired: readonly string[];
}

/** All that one look at one alert has found. */
export interface Look extends AlertNews, Unattended {
  readonly diff: IncidentDiff;
  readonly complete: boolean;
}

/** Where the service does not say how an alert stands, it stands as it was known. */
export function asKnown(alert: Alert, known: KnownAlert | undefined): Alert {
  return alert.doubtful && known ? { ...alert, state: known.alert.state } : alert;
}

export function knownOf({
  incidents: _incidents,
  incidentsComplete: _complete,
  rowsLost: _lost,
  ...alert
}: Alert): KnownAlert {
  return { alertId: alert.id, slug: alert.slug, alert };
}

export function sweptOf({ alert, diff, complete }: Look, baseline: boolean): SweptAlert {
  const raised = baseline ? 0 : diff.raised.length;
  return {
    alertId: alert.id,
    slug: alert.slug,
    title: alert.title,
    raised,
    changed: diff.changed.length,
    cleared: diff.cleared.length,
    unchanged: diff.unchanged + (baseline ? diff.raised.length : 0),
    sample: baseline ? [] : diff.raised.slice(0, SAMPLE).map(({ incident }) => incident),
    complete,
  };
}

export function totals(perAlert: readonly SweptAlert[]) {
  const sum = (count: (one: SweptAlert) => number) => perAlert.reduce((all, one) => all + count(one), 0);
  return { raised: sum((one) => one.raised), cleared: sum((one) => one.cleared) };
}
