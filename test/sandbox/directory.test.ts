import {
  GLOBAL_ADMINISTRATOR,
  PRIVILEGED_ROLE_ADMINISTRATOR,
  USER_ADMINISTRATOR,
} from '../../src/sandbox/roles';
import { applicationId, crowdId, groupId } from '../../src/sandbox/crowd';
import { innerCode, personId, startSandbox, type Reply, type Tested } from './start-sandbox';

const ROLES = '/v1.0/roleManagement/directory';
const UNKNOWN = '00000000-0000-4000-8000-00000000dead';

describe('the directory of the sandbox', () => {
  let tested: Tested;
  beforeEach(async () => {
    tested = await startSandbox();
  });
  afterEach(() => tested.stop());

  const asApp = (
    method: string,
    path: string,
    permissions: readonly string[],
    body?: unknown,
  ): Promise<Reply> => tested.call(method, path, { token: tested.sandbox.tokens.forApp(permissions), body });

  it('tells a user by id or by name, with the members of the service or those selected', async () => {
    const select = 'id,displayName,userPrincipalName,accountEnabled,userType,createdDateTime';

    const plain = (await tested.get(`/v1.0/users/${personId(0)}`)).body;
    const chosen = (await tested.get(`/v1.0/users/ines.okafor%40lindenhof.example?$select=${select}`)).body;

    expect(plain).not.toHaveProperty('accountEnabled');
    expect(plain).toMatchObject({ displayName: 'Ines Okafor', id: personId(0) });
    expect(Object.keys(chosen).sort()).toEqual(['@odata.context', ...select.split(',')].sort());
    expect(chosen).toMatchObject({ id: personId(0), accountEnabled: true, userType: 'Member' });
  });

  it('tells guests from members', async () => {
    const { body } = await tested.get(`/v1.0/users/${crowdId('guest')}?$select=userType`);

    expect(body.userType).toBe('Guest');
  });

  it.each([() => UNKNOWN, () => groupId('Cloud Operations'), () => 'nobody@lindenhof.example'])(
    'does not find as a user what is none',
    async (id) => {
      const reply = await tested.get(`/v1.0/users/${id()}`);

      expect(reply.status).toBe(404);
      expect(reply.body.error.code).toBe('Request_ResourceNotFound');
    },
  );

  it('wants permission for users, and another for their sign-ins', async () => {
    const path = `/v1.0/users/${personId(0)}`;

    expect((await asApp('GET', path, [])).body.error.code).toBe('Authorization_RequestDenied');
    expect((await asApp('GET', `${path}?$select=signInActivity`, ['User.Read.All'])).status).toBe(403);
    const allowed = await asApp('GET', `${path}?$select=signInActivity`, [
      'User.Read.All',
      'AuditLog.Read.All',
    ]);
    expect(allowed.body.signInActivity.lastSignInDateTime).toMatch(/Z$/);
  });

  it('finds objects of every kind by id, and leaves out what does not exist', async () => {
    const ids = [
      personId(1),
      groupId('Cloud Operations'),
      applicationId('Nightly Backup Automation'),
      UNKNOWN,
    ];

    const { body } = await asApp('POST', '/v1.0/directoryObjects/getByIds', ['Directory.Read.All'], { ids });

    expect(
      body.value.map((one: { '@odata.type': string; displayName: string }) => [
        one['@odata.type'],
        one.displayName,
      ]),
    ).toEqual([
      ['#microsoft.graph.user', 'Tomasz Zieliński'],
      ['#microsoft.graph.group', 'Cloud Operations'],
      ['#microsoft.graph.servicePrincipal', 'Nightly Backup Automation'],
    ]);
  });

  it('finds only the kinds asked for', async () => {
    const ids = [personId(1), groupId('Cloud Operations')];

    const { body } = await tested.post('/v1.0/directoryObjects/getByIds', { ids, types: ['group'] });

    expect(body.value.map((one: { id: string }) => one.id)).toEqual([groupId('Cloud Operations')]);
  });

  it('says of what the caller may not read that it exists and nothing else', async () => {
    const ids = [applicationId('Nightly Backup Automation')];

    const { body } = await asApp('POST', '/v1.0/directoryObjects/getByIds', ['User.Read.All'], { ids });

    expect(body.value[0]).toMatchObject({
      '@odata.type': '#microsoft.graph.servicePrincipal',
      id: ids[0],
      displayName: null,
    });
  });

  it.each([{}, { ids: [] }, { ids: 'x' }, { ids: [1] }, { ids: Array(1_001).fill('x') }])(
    'refuses to look for a list that is none',
    async (body) => {
      expect((await tested.post('/v1.0/directoryObjects/getByIds', body)).status).toBe(400);
    },
  );

  it.each(['users', 'directoryObjects'])(
    'checks membership through nested groups, asked by %s',
    async (kind) => {
      const groupIds = [groupId('PIM Operators'), groupId('Cloud Operations'), UNKNOWN];
      const check = (id: string) => tested.post(`/v1.0/${kind}/${id}/checkMemberGroups`, { groupIds });

      expect((await check(personId(0))).body.value).toEqual([groupId('PIM Operators')]);
      expect((await check(personId(1))).body.value).toEqual([groupId('PIM Operators')]);
      expect((await check(crowdId('Hana Kovář'))).body.value).toEqual([groupId('Cloud Operations')]);
      expect((await check(personId(5))).body.value).toEqual([]);
      expect((await check(UNKNOWN)).status).toBe(404);
    },
  );

  it('checks at most twenty groups at once, and only for those who may know', async () => {
    const path = `/v1.0/users/${personId(0)}/checkMemberGroups`;

    expect((await tested.post(path, { groupIds: Array(21).fill(UNKNOWN) })).status).toBe(400);
    expect((await asApp('POST', path, ['User.Read.All'], { groupIds: [UNKNOWN] })).status).toBe(403);
  });

  it('lists the people in a group, nested ones too', async () => {
    const members = (name: string) =>
      tested.get(`/v1.0/groups/${groupId(name)}/transitiveMembers/microsoft.graph.user?$select=id`);

    const { body } = await members('Cloud Operations');

    expect(body.value.map((one: { id: string }) => one.id).sort()).toEqual(
      [crowdId('Emeka Obi'), crowdId('Hana Kovář'), crowdId('Viktor Lindqvist')].sort(),
    );
    expect((await tested.get(`/v1.0/groups/${UNKNOWN}/transitiveMembers/microsoft.graph.user`)).status).toBe(
      404,
    );
  });

  it('lists the groups that a person is in, through nested ones too, in pages', async () => {
    const path = (id: string) => `/v1.0/users/${id}/transitiveMemberOf/microsoft.graph.group`;
    const select = '$select=id,displayName,isAssignableToRole';

    const first = (await tested.get(`${path(crowdId('Hana Kovář'))}?${select}&$top=1`)).body;
    const second = (await tested.get(first['@odata.nextLink'])).body;

    expect([...first.value, ...second.value]).toEqual(
      ['Cloud Operations On-call', 'Cloud Operations'].map((displayName) => ({
        '@odata.type': '#microsoft.graph.group',
        id: groupId(displayName),
        displayName,
        isAssignableToRole: true,
      })),
    );
    expect(second).not.toHaveProperty('@odata.nextLink');
    expect((await tested.get(path(personId(5)))).body.value).toEqual([]);
    expect((await tested.get(path(groupId('Cloud Operations')))).status).toBe(404);
  });

  it('lists the groups of a person without their names to those who may read people only', async () => {
    const path = `/v1.0/users/${personId(0)}/transitiveMemberOf/microsoft.graph.group`;

    const { body } = await asApp('GET', path, ['User.Read.All']);

    expect(body.value).toEqual([
      expect.objectContaining({
        id: groupId('PIM Operators'),
        displayName: null,
        isAssignableToRole: null,
      }),
    ]);
    expect((await asApp('GET', path, ['User.ReadBasic.All'])).status).toBe(403);
  });

  it('lists the groups of an application to those who may read applications', async () => {
    const id = applicationId('Nightly Backup Automation');
    const path = `/v1.0/servicePrincipals/${id}/transitiveMemberOf/microsoft.graph.group`;

    expect((await asApp('GET', path, ['Application.Read.All'])).body.value).toEqual([]);
    expect((await asApp('GET', path, ['User.Read.All', 'GroupMember.Read.All'])).status).toBe(403);
    expect((await asApp('GET', path.replace(id, personId(0)), ['Application.Read.All'])).status).toBe(404);
  });

  it('lists the active roles of a person with their names', async () => {
    const filter = encodeURIComponent(`principalId eq '${personId(0)}'`);

    const { body } = await tested.get(
      `${ROLES}/roleAssignmentScheduleInstances?$filter=${filter}&$expand=roleDefinition,principal`,
    );

    expect(body.value).toHaveLength(1);
    expect(Object.keys(body.value[0])).toEqual([
      'id',
      'principalId',
      'roleDefinitionId',
      'directoryScopeId',
      'appScopeId',
      'startDateTime',
      'endDateTime',
      'assignmentType',
      'memberType',
      'roleAssignmentOriginId',
      'roleAssignmentScheduleId',
      'roleDefinition',
      'principal',
    ]);
    expect(body.value[0]).toMatchObject({
      roleDefinitionId: PRIVILEGED_ROLE_ADMINISTRATOR,
      assignmentType: 'Assigned',
      memberType: 'Direct',
      endDateTime: null,
      roleDefinition: { displayName: 'Privileged Role Administrator' },
      principal: { '@odata.type': '#microsoft.graph.user', displayName: 'Ines Okafor' },
    });
  });

  it('lists eligible roles apart from active ones, and an activated role as both', async () => {
    const filter = encodeURIComponent(`principalId eq '${personId(4)}'`);
    const rows = async (name: string) => (await tested.get(`${ROLES}/${name}?$filter=${filter}`)).body.value;

    const before = await rows('roleAssignmentScheduleInstances');
    tested.sandbox.events.run('activate-role', { count: 1, person: personId(4) });
    const [active] = await rows('roleAssignmentScheduleInstances');
    const eligible = await rows('roleEligibilityScheduleInstances');

    expect(before).toEqual([]);
    expect(active).toMatchObject({ assignmentType: 'Activated', endDateTime: '2026-05-11T17:30:15.25Z' });
    expect(eligible).toHaveLength(1);
    expect(eligible[0]).not.toHaveProperty('assignmentType');
  });

  it('lists who holds a role: in schedules with the members of a group, in assignments without', async () => {
    const filter = encodeURIComponent(
      `roleDefinitionId eq '${USER_ADMINISTRATOR}' and directoryScopeId eq '/'`,
    );
    const holders = async (name: string) =>
      (await tested.get(`${ROLES}/${name}?$filter=${filter}`)).body.value.map(
        (row: { principalId: string; memberType?: string }) =>
          `${row.principalId} ${row.memberType ?? ''}`.trim(),
      );

    const scheduled = await holders('roleAssignmentScheduleInstances');
    const assigned = await holders('roleAssignments');

    expect(scheduled).toContain(`${groupId('Cloud Operations')} Direct`);
    expect(scheduled).toContain(`${crowdId('Hana Kovář')} Group`);
    expect(assigned).toContain(groupId('Cloud Operations'));
    expect(assigned).not.toContain(crowdId('Hana Kovář'));
  });

  it('leads through all holders in pages', async () => {
    const all = (await tested.get(`${ROLES}/roleAssignmentScheduleInstances`)).body.value;
    let next: string | undefined = `${ROLES}/roleAssignmentScheduleInstances?$top=5`;
    const paged: unknown[] = [];

    for (let pages = 0; next !== undefined && pages < 20; pages += 1) {
      const { body }: Reply = await tested.get(next);
      paged.push(...body.value);
      next = body['@odata.nextLink'];
    }

    expect(paged).toEqual(all);
    expect(all.length).toBeGreaterThan(10);
  });

  it('tells a role by its id', async () => {
    const { body } = await tested.get(`${ROLES}/roleDefinitions/${GLOBAL_ADMINISTRATOR}`);

    expect(body).toMatchObject({ displayName: 'Global Administrator', templateId: GLOBAL_ADMINISTRATOR });
    expect((await tested.get(`${ROLES}/roleDefinitions/${UNKNOWN}`)).status).toBe(404);
  });

  it('keeps schedules from those without permission or role', async () => {
    const path = `${ROLES}/roleAssignmentScheduleInstances`;
    const token = tested.sandbox.tokens.forPerson(personId(5));

    expect(innerCode(await asApp('GET', path, ['User.Read.All']))).toBe('PermissionScopeNotGranted');
    expect(innerCode(await tested.call('GET', path, { token }))).toBe('UnauthorizedAccessException');
    expect((await asApp('GET', path, ['RoleAssignmentSchedule.Read.Directory'])).status).toBe(200);
  });

  it('has none of it in beta', async () => {
    expect((await tested.get(`/beta/users/${personId(0)}`)).status).toBe(400);
  });
});
