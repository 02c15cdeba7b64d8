import { createDirectory } from '../../src/graph/directory';
import { silentLog } from '../../src/lib/log';
import { ok, refusal } from '../support/fake-wire';
import { aGraph, failure, GRAPH } from './support';

const ADA = '143ebd3d-e522-485c-aa52-94675ee83e6c';
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';

function setUp() {
  const graph = aGraph();
  return { ...graph, directory: createDirectory({ client: graph.client, log: silentLog }) };
}

describe('whether a person is one of these', () => {
  it('is known without a question where the person is named', async () => {
    const { directory, wire } = setUp();

    expect(await directory.isOneOf(ADA, ['x', ADA.toUpperCase()])).toBe(true);
    expect(wire.sent).toHaveLength(0);
  });

  it('is asked for groups, twenty at a time, until one fits', async () => {
    const { directory, wire } = setUp();
    const groups = Array.from({ length: 45 }, (_, index) => `group-${index}`);
    wire.answer(ok({ value: [] }), ok({ value: ['GROUP-21'] }));

    expect(await directory.isOneOf(ADA, groups)).toBe(true);

    expect(wire.sent.map(({ url }) => url)).toEqual(
      Array.from({ length: 2 }, () => `${GRAPH}/v1.0/users/${ADA}/checkMemberGroups`),
    );
    expect(wire.sent[0]?.body).toEqual({ groupIds: groups.slice(0, 20) });
  });

  it('is no where no group fits, or none is asked about', async () => {
    const { directory, wire } = setUp();
    wire.answer(ok({ value: ['somewhere-else'] }));

    expect(await directory.isOneOf(ADA, ['group'])).toBe(false);
    expect(await directory.isOneOf(ADA, [])).toBe(false);
  });

  it('is not guessed where Graph refuses', async () => {
    const { directory, wire } = setUp();
    wire.answer(refusal(403, 'Authorization_RequestDenied'));

    expect(await failure(directory.isOneOf(ADA, ['group']))).toMatchObject({ reason: 'forbidden' });
  });

  it('is asked again where the question was lost: it changes nothing', async () => {
    const { directory, wire } = setUp();
    wire.answer(refusal(503, 'Busy'), ok({ value: ['group'] }));

    expect(await directory.isOneOf(ADA, ['group'])).toBe(true);
  });
});

describe('what a principal is', () => {
  it('is told of a person', async () => {
    const { directory, wire } = setUp();
    wire.answer(
      ok({
        id: ADA,
        displayName: 'Ada',
        userPrincipalName: 'ada@contoso.com',
        accountEnabled: false,
        userType: 'Guest',
        createdDateTime: '2024-01-02T03:04:05Z',
      }),
    );

    expect(await directory.describe(ADA)).toEqual({
      id: ADA,
      kind: 'user',
      name: 'Ada',
      userPrincipalName: 'ada@contoso.com',
      enabled: false,
      guest: true,
      createdAt: '2024-01-02T03:04:05.000Z',
    });
  });

  it('is told of a person of whom Graph tells little', async () => {
    const { directory, wire } = setUp();
    wire.answer(ok({ id: ADA, displayName: null, userPrincipalName: null, userType: null }));

    expect(await directory.describe(ADA)).toEqual({ id: ADA, kind: 'user', name: ADA });
  });

  it.each([
    ['group', { '@odata.type': '#microsoft.graph.group', id: 'g', displayName: 'Owners' }],
    [
      'servicePrincipal',
      { '@odata.type': '#microsoft.graph.servicePrincipal', id: 'g', displayName: 'Owners' },
    ],
    ['unknown', { '@odata.type': '#microsoft.graph.device', id: 'g', displayName: 'Owners' }],
  ])('is told of a %s', async (kind, row) => {
    const { directory, wire } = setUp();
    wire.answer(refusal(404, 'Request_ResourceNotFound'), ok({ value: [row] }));

    expect(await directory.describe('g')).toEqual({ id: 'g', kind, name: 'Owners' });
    expect(wire.sent[1]?.body).toEqual({ ids: ['g'], types: ['group', 'servicePrincipal'] });
  });

  it('is nothing where there is no such object', async () => {
    const { directory, wire } = setUp();
    wire.answer(refusal(404, 'Request_ResourceNotFound'), ok({ value: [] }));

    expect(await directory.describe('gone')).toBeUndefined();
  });
});

describe('the roles of a principal', () => {
  it('are those held now and those that can be activated', async () => {
    const { directory, wire } = setUp();
    const roleDefinition = { displayName: 'Global Administrator' };
    const row = { roleDefinitionId: GLOBAL_ADMINISTRATOR, roleDefinition, memberType: 'Direct' };
    wire.always(({ url }) =>
      url.includes('roleEligibility')
        ? ok({ value: [{ ...row, memberType: 'Group' }] })
        : ok({
            value: [
              { ...row, assignmentType: 'Assigned', endDateTime: null },
              { ...row, assignmentType: 'Assigned', endDateTime: '2026-12-01T00:00:00Z' },
              { ...row, assignmentType: 'Activated', endDateTime: '2026-11-23T16:00:00Z' },
              { roleDefinitionId: 'r', roleDefinition: null },
              null,
            ],
          }),
    );

    const roles = await directory.rolesOf(ADA);

    const named = { roleId: GLOBAL_ADMINISTRATOR, roleName: 'Global Administrator' };
    expect(roles).toEqual([
      { ...named, how: 'permanent', through: 'direct' },
      { ...named, how: 'time-bound', through: 'direct' },
      { ...named, how: 'activated', through: 'direct' },
      { roleId: 'r', roleName: 'r', how: 'permanent', through: 'direct' },
      { ...named, how: 'eligible', through: 'group' },
    ]);
  });

  it('are asked for with the id as a literal that cannot end early', async () => {
    const { directory, wire } = setUp();
    wire.always(() => ok({ value: [] }));

    await directory.rolesOf("x' or '1' eq '1&$top=1");

    expect(wire.sent[0]?.url).toBe(
      `${GRAPH}/v1.0/roleManagement/directory/roleAssignmentScheduleInstances?$filter=principalId%20eq%20'x''%20or%20''1''%20eq%20''1%26%24top%3D1'&$expand=roleDefinition`,
    );
  });
});

describe('the role-assignable groups of a principal', () => {
  const SELECT = '$select=id,displayName,isAssignableToRole';
  const notFound = () => refusal(404, 'Request_ResourceNotFound');
  const named = (displayName: string | null, isAssignableToRole: boolean | null = true) => ({
    id: 'g',
    displayName,
    isAssignableToRole,
  });

  it('are read to the last page, without the groups that no role is given to', async () => {
    const { directory, wire } = setUp();
    const path = `/v1.0/users/${ADA}/transitiveMemberOf/microsoft.graph.group?${SELECT}`;
    wire.answer(
      ok({
        value: [named('Owners'), named('Newsletter', false), named('Football', null)],
        '@odata.nextLink': `${GRAPH}${path}&$skiptoken=2`,
      }),
      ok({ value: [named('Operators')] }),
    );

    expect(await directory.roleGroupsOf(ADA)).toEqual(['Owners', 'Operators']);
    expect(wire.sent.map(({ url }) => url)).toEqual([`${GRAPH}${path}`, `${GRAPH}${path}&$skiptoken=2`]);
  });

  it('are asked for as those of an application where it is no person', async () => {
    const { directory, wire } = setUp();
    wire.answer(notFound(), ok({ value: [named('Owners')] }));

    expect(await directory.roleGroupsOf('a/b')).toEqual(['Owners']);
    expect(wire.sent[1]?.url).toBe(
      `${GRAPH}/v1.0/servicePrincipals/a%2Fb/transitiveMemberOf/microsoft.graph.group?${SELECT}`,
    );
  });

  it('are none where it is neither', async () => {
    const { directory, wire } = setUp();
    wire.answer(notFound(), notFound());

    expect(await directory.roleGroupsOf('gone')).toEqual([]);
  });

  it('are not guessed where Graph refuses, or tells of a group that it is there and no more', async () => {
    const { directory, wire } = setUp();
    wire.answer(
      refusal(403, 'Authorization_RequestDenied'),
      ok({ value: [named('Owners'), named(null, null)] }),
    );

    expect(await failure(directory.roleGroupsOf(ADA))).toMatchObject({ reason: 'forbidden' });
    expect(await failure(directory.roleGroupsOf(ADA))).toMatchObject({ reason: 'forbidden' });
  });
});

describe('the holders of a role who stay', () => {
  const principal = (type: string) => ({ '@odata.type': `#microsoft.graph.${type}` });
  const held = (principalId: string, more: object = {}) => ({
    principalId,
    directoryScopeId: '/',
    assignmentType: 'Assigned',
    memberType: 'Direct',
    endDateTime: null,
    principal: principal('user'),
    ...more,
  });
  const UNTIL = Date.parse('2026-12-23T00:00:00Z');

  /** A tenant where these hold the role, and those accounts are not in use. */
  function holding(rows: readonly unknown[], disabled: readonly string[] = []) {
    const set = setUp();
    const enabled = (id: string) => ({ id, accountEnabled: !disabled.includes(id) });
    set.wire.always(({ url }) => {
      if (url.includes('/groups/g/')) return ok({ value: [enabled('ADA'), enabled('bob'), enabled('off')] });
      const user = /\/users\/(?<id>\w+)\?/.exec(url)?.groups?.['id'];
      return user === undefined ? ok({ value: rows }) : ok(enabled(user));
    });
    const holders = async () =>
      (await set.directory.lastingHolders(GLOBAL_ADMINISTRATOR, UNTIL)).map((id) => id.toLowerCase());
    return { ...set, holders };
  }

  it('are people, directly or through a group, each once and for the whole tenant', async () => {
    const { holders, wire } = holding([
      held('ada'),
      held('ada'),
      held('g', { principal: principal('group') }),
      held('app', { principal: principal('servicePrincipal') }),
      held('eve', { directoryScopeId: '/administrativeUnits/1' }),
      held('listed-for-the-group', { memberType: 'Group' }),
      null,
    ]);

    expect(await holders()).toEqual(['ada', 'bob', 'off']);
    expect(wire.sent.map(({ url }) => url)).toEqual([
      `${GRAPH}/v1.0/roleManagement/directory/roleAssignmentScheduleInstances?$filter=roleDefinitionId%20eq%20'${GLOBAL_ADMINISTRATOR}'&$expand=principal`,
      `${GRAPH}/v1.0/users/ada?$select=id,accountEnabled`,
      `${GRAPH}/v1.0/groups/g/transitiveMembers/microsoft.graph.user?$select=id,accountEnabled`,
    ]);
  });

  it('are not those who cannot sign in', async () => {
    const { holders } = holding(
      [held('ada'), held('eve'), held('g', { principal: principal('group') })],
      ['eve', 'off'],
    );

    expect(await holders()).toEqual(['ada', 'bob']);
  });

  it('are not those of whom it is not told whether they can sign in', async () => {
    const { directory, wire } = setUp();
    wire.always(({ url }) =>
      url.includes('/users/') ? ok({ id: 'ada', accountEnabled: null }) : ok({ value: [held('ada')] }),
    );

    expect(await directory.lastingHolders(GLOBAL_ADMINISTRATOR, UNTIL)).toEqual([]);
  });

  it.each([
    ['has only activated it', { assignmentType: 'Activated', endDateTime: '2027-12-01T00:00:00Z' }],
    ['loses it before', { endDateTime: '2026-12-22T23:59:59Z' }],
    ['loses it at a time that cannot be read', { endDateTime: 'soon' }],
    ['may be anything', { principal: null }],
  ])('are nobody who %s', async (_what, more) => {
    expect(await holding([held('ada', more)]).holders()).toEqual([]);
  });

  it('are those whose assignment ends later', async () => {
    expect(await holding([held('ada', { endDateTime: '2026-12-24T00:00:00Z' })]).holders()).toEqual(['ada']);
  });

  it('are counted without a group that nobody may look into', async () => {
    const { directory, wire } = setUp();
    wire.always(({ url }) => {
      if (url.includes('/groups/')) return refusal(403, 'Authorization_RequestDenied');
      if (url.includes('/users/')) return ok({ id: 'ada', accountEnabled: true });
      return ok({ value: [held('ada'), held('g', { principal: principal('group') })] });
    });

    expect(await directory.lastingHolders(GLOBAL_ADMINISTRATOR, UNTIL)).toEqual(['ada']);
  });

  it('are not guessed where Graph is down', async () => {
    const { directory, wire } = setUp();
    wire.always(() => refusal(503, 'Busy'));

    expect(await failure(directory.lastingHolders(GLOBAL_ADMINISTRATOR, UNTIL))).toMatchObject({
      reason: 'unavailable',
    });
  });
});

describe('everyone of an object', () => {
  const notFound = () => refusal(404, 'Request_ResourceNotFound');

  it('is a person alone', async () => {
    const { directory, wire } = setUp();
    wire.answer(ok({ id: ADA }));

    expect(await directory.everyoneOf(ADA)).toEqual([ADA]);
  });

  it('is a group and whoever is in it', async () => {
    const { directory, wire } = setUp();
    wire.answer(notFound(), ok({ value: [{ id: 'ada' }, { id: 'nested' }, null] }));

    expect(await directory.everyoneOf('g')).toEqual(['g', 'ada', 'nested']);
    expect(wire.sent[1]?.url).toBe(`${GRAPH}/v1.0/groups/g/transitiveMembers?$select=id`);
  });

  it('is whatever else it is', async () => {
    const { directory, wire } = setUp();
    wire.answer(notFound(), notFound());

    expect(await directory.everyoneOf('app')).toEqual(['app']);
  });

  it('is not guessed where Graph refuses', async () => {
    const { directory, wire } = setUp();
    wire.answer(notFound(), refusal(403, 'Authorization_RequestDenied'));

    expect(await failure(directory.everyoneOf('g'))).toMatchObject({ reason: 'forbidden' });
  });
});

describe('the service principal of an application', () => {
  const APP = '7d3c1b52-6f0a-4a55-9a3e-2f6f0c7a9e11';

  it('is found by the application id', async () => {
    const { directory, wire } = setUp();
    wire.answer(ok({ id: 'object-id' }));

    expect(await directory.servicePrincipalOf(APP)).toBe('object-id');
    expect(wire.sent[0]?.url).toBe(`${GRAPH}/v1.0/servicePrincipals(appId='${APP}')?$select=id`);
  });

  it('is none where the tenant has none, and not guessed where Graph refuses', async () => {
    const { directory, wire } = setUp();
    wire.answer(refusal(404, 'Request_ResourceNotFound'), refusal(403, 'Authorization_RequestDenied'));

    expect(await directory.servicePrincipalOf(APP)).toBeUndefined();
    expect(await failure(directory.servicePrincipalOf(APP))).toMatchObject({ reason: 'forbidden' });
  });
});
