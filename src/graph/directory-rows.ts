import type {
  DirectoryObject,
  Group,
  ServicePrincipal,
  UnifiedRoleAssignmentScheduleInstance,
  User,
} from '@microsoft/microsoft-graph-types-beta';
import { instant } from '../alerts/kinds/kind';
import type { HeldRole, PrincipalDetails } from '../ports/directory';
import { GraphError } from '../ports/pim-alerts';
import { wireBoolean, wireObject, wireString, type Wire } from './wire-values';

export type PrincipalRow = Wire<User & Group & ServicePrincipal>;
export type ScheduleInstance = Wire<UnifiedRoleAssignmentScheduleInstance>;

export function describeUser(id: string, user: PrincipalRow): PrincipalDetails {
  const userPrincipalName = wireString(user.userPrincipalName);
  const enabled = wireBoolean(user.accountEnabled);
  const userType = wireString(user.userType);
  const createdAt = instant(user.createdDateTime);
  return {
    id: wireString(user.id) ?? id,
    kind: 'user',
    name: wireString(user.displayName) ?? userPrincipalName ?? id,
    ...(userPrincipalName ? { userPrincipalName } : {}),
    ...(enabled === undefined ? {} : { enabled }),
    ...(userType ? { guest: userType.toLowerCase() === 'guest' } : {}),
    ...(createdAt ? { createdAt } : {}),
  };
}

export function describeOther(id: string, row: PrincipalRow): PrincipalDetails {
  const createdAt = instant(row.createdDateTime);
  const enabled = wireBoolean(row.accountEnabled);
  return {
    id: wireString(row.id) ?? id,
    kind: kindOfPrincipal(row),
    name: wireString(row.displayName) ?? id,
    ...(enabled === undefined ? {} : { enabled }),
    ...(createdAt ? { createdAt } : {}),
  };
}

function kindOfPrincipal(row: Wire<DirectoryObject>): PrincipalDetails['kind'] {
  const type = wireString(row['@odata.type'])?.replace('#microsoft.graph.', '');
  return (['user', 'group', 'servicePrincipal'] as const).find((kind) => kind === type) ?? 'unknown';
}

export function howActive(row: ScheduleInstance): HeldRole['how'] {
  if (wireString(row.assignmentType)?.toLowerCase() === 'activated') return 'activated';
  return instant(row.endDateTime) ? 'time-bound' : 'permanent';
}

export function heldRole(row: ScheduleInstance, how: HeldRole['how']): HeldRole {
  const roleId = wireString(row.roleDefinitionId) ?? '';
  const definition = wireObject<{ displayName: string }>(row.roleDefinition);
  return {
    roleId,
    roleName: wireString(definition?.displayName) ?? roleId,
    how,
    through: isThroughGroup(row) ? 'group' : 'direct',
  };
}

/**
 * The group's name, where it may be given roles. Of a group that may not be read Graph tells the id alone, with null for the rest:
 * that is not a group without roles, so it is `forbidden`.
 */
export function roleGroupName(row: unknown): readonly string[] {
  const group = wireObject<Group>(row);
  const name = wireString(group?.displayName);
  if (name === undefined)
    throw new GraphError('roleGroupsOf: a group may not be read', { reason: 'forbidden' });
  return wireBoolean(group?.isAssignableToRole) === true ? [name] : [];
}

/** Who holds the role for the whole tenant and at `until` still; a role over an administrative unit is not that role. */
export function lastingHolder(
  row: unknown,
  until: number,
): { readonly id: string; readonly kind: PrincipalDetails['kind'] } | undefined {
  const wire = wireObject<UnifiedRoleAssignmentScheduleInstance>(row);
  const principal = wireObject<DirectoryObject>(wire?.principal);
  const id = wireString(wire?.principalId) ?? wireString(principal?.id);
  if (!wire || id === undefined || (wireString(wire.directoryScopeId) ?? '/') !== '/') return undefined;
  // Members of a group are asked of the group, for this list may be older than the membership.
  if (isThroughGroup(wire) || howActive(wire) === 'activated') return undefined;
  if (wire.endDateTime !== null && wire.endDateTime !== undefined) {
    const endsAt = instant(wire.endDateTime);
    if (endsAt === undefined || Date.parse(endsAt) < until) return undefined;
  }
  return { id, kind: principal ? kindOfPrincipal(principal) : 'unknown' };
}

function isThroughGroup(row: ScheduleInstance): boolean {
  return wireString(row.memberType)?.toLowerCase() === 'group';
}
