import type {
  DirectoryObject,
  Group,
  ServicePrincipal,
  UnifiedRoleAssignment,
  UnifiedRoleAssignmentScheduleInstance,
  User,
} from '@microsoft/microsoft-graph-types-beta';
import { instant } from '../alerts/kinds/kind';
import type { Log } from '../lib/log';
import type { Directory, HeldRole, PrincipalDetails } from '../ports/directory';
import { GraphError } from '../ports/pim-alerts';
import { literal, query, segment } from './addresses';
import type { GraphCall, GraphClient } from './client';
import { allRows } from './paging';
import { wireBoolean, wireObject, wireString, type Wire } from './wire-values';

const ROLES = '/roleManagement/directory';
const USER = 'id,displayName,userPrincipalName,accountEnabled,userType,createdDateTime';
// The most that Graph takes in one question.
const GROUPS_PER_CALL = 20;

type Principal = Wire<User & Group & ServicePrincipal>;
type ScheduleInstance = Wire<UnifiedRoleAssignmentScheduleInstance>;

/** `Directory` over Microsoft Graph v1.0, in the app's name. */
export function createDirectory({
  client,
  log,
}: {
  readonly client: GraphClient;
  readonly log: Log;
}): Directory {
  async function find(call: GraphCall): Promise<Principal | undefined> {
    try {
      return (await client.call(call)).body;
    } catch (error) {
      if (error instanceof GraphError && error.details.reason === 'not-found') return undefined;
      throw error;
    }
  }

  async function instances(
    operation: string,
    kind: string,
    principalId: string,
    signal: AbortSignal | undefined,
  ): Promise<readonly ScheduleInstance[]> {
    const filter = `principalId%20eq%20${literal(principalId)}`;
    const path = `${ROLES}/${kind}${query({ $filter: filter, $expand: 'roleDefinition' })}`;
    const { rows } = await allRows(client, get(operation, path, signal));
    return rows.map(wireObject<UnifiedRoleAssignmentScheduleInstance>).filter((row) => row !== undefined);
  }

  /** People who hold a role through a group. Not allowed to look: none, which errs towards fewer holders. */
  async function membersOf(groupId: string, signal: AbortSignal | undefined): Promise<readonly string[]> {
    const path = `/groups/${segment(groupId)}/transitiveMembers/microsoft.graph.user${query({ $select: 'id' })}`;
    try {
      const { rows } = await allRows(client, get('activeHolders', path, signal));
      return rows.flatMap((row) => wireString(wireObject<User>(row)?.id) ?? []);
    } catch (error) {
      const unseen = error instanceof GraphError && ['forbidden', 'not-found'].includes(error.details.reason);
      if (!unseen) throw error;
      log.warn('Members of a group that holds a role cannot be read', { groupId });
      return [];
    }
  }

  return {
    /** `GroupMember.Read.All` with `User.Read.All`: an app may not ask with `User.ReadBasic.All`. */
    isOneOf: async (personId, ids, signal) => {
      if (ids.some((id) => sameId(id, personId))) return true;
      for (let from = 0; from < ids.length; from += GROUPS_PER_CALL) {
        const body = { groupIds: ids.slice(from, from + GROUPS_PER_CALL) };
        const path = `/users/${segment(personId)}/checkMemberGroups`;
        const { rows } = await allRows(client, ask('isOneOf', path, body, signal));
        if (rows.some((row) => typeof row === 'string' && ids.some((id) => sameId(id, row)))) return true;
      }
      return false;
    },
    /** `User.Read.All`; for a group or an application also `Directory.Read.All`. */
    describe: async (principalId, signal) => {
      const path = `/users/${segment(principalId)}${query({ $select: USER })}`;
      const user = await find(get('describe', path, signal));
      if (user) return describeUser(principalId, user);
      const body = { ids: [principalId], types: ['group', 'servicePrincipal'] };
      const { rows } = await allRows(client, ask('describe', '/directoryObjects/getByIds', body, signal));
      const other = wireObject<User & Group & ServicePrincipal>(rows[0]);
      return other && describeOther(principalId, other);
    },
    /** `RoleManagement.Read.Directory` */
    rolesOf: async (principalId, signal) => {
      const [active, eligible] = await Promise.all([
        instances('rolesOf', 'roleAssignmentScheduleInstances', principalId, signal),
        instances('rolesOf', 'roleEligibilityScheduleInstances', principalId, signal),
      ]);
      return [
        ...active.map((row) => heldRole(row, howActive(row))),
        ...eligible.map((row) => heldRole(row, 'eligible')),
      ];
    },
    /** `RoleManagement.Read.Directory`, and `GroupMember.Read.All` to see through role-assignable groups. */
    activeHolders: async (roleId, signal) => {
      const filter = `roleDefinitionId%20eq%20${literal(roleId)}`;
      const path = `${ROLES}/roleAssignments${query({ $filter: filter, $expand: 'principal' })}`;
      const { rows } = await allRows(client, get('activeHolders', path, signal));
      const holders = new Map<string, string>();
      for (const row of rows) {
        const { id, kind } = holderOf(row);
        if (id === undefined) continue;
        const people = kind === 'group' ? await membersOf(id, signal) : [id];
        if (kind === 'group' || kind === 'user')
          for (const person of people) holders.set(person.toLowerCase(), person);
      }
      return [...holders.values()];
    },
    /** `Application.Read.All` */
    servicePrincipalOf: async (appId, signal) => {
      const path = `/servicePrincipals(appId=${literal(appId)})${query({ $select: 'id' })}`;
      const found = await find(get('servicePrincipalOf', path, signal));
      return found && wireString(found.id);
    },
  };
}

function get(operation: string, path: string, signal: AbortSignal | undefined): GraphCall {
  return { operation, method: 'GET', version: 'v1.0', path, ...(signal ? { signal } : {}) };
}

function ask(operation: string, path: string, body: object, signal: AbortSignal | undefined): GraphCall {
  return { ...get(operation, path, signal), method: 'POST', readOnly: true, body };
}

function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function describeUser(id: string, user: Principal): PrincipalDetails {
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

function describeOther(id: string, row: Principal): PrincipalDetails {
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

function howActive(row: ScheduleInstance): HeldRole['how'] {
  if (wireString(row.assignmentType)?.toLowerCase() === 'activated') return 'activated';
  return instant(row.endDateTime) ? 'time-bound' : 'permanent';
}

function heldRole(row: ScheduleInstance, how: HeldRole['how']): HeldRole {
  const roleId = wireString(row.roleDefinitionId) ?? '';
  const definition = wireObject<{ displayName: string }>(row.roleDefinition);
  const direct = wireString(row.memberType)?.toLowerCase() !== 'group';
  return {
    roleId,
    roleName: wireString(definition?.displayName) ?? roleId,
    how,
    through: direct ? 'direct' : 'group',
  };
}

/** Who holds the role for the whole tenant; a role over an administrative unit is not that role. */
function holderOf(row: unknown): { readonly id?: string; readonly kind: PrincipalDetails['kind'] } {
  const wire = wireObject<UnifiedRoleAssignment>(row);
  const scope = wireString(wire?.directoryScopeId) ?? '/';
  const principal = wireObject<DirectoryObject>(wire?.principal);
  const id = wireString(wire?.principalId) ?? wireString(principal?.id);
  if (scope !== '/' || id === undefined) return { kind: 'unknown' };
  return { id, kind: principal ? kindOfPrincipal(principal) : 'unknown' };
}
