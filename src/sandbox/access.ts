import {
  GLOBAL_ADMINISTRATOR,
  GLOBAL_READER,
  PRIVILEGED_ROLE_ADMINISTRATOR,
  SECURITY_ADMINISTRATOR,
  SECURITY_READER,
} from './roles';
import { activeRoles, type Tenant } from './state';
import type { Caller, Tokens } from './tokens';
import { GraphRefusal, pimRefusal } from './wire/graph-refusal';

/** Who may call a route: any of the permissions in the token, and for a person any of the Entra roles as well. */
export interface Access {
  readonly permissions: readonly string[];
  readonly roles?: readonly string[];
  /** Whether PIM's back end refuses, in its wrapped form, or the directory itself. */
  readonly refusedBy: 'pim' | 'directory';
}

const READ_ALERTS = 'RoleManagementAlert.Read.Directory';
const WRITE_ALERTS = 'RoleManagementAlert.ReadWrite.Directory';

const WRITERS = [PRIVILEGED_ROLE_ADMINISTRATOR, GLOBAL_ADMINISTRATOR];
const READERS = [...WRITERS, GLOBAL_READER, SECURITY_ADMINISTRATOR, SECURITY_READER];

export const READ: Access = { permissions: [READ_ALERTS, WRITE_ALERTS], roles: READERS, refusedBy: 'pim' };
export const WRITE: Access = { permissions: [WRITE_ALERTS], roles: WRITERS, refusedBy: 'pim' };

const ROLE_MANAGEMENT = [
  'RoleManagement.Read.Directory',
  'RoleManagement.Read.All',
  'RoleManagement.ReadWrite.Directory',
];

export const READ_ROLE_DEFINITIONS: Access = {
  permissions: [...ROLE_MANAGEMENT, 'Directory.Read.All'],
  refusedBy: 'directory',
};
export const READ_ASSIGNMENT_SCHEDULES: Access = {
  permissions: [
    'RoleAssignmentSchedule.Read.Directory',
    ...ROLE_MANAGEMENT,
    'RoleAssignmentSchedule.ReadWrite.Directory',
  ],
  roles: READERS,
  refusedBy: 'pim',
};
export const READ_ELIGIBILITY_SCHEDULES: Access = {
  permissions: [
    'RoleEligibilitySchedule.Read.Directory',
    ...ROLE_MANAGEMENT,
    'RoleEligibilitySchedule.ReadWrite.Directory',
  ],
  roles: READERS,
  refusedBy: 'pim',
};
export const READ_USERS: Access = {
  permissions: ['User.Read.All', 'Directory.Read.All'],
  refusedBy: 'directory',
};
export const READ_OBJECTS: Access = {
  permissions: [
    'User.ReadBasic.All',
    'User.Read.All',
    'GroupMember.Read.All',
    'Group.Read.All',
    'Directory.Read.All',
  ],
  refusedBy: 'directory',
};
export const READ_MEMBERSHIPS: Access = {
  permissions: ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'],
  refusedBy: 'directory',
};

export const READ_GROUPS_OF_USER: Access = {
  permissions: ['User.Read.All', 'GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'],
  refusedBy: 'directory',
};
export const READ_GROUPS_OF_APPLICATION: Access = {
  permissions: ['Application.Read.All', 'Directory.Read.All'],
  refusedBy: 'directory',
};

/** Who is calling. Throws 401 as Graph words it. */
export function identify(tokens: Tokens, authorization: string | undefined): Caller {
  const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw unauthenticated('Access token is empty.');
  const verified = tokens.verify(token);
  if (!verified.ok) throw unauthenticated(verified.message);
  return verified.caller;
}

/** Throws 403 unless the token carries a permission and its owner, right now, a role. */
export function authorize(access: Access, caller: Caller, tenant: Tenant, now: number): void {
  if (!access.permissions.some((one) => caller.permissions.includes(one))) {
    throw access.refusedBy === 'pim'
      ? pimRefusal(
          403,
          'PermissionScopeNotGranted',
          `Authorization failed due to missing permission scope ${access.permissions.join(',')}.`,
        )
      : insufficient();
  }
  if (caller.kind === 'app' || !access.roles) return;
  const held = activeRoles(tenant, caller.id, now);
  if (access.roles.some((role) => held.has(role))) return;
  throw access.refusedBy === 'pim' ? unauthorized() : insufficient();
}

export function unauthorized(): GraphRefusal {
  return pimRefusal(403, 'UnauthorizedAccessException', 'Attempted to perform an unauthorized operation.');
}

function insufficient(): GraphRefusal {
  return new GraphRefusal(
    403,
    'Authorization_RequestDenied',
    'Insufficient privileges to complete the operation.',
  );
}

function unauthenticated(message: string): GraphRefusal {
  return new GraphRefusal(401, 'InvalidAuthenticationToken', message, {
    'WWW-Authenticate': `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"`,
  });
}
