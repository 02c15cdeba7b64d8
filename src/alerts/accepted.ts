import { heldBack, isTorn, type Ruling } from './acceptance';
import type { Incident } from './alert';
import { incidentHash } from './diff';

/** What was accepted, by whom, until when: as the ledger has it. An acceptance ends with a newer line that says why. */
export type Ended = 'withdrawn' | 'date' | 'facts';

/** Acceptances that stand, newest first; those whose time is over are among them until somebody has been told. */
export function standingAcceptances<T extends Ruling>(newestFirst: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return newestFirst.filter((line) => {
    if (line.kind !== 'accepted') return false;
    const about = riskOf(line);
    if (seen.has(about)) return false;
    seen.add(about);
    return line.detail['ended'] === undefined;
  });
}

/** The same person in the same role of the same alert is the same risk, whatever the incident is called. */
function riskOf({ alertId, incidentKey = '', detail }: Ruling): string {
  const { principalId, roleId } = detail;
  const who = principalId === undefined && roleId === undefined ? incidentKey : '';
  const parts = [alertId, principalId, roleId, who].map((part) => (typeof part === 'string' ? part : ''));
  return parts.join('|').toLowerCase();
}

/** What an acceptance says of the incident, for the rule that holds posts back. */
export function riskDetail(incident: Incident): Readonly<Record<string, unknown>> {
  const { principal, role } = incident;
  return {
    hash: incidentHash(incident),
    ...(principal ? { principalId: principal.id, principalName: principal.name } : {}),
    ...(role ? { roleId: role.id, roleName: role.name } : {}),
  };
}

/** Why an acceptance no longer stands; undefined while it does. `incident`: as it is now, where it is open. */
export function lapsed(
  { until = 0, detail }: Pick<Ruling, 'until' | 'detail'>,
  incident: Incident | undefined,
  now: number,
): Ended | undefined {
  if (until <= now) return 'date';
  if (incident && isTorn(incident, detail)) return undefined;
  return incident && detail['hash'] !== undefined && detail['hash'] !== incidentHash(incident)
    ? 'facts'
    : undefined;
}

/** The incidents of one alert that are accepted now, with the line that says so. */
export function acceptedAmong(
  alertId: string,
  incidents: readonly Incident[],
  newestFirst: readonly Ruling[],
  now: number,
): readonly { readonly incident: Incident; readonly ruling: Ruling }[] {
  const standing = standingAcceptances(newestFirst);
  if (standing.length === 0) return [];
  return incidents.flatMap((incident) => {
    const ruling = heldBack({ alertId, incident }, standing, now);
    return ruling ? [{ incident, ruling }] : [];
  });
}
