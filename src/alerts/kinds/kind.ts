import type {
  UnifiedRoleManagementAlertIncident,
  NoMfaOnRoleActivationAlertIncident,
  RedundantAssignmentAlertIncident,
} from '@microsoft/microsoft-graph-types-beta';
import type { Forecast, Question } from './forecast';
import type { Fact, Incident, Instant, Principal, Role, Severity } from '../alert';

/** What remediating one incident of this type does to the tenant. */
export type RemediationEffect = 'removes-role' | 'requires-mfa';

/** One threshold that can be changed. Ranges are those of the PIM portal. */
export interface Setting {
  /** As on the wire. */
  readonly name: string;
  /** As people read it. */
  readonly label: string;
  readonly type: 'count' | 'percent' | 'duration';
  /** For a duration: seconds. */
  readonly min: number;
  readonly max: number;
  /** Which direction makes the detector report less. */
  readonly loosenedBy: 'raising' | 'lowering';
}

/** An incident as it arrives: the base type, whatever the subtype adds, and anything may be null. */
export type IncidentWire = UnifiedRoleManagementAlertIncident & Assigned & Readonly<Record<string, unknown>>;

/** Everything there is to know about one alert type. */
export interface AlertKind {
  readonly slug: string;
  readonly suffix: string;
  readonly title: string;
  /** Used until the tenant's own definition is known. */
  readonly severity: Severity;
  /** One sentence: what it means. */
  readonly meaning: string;
  /** One sentence: what to do first. */
  readonly advice: string;
  readonly remediation?: RemediationEffect;
  readonly settings: readonly Setting[];
  readonly configurationType: string;
  /** What each incident is about, in the plural: "accounts", "roles". */
  readonly subject: { readonly one: string; readonly many: string };
  incident(wire: IncidentWire): Omit<Incident, 'id'>;
  /** What other thresholds would find. */
  readonly whatIf?: (question: Question) => Forecast;
}

type Assigned = Pick<
  RedundantAssignmentAlertIncident,
  | 'assigneeId'
  | 'assigneeDisplayName'
  | 'assigneeUserPrincipalName'
  | 'roleDefinitionId'
  | 'roleTemplateId'
  | 'roleDisplayName'
>;

/** The assignee of an incident; undefined where the service names nobody. */
export function principalOf(wire: Assigned): Principal | undefined {
  const id = text(wire.assigneeId);
  if (!id) return undefined;
  const userPrincipalName = text(wire.assigneeUserPrincipalName);
  const name = text(wire.assigneeDisplayName) ?? userPrincipalName ?? id;
  return userPrincipalName ? { id, name, userPrincipalName } : { id, name };
}

export function roleOf(
  wire: Pick<Assigned, 'roleDefinitionId'> &
    Pick<NoMfaOnRoleActivationAlertIncident, 'roleTemplateId' | 'roleDisplayName'>,
): Role | undefined {
  const id = text(wire.roleTemplateId) ?? text(wire.roleDefinitionId);
  const name = text(wire.roleDisplayName);
  return id || name ? { id: id ?? '', name: name ?? id ?? '' } : undefined;
}

export function moment(label: string, value: unknown): Fact {
  return { label, type: 'moment', value: instant(value) };
}

// Most dates come as an Instant already, and reading and writing each of them took half the time of a row. Later days of a month take
// the long way, because not every month has them; so do the years of "never".
const INSTANT =
  /^(?!000[01])\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** A date of the service as an Instant. Null, nonsense and year 1 ("never") are `undefined`. */
export function instant(value: unknown): Instant | undefined {
  if (typeof value !== 'string') return undefined;
  if (INSTANT.test(value)) return value;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() <= 1 ? undefined : at.toISOString();
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
