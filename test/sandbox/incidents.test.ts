import { ALERTS, innerCode, SCOPE, startSandbox, type Tested } from './start-sandbox';

/** Wire order of each incident type, as the reference pages give it. */
const INCIDENT_KEYS: Readonly<Record<string, readonly string[]>> = {
  InvalidLicenseAlert: ['@odata.type', 'id', 'tenantLicenseStatus'],
  NoMfaOnRoleActivationAlert: ['@odata.type', 'id', 'roleTemplateId', 'roleDisplayName'],
  RedundantAssignmentAlert: [
    '@odata.type',
    'id',
    'roleTemplateId',
    'roleDefinitionId',
    'roleDisplayName',
    'assigneeId',
    'assigneeDisplayName',
    'assigneeUserPrincipalName',
    'lastActivationDateTime',
  ],
  RolesAssignedOutsidePimAlert: [
    '@odata.type',
    'id',
    'roleTemplateId',
    'roleDefinitionId',
    'roleDisplayName',
    'assigneeId',
    'assigneeDisplayName',
    'assigneeUserPrincipalName',
    'assignmentCreatedDateTime',
  ],
  SequentialActivationRenewalsAlert: [
    '@odata.type',
    'id',
    'roleTemplateId',
    'roleDisplayName',
    'roleDefinitionId',
    'assigneeId',
    'assigneeDisplayName',
    'assigneeUserPrincipalName',
    'activationCount',
    'sequenceStartDateTime',
    'sequenceEndDateTime',
  ],
  StaleSignInAlert: [
    '@odata.type',
    'id',
    'roleTemplateId',
    'roleDisplayName',
    'roleDefinitionId',
    'assigneeId',
    'assigneeDisplayName',
    'assigneeUserPrincipalName',
    'assignmentCreatedDateTime',
    'lastSignInDateTime',
  ],
  TooManyGlobalAdminsAssignedToTenantAlert: [
    '@odata.type',
    'id',
    'assigneeId',
    'assigneeDisplayName',
    'assigneeUserPrincipalName',
  ],
};

const INCIDENT_TYPES: Readonly<Record<string, string>> = {
  InvalidLicenseAlert: 'invalidLicenseAlertIncident',
  NoMfaOnRoleActivationAlert: 'noMfaOnRoleActivationAlertIncident',
  RedundantAssignmentAlert: 'redundantAssignmentAlertIncident',
  RolesAssignedOutsidePimAlert: 'rolesAssignedOutsidePrivilegedIdentityManagementAlertIncident',
  SequentialActivationRenewalsAlert: 'sequentialActivationRenewalsAlertIncident',
  StaleSignInAlert: 'staleSignInAlertIncident',
  TooManyGlobalAdminsAssignedToTenantAlert: 'tooManyGlobalAdminsAssignedToTenantAlertIncident',
};

describe('incidents of the sandbox', () => {
  let tested: Tested;
  beforeEach(async () => {
    tested = await startSandbox({ refreshMs: 4_000 });
  });
  afterEach(() => tested.stop());

  const incidentsOf = (suffix: string) => `${ALERTS}/alerts/${tested.alertId(suffix)}/alertIncidents`;

  async function refresh(suffix: string): Promise<void> {
    await tested.post(`${ALERTS}/alerts/${tested.alertId(suffix)}/refresh`);
    await tested.clock.move(4_000);
  }

  it('come in the shape of their type, each type with its own members in its own order', async () => {
    tested.sandbox.events.run('license-expired', { count: 1, scan: true });

    for (const [suffix, keys] of Object.entries(INCIDENT_KEYS)) {
      const { body } = await tested.get(incidentsOf(suffix));

      expect(body.value.length).toBeGreaterThan(0);
      for (const incident of body.value) {
        expect(Object.keys(incident)).toEqual(keys);
        expect(incident['@odata.type']).toBe(`#microsoft.graph.${INCIDENT_TYPES[suffix]}`);
      }
    }
  });

  it('come in pages with an absolute next link that leads through all of them once', async () => {
    const all = (await tested.get(incidentsOf('RedundantAssignmentAlert'))).body.value;

    const first = (await tested.get(`${incidentsOf('RedundantAssignmentAlert')}?$top=5`)).body;
    const second = (await tested.get(first['@odata.nextLink'])).body;
    const third = (await tested.get(second['@odata.nextLink'])).body;

    expect(Object.keys(first)).toEqual([
      '@odata.context',
      '@microsoft.graph.tips',
      'value',
      '@odata.nextLink',
    ]);
    expect(first['@odata.nextLink']).toBe(
      `${tested.url}${incidentsOf('RedundantAssignmentAlert')}?$top=5&$skip=5`,
    );
    expect([...first.value, ...second.value, ...third.value]).toEqual(all);
    expect(third).not.toHaveProperty('@odata.nextLink');
  });

  it('come in pages of the service even when nobody asks for fewer', async () => {
    await tested.stop();
    tested = await startSandbox({ pageSize: 4 });

    const { body } = await tested.get(incidentsOf('RedundantAssignmentAlert'));

    expect(body.value).toHaveLength(4);
    expect(body['@odata.nextLink']).toMatch(/alertIncidents\?\$skip=4$/);
  });

  it('can be filtered by id and selected from', async () => {
    const [one] = (await tested.get(incidentsOf('StaleSignInAlert'))).body.value;
    const filter = encodeURIComponent(`id eq '${one.id}'`);

    const { body } = await tested.get(
      `${incidentsOf('StaleSignInAlert')}?$filter=${filter}&$select=assigneeId`,
    );

    expect(body.value).toEqual([{ '@odata.type': one['@odata.type'], assigneeId: one.assigneeId }]);
    expect((await tested.get(`${incidentsOf('StaleSignInAlert')}?$top=x`)).status).toBe(400);
  });

  it('can be read one by one', async () => {
    const [one] = (await tested.get(incidentsOf('RolesAssignedOutsidePimAlert'))).body.value;

    const { status, body } = await tested.get(`${incidentsOf('RolesAssignedOutsidePimAlert')}/${one.id}`);

    expect(status).toBe(200);
    expect(body).toMatchObject(one);
    expect(body['@odata.context']).toMatch(/\/alerts\('DirectoryRole_[^']+'\)\/alertIncidents\/\$entity$/);
    expect((await tested.get(`${incidentsOf('RolesAssignedOutsidePimAlert')}/nothing`)).status).toBe(404);
  });

  it('name groups and applications without a user principal name', async () => {
    const { body } = await tested.get(incidentsOf('RolesAssignedOutsidePimAlert'));

    const byName = new Map(
      body.value.map((one: { assigneeDisplayName: string }) => [one.assigneeDisplayName, one]),
    );

    expect(byName.get('Nightly Backup Automation')).toMatchObject({ assigneeUserPrincipalName: null });
    expect(byName.get('Cloud Operations')).toMatchObject({ assigneeUserPrincipalName: null });
  });

  it.each(['RedundantAssignmentAlert', 'RolesAssignedOutsidePimAlert', 'StaleSignInAlert'])(
    'remediating one of %s takes the role away: gone from the list at once, from the count with the next scan',
    async (suffix) => {
      const alert = `${ALERTS}/alerts/${tested.alertId(suffix)}`;
      const before = (await tested.get(`${alert}?$expand=alertIncidents`)).body;
      const [victim] = before.alertIncidents;

      const remediated = await tested.post(`${alert}/alertIncidents/${victim.id}/remediate`);

      expect(remediated.status).toBe(200);
      expect(remediated.body).toBe('');
      const after = (await tested.get(`${alert}?$expand=alertIncidents`)).body;
      expect(after.alertIncidents).toEqual(before.alertIncidents.slice(1));
      expect(after.incidentCount).toBe(before.incidentCount);
      await refresh(suffix);
      expect((await tested.get(alert)).body.incidentCount).toBe(before.incidentCount - 1);
      expect((await tested.post(`${alert}/alertIncidents/${victim.id}/remediate`)).status).toBe(404);
    },
  );

  it('remediating a role without MFA requires MFA and takes nothing from anybody', async () => {
    const [{ id }] = (await tested.get(incidentsOf('NoMfaOnRoleActivationAlert'))).body.value;
    const roles = '/v1.0/roleManagement/directory/roleEligibilityScheduleInstances';
    const before = (await tested.get(roles)).body.value.length;

    await tested.post(`${incidentsOf('NoMfaOnRoleActivationAlert')}/${id}/remediate`);
    await refresh('NoMfaOnRoleActivationAlert');

    const { body } = await tested.get(incidentsOf('NoMfaOnRoleActivationAlert'));
    expect(body.value.map((one: { id: string }) => one.id)).not.toContain(id);
    expect((await tested.get(roles)).body.value).toHaveLength(before);
  });

  it('remediating a global administrator changes what other alerts find as well', async () => {
    const application = (await tested.get(incidentsOf('TooManyGlobalAdminsAssignedToTenantAlert'))).body.value
      .filter((one: { assigneeUserPrincipalName: string | null }) => one.assigneeUserPrincipalName === null)
      .at(0);

    await tested.post(
      `${incidentsOf('TooManyGlobalAdminsAssignedToTenantAlert')}/${application.id}/remediate`,
    );
    await refresh('RolesAssignedOutsidePimAlert');

    const { body } = await tested.get(incidentsOf('RolesAssignedOutsidePimAlert'));
    expect(body.value.map((one: { assigneeId: string }) => one.assigneeId)).not.toContain(application.id);
  });

  it.each(['InvalidLicenseAlert', 'SequentialActivationRenewalsAlert'])(
    'refuses to remediate %s',
    async (suffix) => {
      tested.sandbox.events.run('license-expired', { count: 1, scan: true });
      const [one] = (await tested.get(incidentsOf(suffix))).body.value;

      const reply = await tested.post(`${incidentsOf(suffix)}/${one.id}/remediate`);

      expect(reply.status).toBe(400);
      expect(innerCode(reply)).toBe('AlertNotRemediable');
      expect((await tested.get(incidentsOf(suffix))).body.value).toContainEqual(one);
    },
  );

  it('takes no body and no other spelling for remediate', async () => {
    const [one] = (await tested.get(incidentsOf('StaleSignInAlert'))).body.value;
    const path = `${incidentsOf('StaleSignInAlert')}/${one.id}/remediate`;

    expect((await tested.post(path, { id: one.id })).status).toBe(400);
    expect((await tested.post(path.replace('alertIncidents', 'incident'))).status).toBe(400);
    expect((await tested.get(path)).status).toBe(405);
    expect((await tested.post(path, {})).status).toBe(200);
  });

  it('holds names that would be trouble on a card', async () => {
    const { body } = await tested.get(`${ALERTS}/alerts?${SCOPE}&$expand=alertIncidents`);

    const names = JSON.stringify(body);

    expect(names).toContain('[Verify your account](http://phish.example/login)');
    expect(names).toContain('<at>Everyone</at>');
    expect(names).toContain('\u202e');
    expect(names).toContain('${evil}');
  });
});
