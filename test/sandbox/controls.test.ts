import { FAULT_KINDS } from '../../src/sandbox/faults';
import { ALERTS, innerCode, personId, SCOPE, startSandbox, type Reply, type Tested } from './start-sandbox';

describe('the controls of the sandbox', () => {
  let tested: Tested;
  beforeEach(async () => {
    tested = await startSandbox();
  });
  afterEach(() => tested.stop());

  const LIST = `${ALERTS}/alerts?${SCOPE}`;
  const control = (method: string, path: string, body?: unknown): Promise<Reply> =>
    tested.call(method, `/sandbox${path}`, { token: null, body });
  const happen = (body: object) => control('POST', '/events', body);
  const fault = (body: object) => control('POST', '/faults', body);
  const counts = async (): Promise<Readonly<Record<string, number>>> => {
    const rows: readonly { id: string; incidentCount: number }[] = (await tested.get(LIST)).body.value;
    return Object.fromEntries(rows.map((row) => [row.id.split('_').at(-1) ?? '', row.incidentCount]));
  };

  describe('events', () => {
    it.each([
      ['outside-pim', 'RolesAssignedOutsidePimAlert', 1],
      ['storm', 'RolesAssignedOutsidePimAlert', 1],
      ['global-admin', 'TooManyGlobalAdminsAssignedToTenantAlert', 1],
      ['redundant', 'RedundantAssignmentAlert', 1],
      ['stale', 'StaleSignInAlert', 1],
      ['activations', 'SequentialActivationRenewalsAlert', 1],
      ['no-mfa', 'NoMfaOnRoleActivationAlert', 1],
      ['license-expired', 'InvalidLicenseAlert', 1],
    ])('%s makes the next scan of %s find more', async (event, suffix, least) => {
      const before = (await counts())[suffix] ?? 0;

      const reply = await happen({ event });
      const unscanned = (await counts())[suffix];
      await happen({ event: 'scan' });

      expect(reply.status).toBe(200);
      expect(reply.body).toMatchObject({ event, scanned: false });
      expect(reply.body.happened.length).toBeGreaterThan(0);
      expect(unscanned).toBe(before);
      expect((await counts())[suffix] ?? 0).toBeGreaterThanOrEqual(before + least);
    });

    it.each([
      ['outside-pim', 'RolesAssignedOutsidePimAlert'],
      ['global-admin', 'TooManyGlobalAdminsAssignedToTenantAlert'],
      ['redundant', 'RedundantAssignmentAlert'],
      ['activations', 'SequentialActivationRenewalsAlert'],
    ])('%s finds somebody to whom it is new, each time', async (event, suffix) => {
      const before = (await counts())[suffix] ?? 0;

      await happen({ event, count: 60, scan: true });

      expect((await counts())[suffix]).toBe(before + 60);
    });

    it('happen as often as asked and are scanned at once if asked', async () => {
      const before = (await counts())['RolesAssignedOutsidePimAlert'] ?? 0;

      const { body } = await happen({ event: 'storm', count: 300, scan: true });

      expect(body.happened).toHaveLength(300);
      expect((await counts())['RolesAssignedOutsidePimAlert']).toBe(before + 300);
      const expanded = await tested.get(`${LIST}&$expand=alertIncidents`);
      expect(expanded.body.value[3].alertIncidents).toHaveLength(20);
    });

    it('a renewed license clears its alert', async () => {
      await happen({ event: 'license-expired', scan: true });
      const expired = (await counts())['InvalidLicenseAlert'];

      await happen({ event: 'license-renewed', scan: true });

      expect([expired, (await counts())['InvalidLicenseAlert']]).toEqual([1, 0]);
    });

    it('tampering shows in the thresholds and in what is found', async () => {
      await happen({ event: 'tamper-threshold', scan: true });

      const { body } = await tested.get(
        `${ALERTS}/alertConfigurations/${tested.alertId('StaleSignInAlert')}`,
      );
      expect(body.duration).toBe('P365D');
      expect(await counts()).toMatchObject({ TooManyGlobalAdminsAssignedToTenantAlert: 0 });
    });

    it.each(['dismissed-elsewhere', 'disabled-elsewhere'])('%s leaves an alert inactive', async (event) => {
      const before = (await tested.get(LIST)).body.value.filter((row: { isActive: boolean }) => row.isActive);

      await happen({ event, scan: true });

      const after = (await tested.get(LIST)).body.value.filter((row: { isActive: boolean }) => row.isActive);
      expect(after).toHaveLength(before.length - 1);
    });

    it('remediated elsewhere, an incident is gone', async () => {
      const before = Object.values(await counts()).reduce((sum, count) => sum + count, 0);

      await happen({ event: 'remediated-elsewhere', scan: true });

      expect(Object.values(await counts()).reduce((sum, count) => sum + count, 0)).toBeLessThan(before);
    });

    it('an alert type that nobody knows appears beside the seven', async () => {
      await happen({ event: 'unheard-of-alert' });

      const { body } = await tested.get(`${LIST}&$expand=alertDefinition,alertIncidents`);
      expect(body.value).toHaveLength(8);
      expect(body.value[7].alertDefinition.severityLevel).toBe('unknownFutureValue');
      const [incident] = body.value[7].alertIncidents;
      const id = encodeURIComponent(incident.id);
      const one = await tested.get(`${ALERTS}/alerts/${body.value[7].id}/alertIncidents/${id}`);
      expect(one.body.id).toBe(incident.id);
    });

    it('a reset brings the first day back', async () => {
      const before = await counts();
      await happen({ event: 'storm', count: 10, scan: true });
      await happen({ event: 'license-expired' });
      await happen({ event: 'disabled-elsewhere' });

      await happen({ event: 'reset' });
      await happen({ event: 'scan' });

      expect(await counts()).toEqual(before);
    });

    it('reach nobody of the Playground', async () => {
      for (const event of ['outside-pim', 'stale', 'activations', 'redundant']) {
        await happen({ event, count: 60, scan: true });
      }

      const { body } = await tested.get(
        `${ALERTS}/alerts/${tested.alertId('StaleSignInAlert')}/alertIncidents`,
      );
      const assignees = body.value.map((one: { assigneeId: string }) => one.assigneeId);
      expect([0, 1, 2, 3, 4, 5].map(personId).filter((id) => assignees.includes(id))).toEqual([]);
    });

    it.each([
      [{ event: 'earthquake' }],
      [{ event: 'constructor' }],
      [{ event: 'stale', count: 0 }],
      [{ event: 'stale', count: 5_001 }],
      [{ event: 'stale', colour: 'red' }],
      [{}],
    ])('refuse %j and name what there is', async (body) => {
      const reply = await happen(body);

      expect(reply.status).toBe(400);
      expect(reply.body.events).toContain('outside-pim');
    });

    it('want JSON that says so, so that no page elsewhere can post them', async () => {
      const options = { token: null, body: '{"event":"storm"}', headers: { 'Content-Type': 'text/plain' } };

      expect((await tested.call('POST', '/sandbox/events', options)).status).toBe(415);
      expect((await happen({ event: 'x'.repeat(70_000) })).status).toBe(413);
    });
  });

  describe('faults', () => {
    it.each([
      ['throttle', 429, 'TooManyRequests'],
      ['throttle-without-header', 429, 'TooManyRequests'],
      ['unavailable', 503, 'serviceNotAvailable'],
      ['gateway-timeout', 504, 'GatewayTimeout'],
      ['internal-error', 500, 'UnknownError'],
      ['unauthenticated', 401, 'InvalidAuthenticationToken'],
      ['challenge', 401, 'InvalidAuthenticationToken'],
      ['forbidden', 403, 'UnknownError'],
    ])('%s answers %i once, then all is well', async (name, status, code) => {
      await fault({ fault: name });

      const hit = await tested.get(LIST);

      expect(hit.status).toBe(status);
      expect(hit.body.error.code).toBe(code);
      expect((await tested.get(LIST)).status).toBe(200);
    });

    it('throttling tells when to come back, in whatever words were asked for, or does not', async () => {
      await fault({ fault: 'throttle', retryAfter: '2.128' });
      await fault({ fault: 'throttle-without-header' });

      expect((await tested.get(LIST)).headers.get('retry-after')).toBe('2.128');
      expect((await tested.get(LIST)).headers.get('retry-after')).toBeNull();
    });

    it('a challenge carries claims for the next sign-in', async () => {
      await fault({ fault: 'challenge' });

      const header = (await tested.get(LIST)).headers.get('www-authenticate') ?? '';

      const claims = /claims="([^"]+)"/.exec(header)?.[1] ?? '';
      expect(JSON.parse(Buffer.from(claims, 'base64').toString())).toHaveProperty('access_token');
    });

    it('a refusal for want of a role looks like a real one', async () => {
      await fault({ fault: 'forbidden' });

      expect(innerCode(await tested.get(LIST))).toBe('UnauthorizedAccessException');
    });

    it('hit only what they match, as often as asked', async () => {
      await fault({ fault: 'unavailable', times: 2, match: '^PATCH .*/alerts/' });
      const path = `${ALERTS}/alerts/${tested.alertId('StaleSignInAlert')}`;

      const statuses = [
        (await tested.get(path)).status,
        (await tested.patch(path, { isActive: false })).status,
        (await tested.patch(path, { isActive: false })).status,
        (await tested.patch(path, { isActive: false })).status,
      ];

      expect(statuses).toEqual([200, 503, 503, 204]);
    });

    it('a reset closes the connection and does nothing', async () => {
      const path = `${ALERTS}/alerts/${tested.alertId('StaleSignInAlert')}`;
      await fault({ fault: 'reset' });

      await expect(tested.patch(path, { isActive: false })).rejects.toThrow(/fetch failed/);

      expect((await tested.get(path)).body.isActive).toBe(true);
    });

    it('a lost answer does what was asked and does not say so', async () => {
      const path = `${ALERTS}/alerts/${tested.alertId('StaleSignInAlert')}`;
      await fault({ fault: 'lost-answer' });

      await expect(tested.patch(path, { isActive: false })).rejects.toThrow(/fetch failed/);

      expect((await tested.get(path)).body.isActive).toBe(false);
    });

    it('a slow answer comes late', async () => {
      await fault({ fault: 'slow', delayMs: 5_000 });
      let answered = false;

      const answer = tested.get(LIST).then((reply) => {
        answered = true;
        return reply;
      });
      // The log counts a request as soon as it has come in.
      while (tested.sandbox.requests.counts().total === 0) await new Promise(setImmediate);
      await tested.clock.move(4_999);
      const tooEarly = answered;
      await tested.clock.move(1);

      expect((await answer).status).toBe(200);
      expect(tooEarly).toBe(false);
    });

    it('a malformed answer is no JSON', async () => {
      await fault({ fault: 'malformed' });

      await expect(tested.get(LIST)).rejects.toThrow(SyntaxError);
    });

    it('nulls leave ids and annotations', async () => {
      await fault({ fault: 'nulls' });

      const { body } = await tested.get(`${LIST}&$expand=alertConfiguration,alertIncidents`);

      expect(body.value[5]).toMatchObject({
        id: tested.alertId('StaleSignInAlert'),
        isActive: null,
        incidentCount: null,
        alertConfiguration: {
          '@odata.type': '#microsoft.graph.staleSignInAlertConfiguration',
          duration: null,
        },
      });
      expect(body.value[5].alertIncidents[0]).toMatchObject({ assigneeId: null });
    });

    it('can be listed and called off', async () => {
      await fault({ fault: 'unavailable', times: 3, match: 'alerts' });

      const listed = await control('GET', '/faults');
      await control('DELETE', '/faults');

      expect(listed.body.waiting).toEqual([{ fault: 'unavailable', times: 3, match: 'alerts' }]);
      expect((await tested.get(LIST)).status).toBe(200);
    });

    it.each([[{ fault: 'flood' }], [{ fault: 'slow', times: 0 }], [{ fault: 'slow', match: '(' }], [{}]])(
      'refuse %j',
      async (body) => {
        expect((await fault(body)).status).toBe(400);
      },
    );
  });

  it('counts requests by route and status, so that the cost of a command can be told', async () => {
    await tested.get(LIST);
    await tested.get(LIST);
    await tested.get(`${ALERTS}/alerts/${tested.alertId('StaleSignInAlert')}`);
    await tested.get('/beta/nothing');

    const { body } = await control('GET', '/log');
    const cleared = (await control('DELETE', '/log')).body;

    expect(body).toEqual({
      total: 4,
      routes: { [`GET ${ALERTS}/alerts`]: 2, [`GET ${ALERTS}/alerts/{alertId}`]: 1, 'GET unknown': 1 },
      statuses: { '200': 3, '400': 1 },
    });
    expect(cleared.total).toBe(0);
  });

  it('gives tokens to tests in other processes', async () => {
    const person = (await control('POST', '/tokens', { person: personId(2) })).body.token;
    const app = (await control('POST', '/tokens', { permissions: ['User.Read.All'] })).body.token;

    expect((await tested.call('GET', LIST, { token: person })).status).toBe(200);
    expect((await tested.call('GET', LIST, { token: app })).status).toBe(403);
    expect((await control('POST', '/tokens', {})).status).toBe(400);
  });

  it('shows a page that says what can be done, with names made harmless', async () => {
    const page = await control('GET', '');

    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.body).toContain('Ines Okafor');
    for (const kind of FAULT_KINDS) expect(page.body).toContain(kind);
    for (const name of tested.sandbox.events.names) expect(page.body).toContain(name);
    expect(page.body).not.toContain('<script');
    expect((await control('GET', '/nothing')).body.calls).toContain('POST /sandbox/events');
  });

  it('leads from its root to that page', async () => {
    const reply = await tested.call('GET', '/', { token: null });

    expect([reply.status, reply.headers.get('location')]).toEqual([302, '/sandbox']);
  });

  it('never listens beyond loopback', async () => {
    await expect(startSandbox({ host: '0.0.0.0' })).rejects.toThrow(/loopback only/);
  });

  it('says so when its port is taken', async () => {
    const port = Number(new URL(tested.url).port);

    await expect(startSandbox({ port })).rejects.toThrow(/EADDRINUSE/);
  });
});
