import type {
  DirectoryObject,
  Group,
  ServicePrincipal,
  UnifiedRoleAssignmentScheduleInstance,
  User,
} from '@microsoft/microsoft-graph-types-beta';
import type { Log } from '../lib/log';
import type { Directory } from '../ports/directory';
import { GraphError } from '../ports/pim-alerts';
import { literal, query, segment } from './addresses';
import type { GraphCall, GraphClient } from './client';
import {
  describeOther,
  describeUser,
  heldRole,
  howActive,
  lastingHolder,
  roleGroupName,
  type PrincipalRow,
  type ScheduleInstance,
} from './directory-rows';
import { allRows } from './paging';
import { wireBoolean, wireObject, wireString } from './wire-values';

const ROLES = '/roleManagement/directory';
const USER = 'id,displayName,userPrincipalName,accountEnabled,userType,createdDateTime';
// The most that Graph takes in one question.
const GROUPS_PER_CALL = 20;

/** `Directory` over Microsoft Graph v1.0, in the app's name. */
export function createDirectory({
  client,
  log,
}: {
  readonly client: GraphClient;
  readonly log: Log;
}): Directory {
  async function find(call: GraphCall): Promise<PrincipalRow | undefined> {
    try {
      return (await client.call(call)).body;
    } catch (error) {
      if (error instanceof GraphError && error.details.reason === 'not-found') return undefined;
      throw error;
    }
  }

  /** Undefined: no such object. */
  async function findRows(call: GraphCall): Promise<readonly unknown[] | undefined> {
    try {
      return (await allRows(client, call)).rows;
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

  async function isEnabled(userId: string, signal: AbortSignal | undefined): Promise<boolean> {
    const path = `/users/${segment(userId)}${query({ $select: 'id,accountEnabled' })}`;
    const user = await find(get('lastingHolders', path, signal));
    return wireBoolean(user?.accountEnabled) === true;
  }

  /** People who hold a role through a group. Not allowed to look: none, which errs towards fewer holders. */
  async function enabledMembersOf(
    groupId: string,
    signal: AbortSignal | undefined,
  ): Promise<readonly string[]> {
    const path = `/groups/${segment(groupId)}/transitiveMembers/microsoft.graph.user${query({ $select: 'id,accountEnabled' })}`;
    try {
      const { rows } = await allRows(client, get('lastingHolders', path, signal));
      const users = rows.map(wireObject<User>).filter((user) => wireBoolean(user?.accountEnabled) === true);
      return users.flatMap((user) => wireString(user?.id) ?? []);
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
    /** `GroupMember.Read.All` with `User.Read.All`, for an application `Application.Read.All`. */
    roleGroupsOf: async (principalId, signal) => {
      const groups = `transitiveMemberOf/microsoft.graph.group${query({ $select: 'id,displayName,isAssignableToRole' })}`;
      for (const kind of ['users', 'servicePrincipals']) {
        const path = `/${kind}/${segment(principalId)}/${groups}`;
        const rows = await findRows(get('roleGroupsOf', path, signal));
        if (rows) return rows.flatMap(roleGroupName);
      }
      return [];
    },
    /** `RoleManagement.Read.Directory` with `User.Read.All`, and `GroupMember.Read.All` to see through role-assignable groups. */
    lastingHolders: async (roleId, until, signal) => {
      const filter = `roleDefinitionId%20eq%20${literal(roleId)}`;
      const path = `${ROLES}/roleAssignmentScheduleInstances${query({ $filter: filter, $expand: 'principal' })}`;
      const { rows } = await allRows(client, get('lastingHolders', path, signal));
      const lasting = rows.flatMap((row) => lastingHolder(row, until) ?? []);
      const holders = new Map<string, string>();
      for (const { id, kind } of lasting) {
        if (kind === 'user' && !holders.has(id.toLowerCase()) && (await isEnabled(id, signal)))
          holders.set(id.toLowerCase(), id);
        const members = kind === 'group' ? await enabledMembersOf(id, signal) : [];
        for (const member of members) holders.set(member.toLowerCase(), member);
      }
      return [...holders.values()];
    },
    /** `User.Read.All`; `GroupMember.Read.All` where it is a group. */
    everyoneOf: async (id, signal) => {
      const user = `/users/${segment(id)}${query({ $select: 'id' })}`;
      if (await find(get('everyoneOf', user, signal))) return [id];
      const path = `/groups/${segment(id)}/transitiveMembers${query({ $select: 'id' })}`;
      const rows = (await findRows(get('everyoneOf', path, signal))) ?? [];
      return [id, ...rows.flatMap((row) => wireString(wireObject<DirectoryObject>(row)?.id) ?? [])];
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
