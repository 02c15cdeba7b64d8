import { incidentKey, type Incident } from './alert';
import { incidentHash } from './diff';

/** As much of a decision in the ledger as the rules here look at. */
export interface Ruling {
  readonly kind: string;
  readonly alertId: string;
  /** `incidentKey()`; absent: it is about the alert as a whole. */
  readonly incidentKey?: string;
  readonly actorName: string;
  readonly reason: string;
  readonly until?: number;
  readonly at: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An incident, and the alert it belongs to. */
export interface Case {
  readonly alertId: string;
  readonly incident: Incident;
}

/**
 * The acceptance that keeps an incident from being posted: the newest about it, or about its person and role in that alert, which
 * has not ended, by its date or by a newer line that says so. None is for ever: without an end it does not count, and neither does one made of other facts.
 */
export function heldBack(one: Case, decisions: readonly Ruling[], now: number): Ruling | undefined {
  const [newest] = decisions
    .filter((decision) => decision.kind === 'accepted' && isAbout(decision, one))
    .sort((a, b) => b.at - a.at);
  if (newest?.until === undefined || newest.until <= now || newest.detail['ended'] !== undefined)
    return undefined;
  const hash = newest.detail['hash'];
  if (isTorn(one.incident, newest.detail)) return newest;
  return hash === undefined || hash === incidentHash(one.incident) ? newest : undefined;
}

/** The row has lost the person or the role that was accepted: the service left something out, and nothing has changed. */
export function isTorn({ principal, role }: Incident, detail: Ruling['detail']): boolean {
  const { principalId, roleId } = detail;
  return (principalId !== undefined && !principal) || (roleId !== undefined && !role);
}

/** Whether anybody has decided anything about the incident, or set its whole alert aside, since it was reported. */
export function actedOn(one: Case, decisions: readonly Ruling[], since: number): boolean {
  return decisions.some((decision) => {
    if (decision.alertId !== one.alertId || decision.at < since) return false;
    if (decision.incidentKey !== undefined) return decision.incidentKey === incidentKey(one.incident);
    return decision.kind === 'dismissed' || decision.kind === 'configured' || isAbout(decision, one);
  });
}

function isAbout({ alertId, incidentKey: key, detail }: Ruling, one: Case): boolean {
  if (alertId !== one.alertId) return false;
  if (key !== undefined && key === incidentKey(one.incident)) return true;
  const { principal, role } = one.incident;
  return (
    principal !== undefined &&
    lower(detail['principalId']) === principal.id.toLowerCase() &&
    lower(detail['roleId']) === role?.id.toLowerCase()
  );
}

function lower(value: unknown): string | undefined {
  return typeof value === 'string' ? value.toLowerCase() : undefined;
}
