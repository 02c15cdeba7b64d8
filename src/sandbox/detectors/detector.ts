import type { Assignment, DirectoryPrincipal, Tenant } from '../state';
import { roleName } from '../roles';

/** Thresholds by wire name. Durations are seconds. */
export type Settings = Readonly<Record<string, number>>;

export interface Threshold {
  readonly name: string;
  readonly type: 'count' | 'duration';
  /** For a duration: seconds. */
  readonly min: number;
  readonly max: number;
  readonly initial: number;
}

/** One thing found by a scan. */
export interface Finding {
  readonly id: string;
  /** Wire members after `id`, in wire order. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface DefinitionTexts {
  readonly displayName: string;
  readonly severityLevel: string;
  readonly securityImpact: string;
  readonly mitigationSteps: string;
  readonly howToPrevent: string;
  readonly isConfigurable: boolean;
}

/** One alert type of the pretend service: its texts, its thresholds, what it finds and what remediating does. */
export interface Detector {
  /** The last part of the alert id. */
  readonly suffix: string;
  readonly configurationType: string;
  readonly incidentType: string;
  readonly definition: DefinitionTexts;
  /** The live text carries the figures of the last scan. */
  describe(incidents: number, settings: Settings): string;
  readonly thresholds: readonly Threshold[];
  find(tenant: Tenant, settings: Settings, now: number): readonly Finding[];
  /** Takes the cause away. Absent: the alert type cannot be remediated. */
  remediate?(tenant: Tenant, incidentId: string): void;
}

export function assigneeFields(
  principal: DirectoryPrincipal | undefined,
  id: string,
): Record<string, unknown> {
  return {
    assigneeId: id,
    assigneeDisplayName: principal?.displayName ?? null,
    assigneeUserPrincipalName: principal?.kind === 'user' ? principal.userPrincipalName : null,
  };
}

/** Where the roles stand differs by alert type on the wire. */
export function roleFields(
  roleId: string,
  order: 'definition-then-name' | 'name-then-definition',
): Record<string, unknown> {
  if (order === 'definition-then-name') {
    return { roleTemplateId: roleId, roleDefinitionId: roleId, roleDisplayName: roleName(roleId) };
  }
  return { roleTemplateId: roleId, roleDisplayName: roleName(roleId), roleDefinitionId: roleId };
}

export function currentAssignments(tenant: Tenant, now: number): readonly Assignment[] {
  return [...tenant.assignments.values()].filter((one) => one.endsAt === undefined || one.endsAt > now);
}

/** Remediation of all types whose incident is one assignment. */
export function removeAssignment(tenant: Tenant, incidentId: string): void {
  const assignment = tenant.assignments.get(incidentId);
  if (!assignment) return;
  tenant.assignments.delete(incidentId);
  if (assignment.kind === 'eligible') endActivations(tenant, assignment.principalId, assignment.roleId);
}

/** An activation does not outlive the eligibility it came from. */
function endActivations(tenant: Tenant, principalId: string, roleId: string): void {
  const kept = tenant.activations.filter((one) => one.principalId !== principalId || one.roleId !== roleId);
  tenant.activations.splice(0, tenant.activations.length, ...kept);
}
