import {
  READ_GROUPS_OF_APPLICATION,
  READ_GROUPS_OF_USER,
  READ_MEMBERSHIPS,
  READ_OBJECTS,
  READ_USERS,
} from '../access';
import type { Call, Route } from '../router';
import type { Service } from '../service';
import { groupsOf, isUser, membersOf, type DirectoryPrincipal } from '../state';
import { badRequest, GraphRefusal } from '../wire/graph-refusal';
import { hiddenWire, pick, principalWire, typed, USER_DEFAULTS, userWire } from '../wire/principals';
import { page, project, readQuery } from '../wire/query';
import { jsonObject } from './alert-paths';

const READERS_OF = {
  user: ['User.ReadBasic.All', 'User.Read.All', 'Directory.Read.All'],
  group: ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'],
  servicePrincipal: ['Application.Read.All', 'Directory.Read.All'],
} as const;

/** People, groups and applications: the neighbours of the alerts API that give its incidents a context. */
export function directoryRoutes({ tenant, pageSize }: Service): readonly Route[] {
  return [
    { method: 'GET', path: '/v1.0/users/{id}', access: READ_USERS, handle: getUser },
    { method: 'POST', path: '/v1.0/directoryObjects/getByIds', access: READ_OBJECTS, handle: getByIds },
    {
      method: 'POST',
      path: '/v1.0/directoryObjects/{id}/checkMemberGroups',
      access: READ_MEMBERSHIPS,
      handle: checkMemberGroups,
    },
    {
      method: 'POST',
      path: '/v1.0/users/{id}/checkMemberGroups',
      access: READ_MEMBERSHIPS,
      handle: checkMemberGroups,
    },
    {
      method: 'GET',
      path: '/v1.0/users/{id}/transitiveMemberOf/microsoft.graph.group',
      access: READ_GROUPS_OF_USER,
      handle: (call) => transitiveMemberOf(call, 'user'),
    },
    {
      method: 'GET',
      path: '/v1.0/servicePrincipals/{id}/transitiveMemberOf/microsoft.graph.group',
      access: READ_GROUPS_OF_APPLICATION,
      handle: (call) => transitiveMemberOf(call, 'servicePrincipal'),
    },
    {
      method: 'GET',
      path: '/v1.0/groups/{id}/transitiveMembers/microsoft.graph.user',
      access: READ_MEMBERSHIPS,
      handle: (call) => transitiveMembers(call, isUser),
    },
    {
      method: 'GET',
      path: '/v1.0/groups/{id}/transitiveMembers',
      access: READ_MEMBERSHIPS,
      handle: (call) => transitiveMembers(call, () => true),
    },
  ];

  function getUser(call: Call) {
    const query = readQuery(call.url.searchParams, ['$select', '$expand']);
    if (query.expand.length > 0) throw badRequest('The sandbox expands nothing on users.');
    if (query.select?.includes('signInActivity') && !call.caller.permissions.includes('AuditLog.Read.All')) {
      throw new GraphRefusal(
        403,
        'Authentication_MSGraphPermissionMissing',
        "The principal does not have required Microsoft Graph permission(s): 'AuditLog.Read.All' to call this API.",
      );
    }
    const user = principal(call);
    if (!isUser(user)) throw notFound(call.parameters['id'] ?? '');
    const wire = userWire(user);
    const shown = query.select ? project(wire, query.select) : pick(wire, USER_DEFAULTS);
    const names = query.select ? `(${query.select.join(',')})` : '';
    return { status: 200, body: { '@odata.context': context(call, `users${names}/$entity`), ...shown } };
  }

  function getByIds(call: Call) {
    const query = readQuery(call.url.searchParams, ['$select']);
    const { ids, types } = jsonObject(call);
    const wanted = strings(ids, 'ids', 1_000);
    const kinds = types === undefined ? undefined : strings(types, 'types', 20);
    const found = [...new Set(wanted)]
      .map((id) => tenant.principals.get(id.toLowerCase()))
      .filter((one) => one !== undefined)
      .filter((one) => kinds?.some((kind) => kind === one.kind || kind === 'directoryObject') ?? true);
    return {
      status: 200,
      body: {
        '@odata.context': context(call, 'directoryObjects'),
        value: found.map((one) => typed(one, shownTo(call, one, query.select))),
      },
    };
  }

  function shownTo(call: Call, one: DirectoryPrincipal, select: readonly string[] | undefined) {
    const mayRead = READERS_OF[one.kind].some((permission) => call.caller.permissions.includes(permission));
    if (!mayRead) return hiddenWire(one);
    if (!select) return principalWire(one);
    return pick(isUser(one) ? userWire(one) : principalWire(one), select);
  }

  function checkMemberGroups(call: Call) {
    readQuery(call.url.searchParams, []);
    const { groupIds } = jsonObject(call);
    const asked = strings(groupIds, 'groupIds', 20);
    const groups = groupsOf(tenant, principal(call).id);
    return {
      status: 200,
      body: {
        '@odata.context': context(call, 'Collection(Edm.String)'),
        value: asked.filter((id) => groups.has(id.toLowerCase())),
      },
    };
  }

  function transitiveMembers(call: Call, wanted: (one: DirectoryPrincipal) => boolean) {
    const group = principal(call);
    if (group.kind !== 'group') throw notFound(group.id);
    return listed(call, 'directoryObjects', membersOf(tenant, group.id).filter(wanted));
  }

  function transitiveMemberOf(call: Call, kind: 'user' | 'servicePrincipal') {
    const member = principal(call);
    if (member.kind !== kind) throw notFound(member.id);
    const groups = [...groupsOf(tenant, member.id)].flatMap((id) => tenant.principals.get(id) ?? []);
    return listed(call, 'groups', groups);
  }

  function listed(call: Call, name: string, all: readonly DirectoryPrincipal[]) {
    const query = readQuery(call.url.searchParams, ['$select', '$top', '$skiptoken']);
    const { rows, next } = page(all, query, { url: call.url, size: pageSize, by: '$skiptoken' });
    return {
      status: 200,
      body: {
        '@odata.context': context(call, name),
        ...(next === undefined ? {} : { '@odata.nextLink': next }),
        value: rows.map((one) => typed(one, shownTo(call, one, query.select))),
      },
    };
  }

  function principal(call: Call): DirectoryPrincipal {
    const id = call.parameters['id']?.toLowerCase() ?? '';
    const found =
      tenant.principals.get(id) ??
      [...tenant.principals.values()].find((one) => isUser(one) && one.userPrincipalName === id);
    if (!found) throw notFound(call.parameters['id'] ?? '');
    return found;
  }
}

function context(call: Call, name: string): string {
  return `${call.url.origin}/v1.0/$metadata#${name}`;
}

function notFound(id: string): GraphRefusal {
  return new GraphRefusal(
    404,
    'Request_ResourceNotFound',
    `Resource '${id.slice(0, 100)}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

function strings(value: unknown, name: string, most: number): readonly string[] {
  const list = Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  if (!Array.isArray(value) || list.length !== value.length || list.length === 0 || list.length > most) {
    throw new GraphRefusal(400, 'Request_BadRequest', `'${name}' must be 1 to ${most} strings.`);
  }
  return list;
}
