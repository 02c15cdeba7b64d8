import { ALERTS, innerCode, SCOPE, startSandbox, type Tested } from './start-sandbox';

const REFRESH_ALL = { scopeId: '/', scopeType: 'DirectoryRole' };

describe('a refresh in the sandbox', () => {
  let tested: Tested;
  beforeEach(async () => {
    tested = await startSandbox({ refreshMs: 4_000 });
  });
  afterEach(() => tested.stop());

  const alert = (suffix: string) => `${ALERTS}/alerts/${tested.alertId(suffix)}`;
  const statusOf = async (location: string) => (await tested.get(location)).body.status;
  const fault = (body: object) => tested.call('POST', '/sandbox/faults', { token: null, body });

  async function begin(suffix: string): Promise<string> {
    const reply = await tested.post(`${alert(suffix)}/refresh`);
    return reply.headers.get('location') ?? '';
  }

  it('is accepted with the address of an operation named for the alert', async () => {
    const reply = await tested.post(`${alert('StaleSignInAlert')}/refresh`);

    expect(reply.status).toBe(202);
    expect(reply.body).toBe('');
    expect(reply.headers.get('location')).toBe(
      `${tested.url}${ALERTS}/operations/refresh:${tested.alertId('StaleSignInAlert')}`,
    );
  });

  it('takes its time: not started, running, succeeded, in the shape of the service', async () => {
    const location = await begin('StaleSignInAlert');

    const first = (await tested.get(location)).body;
    await tested.clock.move(1_000);
    const second = (await tested.get(location)).body;
    await tested.clock.move(3_000);
    const last = (await tested.get(location)).body;

    expect([first.status, second.status, last.status]).toEqual(['notStarted', 'running', 'succeeded']);
    expect(Object.keys(last)).toEqual([
      '@odata.context',
      'id',
      'createdDateTime',
      'lastActionDateTime',
      'resourceLocation',
      'status',
      'statusDetail',
    ]);
    expect(second).toMatchObject({ resourceLocation: '', statusDetail: '' });
    expect(last.resourceLocation).toBe(`${tested.url}${alert('StaleSignInAlert')}`);
    expect(last.createdDateTime).toMatch(/^2026-05-11T09:30:15\.250\d{4}Z$/);
  });

  it('changes the alert when it is done and not before', async () => {
    const before = (await tested.get(alert('StaleSignInAlert'))).body;
    tested.sandbox.events.run('stale', { count: 2 });
    await begin('StaleSignInAlert');

    await tested.clock.move(3_900);
    const during = (await tested.get(alert('StaleSignInAlert'))).body;
    await tested.clock.move(100);
    const after = (await tested.get(alert('StaleSignInAlert'))).body;

    expect(during).toEqual(before);
    expect(after.incidentCount).toBeGreaterThan(before.incidentCount);
    expect(after.lastScannedDateTime).toBe('2026-05-11T09:30:19.25Z');
    expect(after.lastModifiedDateTime).toBe('2026-05-11T09:30:19.25Z');
  });

  it('that finds nothing new leaves the date of the last change alone', async () => {
    const before = (await tested.get(alert('StaleSignInAlert'))).body;

    await begin('StaleSignInAlert');
    await tested.clock.move(4_000);

    const after = (await tested.get(alert('StaleSignInAlert'))).body;
    expect(after.lastModifiedDateTime).toBe(before.lastModifiedDateTime);
    expect(after.lastScannedDateTime).not.toBe(before.lastScannedDateTime);
  });

  it('touches the alert it was asked for and no other', async () => {
    const before = (await tested.get(`${ALERTS}/alerts?${SCOPE}`)).body.value;

    await begin('StaleSignInAlert');
    await tested.clock.move(10_000);

    const after = (await tested.get(`${ALERTS}/alerts?${SCOPE}`)).body.value;
    expect(after.filter((_row: object, index: number) => index !== 5)).toEqual(
      before.filter((_row: object, index: number) => index !== 5),
    );
  });

  it('brings back what was dismissed, which the service by itself does not even look at', async () => {
    await tested.patch(alert('StaleSignInAlert'), { isActive: false });
    const dismissed = (await tested.get(alert('StaleSignInAlert'))).body;

    tested.sandbox.events.run('stale', { count: 2, scan: true });
    const scanned = (await tested.get(alert('StaleSignInAlert'))).body;
    await begin('StaleSignInAlert');
    await tested.clock.move(4_000);

    expect(scanned).toEqual(dismissed);
    expect((await tested.get(alert('StaleSignInAlert'))).body.isActive).toBe(true);
  });

  it('of all seven names one alert and scans each, some of them after the one it names', async () => {
    const reply = await tested.post(`${ALERTS}/alerts/refresh`, REFRESH_ALL);
    const location = reply.headers.get('location') ?? '';
    const scannedAt = async () =>
      (await tested.get(`${ALERTS}/alerts?${SCOPE}`)).body.value.map((row: { lastScannedDateTime: string }) =>
        Date.parse(row.lastScannedDateTime),
      );
    const start = tested.clock.now();

    await tested.clock.move(4_000);
    const whenItSaysDone = await scannedAt();
    await tested.clock.move(2_000);
    const later = await scannedAt();

    expect(reply.status).toBe(202);
    expect(location).toMatch(/operations\/refresh:DirectoryRole_[0-9a-f-]{36}_RolesAssignedOutsidePimAlert$/);
    expect(await statusOf(location)).toBe('succeeded');
    expect(whenItSaysDone[3]).toBe(start + 4_000);
    expect(whenItSaysDone.filter((at: number) => at < start).length).toBeGreaterThan(0);
    expect(later.filter((at: number) => at < start)).toEqual([]);
  });

  it.each([
    ['nothing', undefined],
    ['an empty object', {}],
    ['another scope', { scopeId: '/subscriptions/1', scopeType: 'DirectoryRole' }],
  ])('of all seven is refused with %s as its body', async (_what, body) => {
    expect((await tested.post(`${ALERTS}/alerts/refresh`, body)).status).toBe(400);
  });

  it('asked for again while it runs is the same one; afterwards it is a new one under the same name', async () => {
    const first = await begin('StaleSignInAlert');
    const created = (await tested.get(first)).body.createdDateTime;

    await tested.clock.move(1_000);
    const second = await begin('StaleSignInAlert');
    const joined = (await tested.get(second)).body.createdDateTime;
    await tested.clock.move(3_000);
    await begin('StaleSignInAlert');
    const anew = (await tested.get(first)).body;

    expect(second).toBe(first);
    expect(joined).toBe(created);
    expect(anew.createdDateTime).not.toBe(created);
    expect(anew.status).toBe('notStarted');
  });

  it('of an alert that is switched off is skipped', async () => {
    await tested.patch(`${ALERTS}/alertConfigurations/${tested.alertId('StaleSignInAlert')}`, {
      '@odata.type': '#microsoft.graph.staleSignInAlertConfiguration',
      isEnabled: false,
    });
    const before = (await tested.get(alert('StaleSignInAlert'))).body;

    const location = await begin('StaleSignInAlert');
    await tested.clock.move(4_000);

    expect(await statusOf(location)).toBe('skipped');
    expect((await tested.get(alert('StaleSignInAlert'))).body).toEqual(before);
  });

  it.each([
    ['refresh-fails', 'failed'],
    ['refresh-is-skipped', 'skipped'],
    ['refresh-ends-unheard-of', 'unknownFutureValue'],
    ['refresh-never-ends', 'running'],
  ])('under the fault %s ends as %s and scans nothing; the next one works', async (name, status) => {
    const before = (await tested.get(alert('StaleSignInAlert'))).body;
    await fault({ fault: name });

    const location = await begin('StaleSignInAlert');
    await tested.clock.move(60_000);

    expect(await statusOf(location)).toBe(status);
    expect((await tested.get(alert('StaleSignInAlert'))).body).toEqual(before);
    const next = await begin('RedundantAssignmentAlert');
    await tested.clock.move(4_000);
    expect(await statusOf(next)).toBe('succeeded');
  });

  it('that nobody began is not found', async () => {
    const reply = await tested.get(`${ALERTS}/operations/refresh:${tested.alertId('StaleSignInAlert')}`);

    expect(reply.status).toBe(404);
    expect(innerCode(reply)).toBe('ResourceNotFound');
  });
});
