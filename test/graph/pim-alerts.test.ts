import type { Alert, Incident } from '../../src/alerts/alert';
import { createPimAlerts } from '../../src/graph/pim-alerts';
import { createLog, silentLog } from '../../src/lib/log';
import { empty, ok, refusal, silence, type SentRequest } from '../support/fake-wire';
import { aGraph, alertId, failure, fixture, GRAPH, RMA, settled, START } from './support';

const STALE = alertId('StaleSignInAlert');
const ADMINS = alertId('TooManyGlobalAdminsAssignedToTenantAlert');
const SCOPE = "$filter=scopeId%20eq%20'%2F'%20and%20scopeType%20eq%20'DirectoryRole'";
const EXPAND = '$expand=alertDefinition,alertConfiguration,alertIncidents';

function setUp({ maxPages }: { maxPages?: number } = {}) {
  const graph = aGraph();
  const limits = maxPages === undefined ? {} : { maxPages };
  return { ...graph, alerts: createPimAlerts({ client: graph.client, log: silentLog, ...limits }) };
}

function pathOf(request: SentRequest | undefined): string {
  return (request?.url ?? '').replace(GRAPH, '');
}

function incidents(from: number, to: number): object[] {
  return Array.from({ length: to - from }, (_, index) => ({
    '@odata.type': '#microsoft.graph.staleSignInAlertIncident',
    id: `i${from + index}`,
    assigneeId: `p${from + index}`,
    assigneeDisplayName: `Person ${from + index}`,
  }));
}

function anAlert(members: object): object {
  return { id: STALE, incidentCount: 0, isActive: false, ...members };
}

async function collect(pages: AsyncIterable<readonly Incident[]>): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of pages) ids.push(...page.map(({ id }) => id));
  return ids;
}

describe('the list of alerts', () => {
  it('costs one request, with filter and expansions', async () => {
    const { alerts, wire } = setUp();
    wire.answer(ok(fixture('list-alerts-expanded.json')));

    const { value, readAt } = await alerts.listAlerts();

    expect(wire.sent.map(pathOf)).toEqual([`${RMA}/alerts?${SCOPE}&${EXPAND}`]);
    expect(readAt).toBe(new Date(START).toISOString());
    expect(value).toEqual<Alert[]>([
      {
        id: 'DirectoryRole_19356be4-7e93-4ed6-a7c6-0ae28454d125_TooManyGlobalAdminsAssignedToTenantAlert',
        suffix: 'TooManyGlobalAdminsAssignedToTenantAlert',
        slug: 'global-admins',
        title: 'Too many global administrators',
        severity: 'low',
        state: 'active',
        incidentCount: 2,
        lastModified: '2023-05-27T19:16:09.643Z',
        lastScanned: '2023-06-11T23:01:35.210Z',
        remediable: true,
        configurable: true,
        texts: {
          description:
            'The percentage of global administrators is high, relative to other privileged roles. It is recommended to use least privileged roles, with just enough privileges to perform the required tasks.',
          impact:
            'Global administrator is the highest privileged role. If a Global Administrator is compromised, the attacker gains access to all of their permissions, which puts your whole system at risk.',
          howToFix: [
            'Review the users in the list and remove any that do not absolutely need the Global Administrator role.',
            'Assign lower privileged roles to these users instead.',
          ],
          howToPrevent: ['Assign users the least privileged role they need.'],
        },
        configuration: {
          type: '#microsoft.graph.tooManyGlobalAdminsAssignedToTenantAlertConfiguration',
          enabled: true,
          settings: { globalAdminCountThreshold: 2, percentageOfGlobalAdminsOutOfRolesThreshold: 4 },
        },
        incidents: [
          {
            id: 'f5417b06-cdae-417f-9589-a334104206cf',
            principal: {
              id: 'f5417b06-cdae-417f-9589-a334104206cf',
              name: 'testUser1',
              userPrincipalName: 'testuser1@contoso.onmicrosoft.com',
            },
            role: { id: '62e90394-69f5-4237-9190-012177145e10', name: 'Global Administrator' },
            facts: [],
          },
          {
            id: '861e0b20-1e9f-4ca9-bcd1-ddc22c5d7320',
            principal: {
              id: '861e0b20-1e9f-4ca9-bcd1-ddc22c5d7320',
              name: 'testUser2',
              userPrincipalName: 'testuser2@contoso.onmicrosoft.com',
            },
            role: { id: '62e90394-69f5-4237-9190-012177145e10', name: 'Global Administrator' },
            facts: [],
          },
        ],
        incidentsComplete: true,
      },
    ]);
  });

  it('of the tutorial comes without expansions and is read all the same, "never" as absent', async () => {
    const { alerts, wire } = setUp();
    wire.answer(ok(fixture('tutorial-list-alerts.json')), ok(fixture('tutorial-list-incidents.json')));

    const { value } = await alerts.listAlerts();

    expect(value.map(({ slug, state, incidentCount }) => [slug, state, incidentCount])).toEqual([
      ['license', 'clean', 0],
      ['no-mfa', 'clean', 0],
      ['redundant', 'clean', 0],
      ['outside-pim', 'clean', 0],
      ['renewals', 'clean', 0],
      ['stale', 'clean', 0],
      ['global-admins', 'active', 7],
    ]);
    expect(value[0]).not.toHaveProperty('lastModified');
    expect(value[0]?.lastScanned).toBe('2023-09-20T17:05:57.457Z');
    expect(value[0]?.severity).toBe('high');
    expect(value[6]?.incidents).toHaveLength(7);
    expect(wire.sent.map(pathOf).slice(1)).toEqual([`${RMA}/alerts/${ADMINS}/alertIncidents`]);
  });

  it('is paged to its end', async () => {
    const { alerts, wire } = setUp();
    wire.answer(
      ok({ value: [anAlert({})], '@odata.nextLink': `${GRAPH}${RMA}/alerts?${SCOPE}&$skip=1` }),
      ok({ value: [{ id: ADMINS }] }),
    );

    const { value } = await alerts.listAlerts();

    expect(value.map(({ slug }) => slug)).toEqual(['stale', 'global-admins']);
    expect(pathOf(wire.sent[1])).toContain('$skip=1');
  });

  it('pages in the incidents where fewer came along than were counted', async () => {
    const { alerts, wire } = setUp();
    const short = anAlert({ incidentCount: 5, isActive: true, alertIncidents: incidents(0, 2) });
    wire.answer(
      ok({ value: [short] }),
      ok({
        value: incidents(0, 3),
        '@odata.nextLink': `${GRAPH}${RMA}/alerts/${STALE}/alertIncidents?$skip=3`,
      }),
      ok({ value: incidents(3, 5) }),
    );

    const [alert] = (await alerts.listAlerts()).value;

    expect(alert?.incidents.map(({ id }) => id)).toEqual(['i0', 'i1', 'i2', 'i3', 'i4']);
    expect(alert?.incidentsComplete).toBe(true);
  });

  it('stays one request where incidents are wanted as sent, and says which are not all', async () => {
    const { alerts, wire } = setUp();
    const short = anAlert({ incidentCount: 5, alertIncidents: incidents(0, 2) });
    wire.answer(ok({ value: [short, { id: ADMINS, incidentCount: 0 }] }));

    const { value } = await alerts.listAlerts({ incidents: 'as-sent' });

    expect(wire.sent).toHaveLength(1);
    expect(value.map(({ incidentsComplete }) => incidentsComplete)).toEqual([false, true]);
  });

  it('does not call incidents complete that go on elsewhere', async () => {
    const { alerts, wire } = setUp();
    const members = {
      incidentCount: 2,
      alertIncidents: incidents(0, 2),
      'alertIncidents@odata.nextLink': `${GRAPH}/beta/x`,
    };
    wire.answer(ok({ value: [anAlert(members)] }));

    const [alert] = (await alerts.listAlerts({ incidents: 'as-sent' })).value;

    expect(alert?.incidentsComplete).toBe(false);
  });

  it('passes over rows that are no alerts, and says so in the log', async () => {
    const lines: string[] = [];
    const { client, wire } = aGraph();
    const log = createLog('warn', { write: (line) => lines.push(line) });
    const alerts = createPimAlerts({ client, log });
    wire.answer(ok({ value: [null, 'x', {}, { id: '' }, anAlert({})] }));

    const { value } = await alerts.listAlerts();

    expect(value).toHaveLength(1);
    expect(lines).toHaveLength(4);
  });

  it.each([
    ['no value', {}],
    ['a null value', { value: null }],
  ])('with %s is no answer', async (_name, body) => {
    const { alerts, wire } = setUp();
    wire.answer(ok(body));

    expect(await failure(alerts.listAlerts())).toMatchObject({
      reason: 'unavailable',
      code: 'MalformedAnswer',
    });
  });

  it('fails as a whole where a page of incidents fails: half a list would look like progress', async () => {
    const { alerts, wire } = setUp();
    wire.answer(ok({ value: [anAlert({ incidentCount: 5 })] }), refusal(403, 'Forbidden'));

    expect(await failure(alerts.listAlerts())).toMatchObject({ reason: 'forbidden' });
  });

  it('ends with the caller’s signal', async () => {
    const { alerts, wire } = setUp();
    wire.answer(silence);
    const abort = new AbortController();

    const list = alerts.listAlerts({ signal: abort.signal });
    await settled();
    abort.abort();

    await expect(list).rejects.toThrow(/abort/);
  });
});

describe('one alert', () => {
  it('comes in one request with everything, as in the tutorial', async () => {
    const { alerts, wire } = setUp();
    wire.answer(ok(fixture('tutorial-get-alert-expanded.json')));

    const { value } = await alerts.getAlert(ADMINS);

    expect(wire.sent.map(pathOf)).toEqual([`${RMA}/alerts/${ADMINS}?${EXPAND}`]);
    expect(value.incidents).toHaveLength(7);
    expect(value.configuration?.settings).toEqual({
      globalAdminCountThreshold: 3,
      percentageOfGlobalAdminsOutOfRolesThreshold: 10,
    });
  });

  it('of the reference page counts three and brings three', async () => {
    const { alerts, wire } = setUp();
    wire.answer(ok(fixture('get-alert-expanded.json')));

    const { value } = await alerts.getAlert(ADMINS);

    expect(value).toMatchObject({ incidentCount: 3, incidentsComplete: true });
  });

  it('of the tutorial without expansions pages its incidents in', async () => {
    const { alerts, wire } = setUp();
    wire.answer(ok(fixture('tutorial-get-alert.json')), ok(fixture('tutorial-list-incidents.json')));

    const { value } = await alerts.getAlert(ADMINS);

    expect(value.incidents).toHaveLength(7);
    expect(value).not.toHaveProperty('configuration');
  });

  it('has its id encoded, so that it cannot become another path', async () => {
    const { alerts, wire } = setUp();
    wire.answer(refusal(404, 'NotFound'));

    await failure(alerts.getAlert('a/../../b?x=1#y'));

    expect(pathOf(wire.sent[0])).toBe(`${RMA}/alerts/a%2F..%2F..%2Fb%3Fx%3D1%23y?${EXPAND}`);
  });

  it.each(['', '.', '..', '\uD800'])('with the id “%s” is not asked for', async (id) => {
    const { alerts, wire } = setUp();

    expect(await failure(alerts.getAlert(id))).toMatchObject({ reason: 'invalid', code: 'NotAnId' });
    expect(wire.sent).toHaveLength(0);
  });

  it('without an id is no answer', async () => {
    const { alerts, wire } = setUp();
    wire.answer(ok({ incidentCount: 3 }));

    expect(await failure(alerts.getAlert(STALE))).toMatchObject({ code: 'MalformedAnswer' });
  });
});

describe('the incidents of an alert', () => {
  it('follow the absolute link of the reference page to the next page', async () => {
    const { alerts, wire } = setUp();
    wire.answer(ok(fixture('list-incidents-next-link.json')), ok({ value: [] }));

    const ids = await collect(alerts.listIncidents(ADMINS));

    expect(ids).toHaveLength(5);
    expect(pathOf(wire.sent[1])).toBe(
      `${RMA}/alerts/DirectoryRole_67b47f38-0f0b-4e62-a3be-859140c2061f_TooManyGlobalAdminsAssignedToTenantAlert/alertIncidents?$top=5&$skip=5`,
    );
    expect(wire.sent[1]?.headers.get('authorization')).toBe('Bearer app-token');
  });

  it('come one page at a time, the next on its way meanwhile, and no more once nobody wants them', async () => {
    const { alerts, wire } = setUp();
    let under: AbortSignal | undefined;
    wire.answer(
      ok({ value: incidents(0, 2), '@odata.nextLink': `${GRAPH}${RMA}/x?$skip=2` }),
      (request, signal) => silence(request, (under = signal)),
    );

    for await (const page of alerts.listIncidents(STALE)) {
      expect(page).toHaveLength(2);
      break;
    }

    expect(wire.sent).toHaveLength(2);
    expect(under?.aborted).toBe(true);
  });

  it('that came before a page which cannot be read are there all the same', async () => {
    const { alerts, wire } = setUp();
    wire.answer(ok({ value: incidents(0, 2), '@odata.nextLink': 'https://evil.example/beta/x?$skip=2' }));
    const seen: number[] = [];

    await failure(
      (async () => {
        for await (const page of alerts.listIncidents(STALE)) seen.push(page.length);
      })(),
    );

    expect(seen).toEqual([2]);
  });

  it('appear once on their alert, whatever the case of their id and however the pages overlap', async () => {
    const { alerts, wire } = setUp();
    const row = { id: STALE, incidentCount: 3, isActive: true, alertIncidents: [{ id: 'B' }] };
    wire.answer(
      ok(row),
      ok({ value: [{ id: 'B' }, { id: 'a' }, { id: 'b' }], '@odata.nextLink': `${GRAPH}${RMA}/x?$skip=3` }),
      ok({ value: [{ id: 'A' }, { id: 'c' }] }),
    );

    const { value } = await alerts.getAlert(STALE);

    expect(value.incidents.map(({ id }) => id)).toEqual(['B', 'a', 'c']);
  });

  it('are never fetched from another origin', async () => {
    const { alerts, wire } = setUp();
    wire.answer(ok({ value: incidents(0, 1), '@odata.nextLink': 'https://evil.example/beta/x?$skip=1' }));

    const details = await failure(collect(alerts.listIncidents(STALE)));

    expect(details).toMatchObject({ reason: 'unavailable', code: 'ForeignAddress' });
    expect(wire.sent).toHaveLength(1);
  });

  it('that lead in a circle end as an error', async () => {
    const { alerts, wire } = setUp();
    wire.always(() => ok({ value: incidents(0, 1), '@odata.nextLink': `${GRAPH}${RMA}/x?$skip=1` }));

    const details = await failure(collect(alerts.listIncidents(STALE)));

    expect(details).toMatchObject({ reason: 'unavailable', code: 'EndlessPaging' });
    expect(wire.sent).toHaveLength(2);
  });

  it('that never end stop at the cap, as an error', async () => {
    const { alerts, wire } = setUp({ maxPages: 10 });
    wire.always(() => ok({ value: [], '@odata.nextLink': `${GRAPH}${RMA}/x?$skip=${wire.sent.length}` }));

    const details = await failure(collect(alerts.listIncidents(STALE)));

    expect(details).toMatchObject({ reason: 'unavailable', code: 'EndlessPaging' });
    expect(wire.sent).toHaveLength(10);
  });

  it('without an id are left out, and the others stay', async () => {
    const { alerts, wire } = setUp();
    wire.answer(ok({ value: [null, 7, { assigneeId: 'p' }, { id: 'good' }] }));

    expect(await collect(alerts.listIncidents(STALE))).toEqual(['good']);
  });

  it('can be asked for one by one', async () => {
    const { alerts, wire } = setUp();
    wire.answer(ok(fixture('get-incident.json')));

    const { value } = await alerts.getIncident(ADMINS, '13d5df6a-3d2e-4dcb-9dab-486df2cf5c8e');

    expect(value.principal?.name).toBe('testUser1');
    expect(pathOf(wire.sent[0])).toBe(
      `${RMA}/alerts/${ADMINS}/alertIncidents/13d5df6a-3d2e-4dcb-9dab-486df2cf5c8e`,
    );
  });

  it('ten thousand over a hundred pages are all there', async () => {
    const { alerts, wire } = setUp();
    wire.always(({ url }) => {
      const skip = Number(/\$skip=(\d+)/.exec(url)?.[1] ?? 0);
      const next = skip + 100 < 10_000 ? { '@odata.nextLink': `${GRAPH}${RMA}/x?$skip=${skip + 100}` } : {};
      return ok({ value: incidents(skip, skip + 100), ...next });
    });

    expect(await collect(alerts.listIncidents(STALE))).toHaveLength(10_000);
  });
});

describe('a scan under way', () => {
  const location = `${GRAPH}${RMA}/operations/refresh:${STALE}`;

  it('is asked for at its address as it was given, colon and all', async () => {
    const { alerts, wire } = setUp();
    wire.answer(ok(fixture('operation-running.json')));

    const operation = await alerts.getOperation(location);

    expect(wire.sent[0]?.url).toBe(location);
    expect(operation).toEqual({
      location,
      status: 'running',
      detail: '',
      createdAt: '2023-06-09T22:50:41.541Z',
      lastActionAt: '2023-06-09T22:52:09.029Z',
    });
  });

  it('ends as the reference page shows', async () => {
    const { alerts, wire } = setUp();
    wire.answer(ok(fixture('operation-succeeded.json')));

    expect(await alerts.getOperation(location)).toMatchObject({ status: 'succeeded' });
  });

  it.each([
    ['notStarted', 'notStarted'],
    ['failed', 'failed'],
    ['skipped', 'skipped'],
    ['unknownFutureValue', 'unknown'],
    ['paused', 'unknown'],
    [null, 'unknown'],
    [3, 'unknown'],
  ])('with status %s is %s', async (status, expected) => {
    const { alerts, wire } = setUp();
    wire.answer(ok({ id: 'x', status, statusDetail: null, createdDateTime: null }));

    expect(await alerts.getOperation(location)).toEqual({ location, status: expected, detail: '' });
  });

  it('is never asked for at another origin', async () => {
    const { alerts, wire } = setUp();

    expect(await failure(alerts.getOperation('https://evil.example/beta/operations/1'))).toMatchObject({
      code: 'ForeignAddress',
    });
    expect(wire.sent).toHaveLength(0);
  });
});

describe('definitions and configurations', () => {
  it('all seven definitions are read, their open placeholders filled with words', async () => {
    const { alerts, wire } = setUp();
    wire.answer(ok(fixture('list-definitions.json')));

    const definitions = await alerts.listDefinitions();

    expect(pathOf(wire.sent[0])).toBe(`${RMA}/alertDefinitions?${SCOPE}`);
    expect(
      definitions.map(({ suffix, severity, remediable, configurable }) => [
        suffix,
        severity,
        remediable,
        configurable,
      ]),
    ).toEqual([
      ['InvalidLicenseAlert', 'high', false, false],
      ['NoMfaOnRoleActivationAlert', 'medium', true, false],
      ['RedundantAssignmentAlert', 'low', true, true],
      ['RolesAssignedOutsidePimAlert', 'high', true, false],
      ['SequentialActivationRenewalsAlert', 'medium', false, true],
      ['StaleSignInAlert', 'medium', true, true],
      ['TooManyGlobalAdminsAssignedToTenantAlert', 'low', true, true],
    ]);
    expect(definitions[2]?.texts.description).toBe(
      "Some user(s) haven't activated their privileged roles in the past N days",
    );
    expect(JSON.stringify(definitions)).not.toMatch(/\{\d\}|<a|·/);
  });

  it('one definition is read by its alert’s id', async () => {
    const { alerts, wire } = setUp();
    wire.answer(ok(fixture('get-definition.json')));

    expect(await alerts.getDefinition(ADMINS)).toMatchObject({ severity: 'low', configurable: true });
    expect(pathOf(wire.sent[0])).toBe(`${RMA}/alertDefinitions/${ADMINS}`);
  });

  it('configurations are read with their thresholds', async () => {
    const { alerts, wire } = setUp();
    wire.answer(ok(fixture('list-configurations.json')), ok(fixture('get-configuration.json')));

    const [listed] = await alerts.listConfigurations();
    const single = await alerts.getConfiguration(ADMINS);

    expect(wire.sent.map(pathOf)).toEqual([
      `${RMA}/alertConfigurations?${SCOPE}`,
      `${RMA}/alertConfigurations/${ADMINS}`,
    ]);
    expect(listed?.id).toMatch(/_TooManyGlobalAdminsAssignedToTenantAlert$/);
    expect(single).toEqual({
      type: '#microsoft.graph.tooManyGlobalAdminsAssignedToTenantAlertConfiguration',
      enabled: true,
      settings: { globalAdminCountThreshold: 2, percentageOfGlobalAdminsOutOfRolesThreshold: 4 },
    });
  });

  it.each(['getDefinition', 'getConfiguration', 'getAlert'] as const)(
    '%s of what does not exist is not found',
    async (method) => {
      const { alerts, wire } = setUp();
      wire.answer(empty(404));

      expect(await failure(alerts[method](STALE))).toMatchObject({ reason: 'not-found' });
    },
  );
});
