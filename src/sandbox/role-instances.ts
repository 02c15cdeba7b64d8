import { stableGuid } from './ids';
import { membersOf, type Assignment, type Tenant } from './state';

/** One role that one principal has or can activate, as the schedule instances list it. */
export interface RoleInstance {
  readonly id: string;
  readonly principalId: string;
  readonly roleId: string;
  readonly startsAt: number;
  readonly endsAt: number | undefined;
  readonly isActivation: boolean;
  readonly memberType: 'Direct' | 'Group';
  readonly scheduleId: string;
}

/** Active roles: assigned or activated. Members of a group that holds a role are listed beside the group. */
export function activeInstances(tenant: Tenant, now: number): readonly RoleInstance[] {
  const activated = tenant.activations
    .filter((one) => one.startedAt <= now && one.endsAt > now)
    .map((one): RoleInstance => ({
      id: one.id,
      principalId: one.principalId,
      roleId: one.roleId,
      startsAt: one.startedAt,
      endsAt: one.endsAt,
      isActivation: true,
      memberType: 'Direct',
      scheduleId: stableGuid(`schedule ${one.id}`),
    }));
  return [...assigned(tenant, 'active', now), ...activated];
}

export function eligibleInstances(tenant: Tenant, now: number): readonly RoleInstance[] {
  return assigned(tenant, 'eligible', now);
}

function assigned(tenant: Tenant, kind: Assignment['kind'], now: number): readonly RoleInstance[] {
  return [...tenant.assignments.values()]
    .filter((one) => one.kind === kind && (one.endsAt === undefined || one.endsAt > now))
    .flatMap((one) => [instance(one, one.principalId, 'Direct'), ...ofMembers(tenant, one)]);
}

function ofMembers(tenant: Tenant, assignment: Assignment): readonly RoleInstance[] {
  if (tenant.principals.get(assignment.principalId)?.kind !== 'group') return [];
  return membersOf(tenant, assignment.principalId).map((one) => instance(assignment, one.id, 'Group'));
}

function instance(
  assignment: Assignment,
  principalId: string,
  memberType: RoleInstance['memberType'],
): RoleInstance {
  return {
    id: memberType === 'Direct' ? assignment.id : `${assignment.id}-${principalId}`,
    principalId,
    roleId: assignment.roleId,
    startsAt: assignment.createdAt,
    endsAt: assignment.endsAt,
    isActivation: false,
    memberType,
    scheduleId: stableGuid(`schedule ${assignment.id}`),
  };
}
