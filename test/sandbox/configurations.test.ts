import { ALERTS, innerCode, SCOPE, startSandbox, type Tested } from './start-sandbox';

const BASE_KEYS = ['@odata.type', 'id', 'alertDefinitionId', 'scopeType', 'scopeId', 'isEnabled'];

/** Type and own properties of each configuration, as the reference pages give them; values as seen in a real tenant. */
const CONFIGURATIONS: Readonly<Record<string, readonly [string, Readonly<Record<string, unknown>>]>> = {
  InvalidLicenseAlert: ['invalidLicenseAlertConfiguration', {}],
  NoMfaOnRoleActivationAlert: ['noMfaOnRoleActivationAlertConfiguration', {}],
  RedundantAssignmentAlert: ['redundantAssignmentAlertConfiguration', { duration: 'P30D' }],
  RolesAssignedOutsidePimAlert: ['rolesAssignedOutsidePrivilegedIdentityManagementAlertConfiguration', {}],
  SequentialActivationRenewalsAlert: [
    'sequentialActivationRenewalsAlertConfiguration',
    { timeIntervalBetweenActivations: 'PT10S', sequentialActivationCounterThreshold: 3 },
  ],
  StaleSignInAlert: ['staleSignInAlertConfiguration', { duration: 'P30D' }],
  TooManyGlobalAdminsAssignedToTenantAlert: [
    'tooManyGlobalAdminsAssignedToTenantAlertConfiguration',
    { globalAdminCountThreshold: 3, percentageOfGlobalAdminsOutOfRolesThreshold: 10 },
  ],
};

describe('definitions and configurations of the sandbox', () => {
  let tested: Tested;
  beforeEach(async () => {
    tested = await startSandbox({ refreshMs: 4_000 });
  });
  afterEach(() => tested.stop());

  const configuration = (suffix: string) => `${ALERTS}/alertConfigurations/${tested.alertId(suffix)}`;
  const stale = (settings: object) => ({
    '@odata.type': '#microsoft.graph.staleSignInAlertConfiguration',
    ...settings,
  });

  async function countAfterRefresh(suffix: string): Promise<number> {
    await tested.post(`${ALERTS}/alerts/${tested.alertId(suffix)}/refresh`);
    await tested.clock.move(4_000);
    return (await tested.get(`${ALERTS}/alerts/${tested.alertId(suffix)}`)).body.incidentCount;
  }

  it('have one configuration for each alert, with the properties of its type', async () => {
    const { body } = await tested.get(`${ALERTS}/alertConfigurations?${SCOPE}`);

    expect(body.value).toHaveLength(7);
    for (const row of body.value) {
      const [type, own] = CONFIGURATIONS[row.id.split('_').at(-1)] ?? ['', {}];
      expect(row['@odata.type']).toBe(`#microsoft.graph.${type}`);
      expect(Object.keys(row)).toEqual([...BASE_KEYS, ...Object.keys(own)]);
      expect(row).toMatchObject({ ...own, isEnabled: true, scopeId: '/', alertDefinitionId: row.id });
    }
  });

  it('expand the definition', async () => {
    const list = await tested.get(`${ALERTS}/alertConfigurations?${SCOPE}&$expand=alertDefinition`);
    const item = await tested.get(`${configuration('StaleSignInAlert')}?$expand=alertDefinition`);

    expect(list.body['@odata.context']).toMatch(/alertConfigurations\(alertDefinition\(\)\)$/);
    expect(item.body['@odata.context']).toMatch(/alertConfigurations\(alertDefinition\(\)\)\/\$entity$/);
    expect(list.body.value[5].alertDefinition).toEqual(item.body.alertDefinition);
    expect(Object.keys(item.body).at(-1)).toBe('alertDefinition');
  });

  it('filter on isEnabled', async () => {
    await tested.patch(configuration('StaleSignInAlert'), stale({ isEnabled: false }));
    const filter = encodeURIComponent(
      "(scopeId eq '/') and (scopeType eq 'DirectoryRole') and isEnabled eq false",
    );

    const { body } = await tested.get(`${ALERTS}/alertConfigurations?$filter=${filter}`);

    expect(body.value.map((row: { id: string }) => row.id)).toEqual([tested.alertId('StaleSignInAlert')]);
  });

  it('describe each alert with the severity and flags of the service', async () => {
    const { body } = await tested.get(`${ALERTS}/alertDefinitions?${SCOPE}`);

    const flags = body.value.map(
      (row: { id: string; severityLevel: string; isRemediatable: boolean; isConfigurable: boolean }) => [
        row.id.split('_').at(-1),
        row.severityLevel,
        row.isRemediatable,
        row.isConfigurable,
      ],
    );

    expect(flags).toEqual([
      ['InvalidLicenseAlert', 'high', false, false],
      ['NoMfaOnRoleActivationAlert', 'medium', true, false],
      ['RedundantAssignmentAlert', 'low', true, true],
      ['RolesAssignedOutsidePimAlert', 'high', true, false],
      ['SequentialActivationRenewalsAlert', 'medium', false, true],
      ['StaleSignInAlert', 'medium', true, true],
      ['TooManyGlobalAdminsAssignedToTenantAlert', 'low', true, true],
    ]);
  });

  it('describe in the manner of the live texts: anchors, bullets, line ends, double spaces, figures', async () => {
    const { body } = await tested.get(`${ALERTS}/alertDefinitions?${SCOPE}`);

    const texts = JSON.stringify(body);

    expect(texts).toContain('<a href=\\"https://docs.microsoft.com/');
    expect(texts).toContain('·');
    expect(texts).toContain('\\r\\n·');
    expect(texts).toContain('.  ');
    expect(texts).not.toContain('{0}');
    expect(body.value[5].description).toMatch(/^5 account\(s\) .* 30 day\(s\)$/);
  });

  it('definitions have nothing to expand', async () => {
    const id = tested.alertId('StaleSignInAlert');

    expect((await tested.get(`${ALERTS}/alertDefinitions/${id}`)).body.displayName).toMatch(/stale/);
    expect((await tested.get(`${ALERTS}/alertDefinitions/${id}?$expand=alert`)).status).toBe(400);
  });

  it('take the change of the tutorial, and the next scan follows it', async () => {
    const suffix = 'TooManyGlobalAdminsAssignedToTenantAlert';

    const reply = await tested.patch(configuration(suffix), {
      '@odata.type': '#microsoft.graph.tooManyGlobalAdminsAssignedToTenantAlertConfiguration',
      isEnabled: true,
      globalAdminCountThreshold: 4,
      percentageOfGlobalAdminsOutOfRolesThreshold: 10,
    });

    expect(reply.status).toBe(204);
    expect((await tested.get(configuration(suffix))).body).toMatchObject({ globalAdminCountThreshold: 4 });
    expect(await countAfterRefresh(suffix)).toBe(5);
    await tested.patch(configuration(suffix), {
      '@odata.type': '#microsoft.graph.tooManyGlobalAdminsAssignedToTenantAlertConfiguration',
      globalAdminCountThreshold: 6,
    });
    expect(await countAfterRefresh(suffix)).toBe(0);
  });

  it('a threshold changes nothing before the next scan', async () => {
    await tested.patch(configuration('StaleSignInAlert'), stale({ duration: 'P60D' }));

    const { body } = await tested.get(`${ALERTS}/alerts/${tested.alertId('StaleSignInAlert')}`);

    expect(body.incidentCount).toBe(5);
    expect(body.lastModifiedDateTime).toBe('2026-05-11T09:30:15.25Z');
    expect(await countAfterRefresh('StaleSignInAlert')).toBe(4);
  });

  it('only what is sent changes', async () => {
    await tested.patch(configuration('SequentialActivationRenewalsAlert'), {
      '@odata.type': '#microsoft.graph.sequentialActivationRenewalsAlertConfiguration',
      timeIntervalBetweenActivations: 'PT90M',
    });

    expect((await tested.get(configuration('SequentialActivationRenewalsAlert'))).body).toMatchObject({
      isEnabled: true,
      timeIntervalBetweenActivations: 'PT1H30M',
      sequentialActivationCounterThreshold: 3,
    });
  });

  it.each([
    ['no type', { isEnabled: false }, 'BadRequest'],
    [
      'the type of another',
      { '@odata.type': '#microsoft.graph.redundantAssignmentAlertConfiguration', duration: 'P3D' },
      'BadRequest',
    ],
    ['a string for a boolean', stale({ isEnabled: 'true' }), 'BadRequest'],
    ['a number for a duration', stale({ duration: 30 }), 'BadRequest'],
    ['words for a duration', stale({ duration: '30 days' }), 'BadRequest'],
    ['a property of another', stale({ globalAdminCountThreshold: 3 }), 'BadRequest'],
    ['a property that is read only', stale({ scopeId: '/' }), 'BadRequest'],
    ['less than the least', stale({ duration: 'PT1H' }), 'UnknownError'],
    ['more than the most', stale({ duration: 'P366D' }), 'UnknownError'],
  ])('refuse %s, and nothing of it sticks', async (_what, body, code) => {
    const before = (await tested.get(configuration('StaleSignInAlert'))).body;

    const reply = await tested.patch(configuration('StaleSignInAlert'), body);

    expect(reply.status).toBe(400);
    expect(reply.body.error.code).toBe(code);
    expect((await tested.get(configuration('StaleSignInAlert'))).body).toEqual(before);
  });

  it.each([
    [{ globalAdminCountThreshold: 1 }],
    [{ globalAdminCountThreshold: 101 }],
    [{ percentageOfGlobalAdminsOutOfRolesThreshold: -1 }],
    [{ percentageOfGlobalAdminsOutOfRolesThreshold: 101 }],
  ])('refuse %j as out of range', async (settings) => {
    const reply = await tested.patch(configuration('TooManyGlobalAdminsAssignedToTenantAlert'), {
      '@odata.type': '#microsoft.graph.tooManyGlobalAdminsAssignedToTenantAlertConfiguration',
      ...settings,
    });

    expect(reply.status).toBe(400);
    expect(innerCode(reply)).toBe('InvalidAlertSetting');
  });

  it('all seven can be switched off, configurable or not; then the alert is inactive and not scanned', async () => {
    for (const [suffix, [type]] of Object.entries(CONFIGURATIONS)) {
      const body = { '@odata.type': `#microsoft.graph.${type}`, isEnabled: false };
      expect((await tested.patch(configuration(suffix), body)).status).toBe(204);
    }
    const before = (await tested.get(`${ALERTS}/alerts?${SCOPE}`)).body.value;

    tested.sandbox.events.run('outside-pim', { count: 3, scan: true });

    expect((await tested.get(`${ALERTS}/alerts?${SCOPE}`)).body.value).toEqual(before);
    expect(before.map((row: { isActive: boolean }) => row.isActive)).toEqual(Array(7).fill(false));
    expect(before[3].incidentCount).toBe(4);
  });
});
