import { ALERTS, innerCode, SCOPE, startSandbox, type Tested } from './start-sandbox';

const ALERT_KEYS = [
  'id',
  'alertDefinitionId',
  'scopeId',
  'scopeType',
  'incidentCount',
  'isActive',
  'lastModifiedDateTime',
  'lastScannedDateTime',
];
const DEFINITION_KEYS = [
  'id',
  'displayName',
  'scopeType',
  'scopeId',
  'description',
  'severityLevel',
  'securityImpact',
  'mitigationSteps',
  'howToPrevent',
  'isRemediatable',
  'isConfigurable',
];
const SUFFIXES = [
  'InvalidLicenseAlert',
  'NoMfaOnRoleActivationAlert',
  'RedundantAssignmentAlert',
  'RolesAssignedOutsidePimAlert',
  'SequentialActivationRenewalsAlert',
  'StaleSignInAlert',
  'TooManyGlobalAdminsAssignedToTenantAlert',
];

describe('alerts of the sandbox', () => {
  let tested: Tested;
  beforeEach(async () => {
    tested = await startSandbox();
  });
  afterEach(() => tested.stop());

  it('lists exactly seven, in the shape and property order of the service', async () => {
    const { status, body } = await tested.get(`${ALERTS}/alerts?${SCOPE}`);

    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['@odata.context', '@microsoft.graph.tips', 'value']);
    expect(body['@odata.context']).toBe(
      `${tested.url}/beta/$metadata#identityGovernance/roleManagementAlerts/alerts`,
    );
    expect(body.value.map((row: { id: string }) => row.id)).toEqual(
      SUFFIXES.map((suffix) => tested.alertId(suffix)),
    );
    for (const row of body.value) {
      expect(Object.keys(row)).toEqual(ALERT_KEYS);
      expect(row.alertDefinitionId).toBe(row.id);
      expect(row.isActive).toBe(row.incidentCount > 0);
    }
  });

  it.each([
    ['no filter', ''],
    ['only the scope id', `?$filter=${encodeURIComponent("scopeId eq '/'")}`],
    ['another scope', `?$filter=${encodeURIComponent("scopeId eq '/x' and scopeType eq 'DirectoryRole'")}`],
    ['another provider', `?$filter=${encodeURIComponent("scopeId eq '/' and scopeType eq 'Group'")}`],
  ])('refuses every list with %s, wrapped as the service does', async (_what, query) => {
    for (const list of ['alerts', 'alertDefinitions', 'alertConfigurations']) {
      const reply = await tested.get(`${ALERTS}/${list}${query}`);

      expect(reply.status).toBe(400);
      expect(reply.body.error.code).toBe('UnknownError');
      expect(reply.body.error.message).toBe(
        '{"errorCode":"MissingProvider","message":"The provider is missing.","instanceAnnotations":[]}',
      );
    }
  });

  it('takes the filter in either encoding', async () => {
    const plus = `$filter=scopeId+eq+'/'+and+scopeType+eq+'DirectoryRole'`;

    expect((await tested.get(`${ALERTS}/alerts?${plus}`)).body.value).toHaveLength(7);
    expect((await tested.get(`${ALERTS}/alerts?${SCOPE}`)).body.value).toHaveLength(7);
  });

  it('filters on the definition id, and refuses a property that is not filterable', async () => {
    const id = tested.alertId('StaleSignInAlert');
    const both = (condition: string) =>
      `${ALERTS}/alerts?$filter=${encodeURIComponent(`scopeId eq '/' and scopeType eq 'DirectoryRole' and ${condition}`)}`;

    expect((await tested.get(both(`alertDefinitionId eq '${id}'`))).body.value).toHaveLength(1);
    expect((await tested.get(both(`alertDefinitionId ne '${id}'`))).body.value).toHaveLength(6);
    expect((await tested.get(both('incidentCount eq 2'))).status).toBe(400);
    expect((await tested.get(both("alertDefinitionId like 'x'"))).status).toBe(400);
  });

  it('expands definition, configuration and incidents in the order asked for', async () => {
    const expand = '$expand=alertDefinition,alertConfiguration,alertIncidents';

    const { body } = await tested.get(`${ALERTS}/alerts?${SCOPE}&${expand}`);

    expect(body['@odata.context']).toMatch(
      /alerts\(alertDefinition\(\),alertConfiguration\(\),alertIncidents\(\)\)$/,
    );
    for (const row of body.value) {
      expect(Object.keys(row)).toEqual([
        ...ALERT_KEYS,
        'alertDefinition',
        'alertConfiguration',
        'alertIncidents@odata.context',
        'alertIncidents',
      ]);
      expect(Object.keys(row.alertDefinition)).toEqual(DEFINITION_KEYS);
      expect(row.alertIncidents).toHaveLength(row.incidentCount);
    }
  });

  it('expands everything by * on one alert, and on one alert only', async () => {
    const id = tested.alertId('TooManyGlobalAdminsAssignedToTenantAlert');

    const { body } = await tested.get(`${ALERTS}/alerts/${id}?$expand=*`);

    expect(body['@odata.context']).toMatch(
      /alerts\(alertConfiguration\(\),alertDefinition\(\),alertIncidents\(\)\)\/\$entity$/,
    );
    expect(Object.keys(body).slice(-4)).toEqual([
      'alertConfiguration',
      'alertDefinition',
      'alertIncidents@odata.context',
      'alertIncidents',
    ]);
    expect((await tested.get(`${ALERTS}/alerts?${SCOPE}&$expand=*`)).status).toBe(400);
  });

  it('sends only so many incidents along, whatever the count says', async () => {
    await tested.stop();
    tested = await startSandbox({ expandLimit: 3 });
    const id = tested.alertId('RedundantAssignmentAlert');

    const { body } = await tested.get(`${ALERTS}/alerts/${id}?$expand=alertIncidents`);

    expect(body.alertIncidents).toHaveLength(3);
    expect(body.incidentCount).toBeGreaterThan(3);
    expect(body).not.toHaveProperty('alertIncidents@odata.nextLink');
  });

  it('answers $select with those members and no advice', async () => {
    const id = tested.alertId('StaleSignInAlert');

    const { body } = await tested.get(`${ALERTS}/alerts/${id}?$select=isActive,incidentCount`);

    expect(Object.keys(body)).toEqual(['@odata.context', 'incidentCount', 'isActive']);
    expect((await tested.get(`${ALERTS}/alerts/${id}?$select=colour`)).status).toBe(400);
  });

  it.each(['$orderby=id', '$count=true', '$top=3', '$search=x'])(
    'refuses %s on lists, which nothing documents',
    async (option) => {
      expect((await tested.get(`${ALERTS}/alerts?${SCOPE}&${option}`)).status).toBe(400);
    },
  );

  it('writes "never" as year 1 at eight, and fractions as short as they are', async () => {
    const { body } = await tested.get(`${ALERTS}/alerts?${SCOPE}`);

    expect(body.value[0]).toMatchObject({
      incidentCount: 0,
      isActive: false,
      lastModifiedDateTime: '0001-01-01T08:00:00Z',
      lastScannedDateTime: '2026-05-11T06:30:15.25Z',
    });
    expect(body.value[5].lastScannedDateTime).toBe('2026-05-11T01:30:06.6Z');
  });

  it('dismisses and re-enables without touching the incidents', async () => {
    const path = `${ALERTS}/alerts/${tested.alertId('StaleSignInAlert')}`;
    const before = (await tested.get(path)).body;

    const dismissed = await tested.patch(path, { isActive: false });

    expect(dismissed.status).toBe(204);
    expect(dismissed.body).toBe('');
    expect((await tested.get(path)).body).toEqual({ ...before, isActive: false });
    expect((await tested.get(`${path}/alertIncidents`)).body.value).toHaveLength(before.incidentCount);
    expect((await tested.patch(path, { isActive: true })).status).toBe(204);
    expect((await tested.get(path)).body).toEqual(before);
  });

  it('an alert with nothing in it does not become active by being told so', async () => {
    const path = `${ALERTS}/alerts/${tested.alertId('InvalidLicenseAlert')}`;

    await tested.patch(path, { isActive: true });

    expect((await tested.get(path)).body.isActive).toBe(false);
  });

  it.each([
    ['no isActive', {}],
    ['a string', { isActive: 'false' }],
    ['another property', { isActive: false, incidentCount: 0 }],
    ['a list', [false]],
  ])('refuses to change an alert by %s', async (_what, body) => {
    const path = `${ALERTS}/alerts/${tested.alertId('StaleSignInAlert')}`;

    expect((await tested.patch(path, body)).status).toBe(400);
    expect((await tested.get(path)).body.isActive).toBe(true);
  });

  it('wants JSON by its name and by its nature', async () => {
    const path = `${ALERTS}/alerts/${tested.alertId('StaleSignInAlert')}`;
    const plain = { body: '{"isActive":false}', headers: { 'Content-Type': 'text/plain' } };

    expect((await tested.call('PATCH', path, plain)).body.error.message).toMatch(/JSON Content-Type/);
    expect((await tested.patch(path, '{"isActive":')).status).toBe(400);
    expect((await tested.patch(path, ' '.repeat(70_000))).status).toBe(413);
  });

  it('does not know an alert of another tenant', async () => {
    const other = 'DirectoryRole_00000000-0000-4000-8000-000000000000_StaleSignInAlert';

    const reply = await tested.get(`${ALERTS}/alerts/${other}`);

    expect(reply.status).toBe(404);
    expect(innerCode(reply)).toBe('ResourceNotFound');
  });

  it('takes a key in parentheses too', async () => {
    const id = tested.alertId('StaleSignInAlert');

    expect((await tested.get(`${ALERTS}/alerts('${id}')`)).body.id).toBe(id);
  });

  it.each([
    ['/v1.0/identityGovernance/roleManagementAlerts/alerts', 'roleManagementAlerts'],
    ['/beta/identityGovernance/roleManagementAlerts/alertIncidents', 'alertIncidents'],
    ['/beta/me', 'me'],
  ])('has no %s', async (path, segment) => {
    const reply = await tested.get(path);

    expect(reply.status).toBe(400);
    expect(reply.body.error).toMatchObject({
      code: 'BadRequest',
      message: `Resource not found for the segment '${segment}'.`,
    });
  });

  it('lets nobody create or delete an alert', async () => {
    const path = `${ALERTS}/alerts/${tested.alertId('StaleSignInAlert')}`;

    expect((await tested.call('DELETE', path)).status).toBe(405);
    expect((await tested.post(`${ALERTS}/alerts`, {})).status).toBe(405);
  });

  it('names each request, and echoes the name the caller gave it', async () => {
    const clientRequestId = '4f0c4dd5-9d55-4e32-8f0e-0b7ad6b5c1aa';

    const reply = await tested.call('GET', `${ALERTS}/alerts`, {
      headers: { 'client-request-id': clientRequestId },
    });

    expect(reply.headers.get('client-request-id')).toBe(clientRequestId);
    expect(reply.headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(reply.body.error.innerError).toEqual({
      date: '2026-05-11T09:30:15',
      'request-id': reply.headers.get('request-id'),
      'client-request-id': clientRequestId,
    });
  });

  it('does not answer to a name that is not loopback', async () => {
    // fetch sets the Host header itself, so this asks by hand.
    const { request } = await import('node:http');
    const { port } = new URL(tested.url);

    const status = await new Promise((resolve, reject) => {
      request(
        { host: '127.0.0.1', port, path: '/sandbox', headers: { Host: 'evil.example' } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      )
        .on('error', reject)
        .end();
    });

    expect(status).toBe(421);
  });
});
