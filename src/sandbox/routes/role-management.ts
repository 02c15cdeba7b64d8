import {
  READ_ASSIGNMENT_SCHEDULES,
  READ_ELIGIBILITY_SCHEDULES,
  READ_ROLE_DEFINITIONS,
  type Access,
} from '../access';
import { activeInstances, eligibleInstances, type RoleInstance } from '../role-instances';
import { BUILT_IN_ROLES, roleName } from '../roles';
import type { Call, Route } from '../router';
import type { Service } from '../service';
import { meets, parseFilter } from '../wire/filter';
import { badRequest, GraphRefusal } from '../wire/graph-refusal';
import { wireInstant } from '../wire/instants';
import { principalWire, typed } from '../wire/principals';
import { page, project, readQuery } from '../wire/query';

type Wire = Record<string, unknown>;

const ROLES = '/v1.0/roleManagement/directory';
const FILTERABLE = [
  'principalId',
  'roleDefinitionId',
  'directoryScopeId',
  'assignmentType',
  'memberType',
  'id',
];

/** Who holds which role, as the directory and PIM's schedules list it. */
export function roleManagementRoutes({ tenant, clock, pageSize }: Service): readonly Route[] {
  return [
    {
      method: 'GET',
      path: `${ROLES}/roleDefinitions/{id}`,
      access: READ_ROLE_DEFINITIONS,
      handle: getRoleDefinition,
    },
    list('roleAssignments', READ_ROLE_DEFINITIONS, () =>
      // A group stands here for itself alone.
      activeInstances(tenant, clock.now())
        .filter((one) => one.memberType === 'Direct')
        .map(({ id, principalId, roleId }) => ({
          id,
          principalId,
          directoryScopeId: '/',
          roleDefinitionId: roleId,
        })),
    ),
    list('roleAssignmentScheduleInstances', READ_ASSIGNMENT_SCHEDULES, () =>
      activeInstances(tenant, clock.now()).map((one) => ({
        ...instance(one),
        assignmentType: one.isActivation ? 'Activated' : 'Assigned',
        memberType: one.memberType,
        roleAssignmentOriginId: one.id,
        roleAssignmentScheduleId: one.scheduleId,
      })),
    ),
    list('roleEligibilityScheduleInstances', READ_ELIGIBILITY_SCHEDULES, () =>
      eligibleInstances(tenant, clock.now()).map((one) => ({
        ...instance(one),
        memberType: one.memberType,
        roleEligibilityScheduleId: one.scheduleId,
      })),
    ),
  ];

  function list(name: string, access: Access, all: () => readonly Wire[]): Route {
    return {
      method: 'GET',
      path: `${ROLES}/${name}`,
      access,
      handle: (call) => {
        const query = readQuery(call.url.searchParams, [
          '$filter',
          '$select',
          '$expand',
          '$top',
          '$skiptoken',
        ]);
        const conditions = query.filter === undefined ? [] : parseFilter(query.filter);
        const found = all().filter((wire) => meets(wire, conditions, FILTERABLE));
        const { rows, next } = page(found, query, { url: call.url, size: pageSize, by: '$skiptoken' });
        const expand = query.expand.map(expandable);
        return {
          status: 200,
          body: {
            '@odata.context': context(call, `${name}${expand.length > 0 ? `(${expand.join('(),')}())` : ''}`),
            ...(next === undefined ? {} : { '@odata.nextLink': next }),
            value: rows.map((wire) => ({ ...project(wire, query.select), ...expanded(wire, expand) })),
          },
        };
      },
    };
  }

  function expanded(wire: Wire, names: readonly Expandable[]): Wire {
    const principal = tenant.principals.get(String(wire['principalId']));
    const parts: Readonly<Record<Expandable, unknown>> = {
      roleDefinition: definition(String(wire['roleDefinitionId'])),
      principal: principal ? typed(principal, principalWire(principal)) : null,
    };
    return Object.fromEntries(names.map((name) => [name, parts[name]]));
  }

  function getRoleDefinition(call: Call) {
    const query = readQuery(call.url.searchParams, ['$select']);
    const role = BUILT_IN_ROLES.find((one) => one.id === call.parameters['id']?.toLowerCase());
    if (!role) {
      throw new GraphRefusal(404, 'Request_ResourceNotFound', 'The role definition does not exist.');
    }
    return {
      status: 200,
      body: {
        '@odata.context': context(call, 'roleDefinitions/$entity'),
        ...project(definition(role.id), query.select),
      },
    };
  }
}

type Expandable = 'roleDefinition' | 'principal';

function expandable(name: string): Expandable {
  if (name === 'roleDefinition' || name === 'principal') return name;
  throw badRequest(`Could not find a property named '${name}' to expand.`);
}

function instance(one: RoleInstance): Wire {
  return {
    id: one.id,
    principalId: one.principalId,
    roleDefinitionId: one.roleId,
    directoryScopeId: '/',
    appScopeId: null,
    startDateTime: wireInstant(one.startsAt),
    endDateTime: one.endsAt === undefined ? null : wireInstant(one.endsAt),
  };
}

function definition(id: string): Wire {
  return {
    id,
    description: `Holders may do what ${roleName(id)} allows.`,
    displayName: roleName(id),
    isBuiltIn: true,
    isEnabled: true,
    resourceScopes: ['/'],
    templateId: id,
    version: '1',
  };
}

function context(call: Call, name: string): string {
  return `${call.url.origin}/v1.0/$metadata#roleManagement/directory/${name}`;
}
