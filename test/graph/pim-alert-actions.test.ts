import { createPimAlertActions } from '../../src/graph/pim-alert-actions';
import { brokenConnection, empty, refusal } from '../support/fake-wire';
import { aGraph, alertId, failure, fixture, GRAPH, RMA } from './support';

const STALE = alertId('StaleSignInAlert');
const ADMINS = alertId('TooManyGlobalAdminsAssignedToTenantAlert');

function setUp(token?: string) {
  const graph = aGraph();
  const afterChange = jest.fn();
  const actions = createPimAlertActions({
    client: graph.client,
    afterChange,
    ...(token === undefined ? {} : { token }),
  });
  return { ...graph, actions, afterChange };
}

describe('a change', () => {
  it('is made in the person’s name where there is one', async () => {
    const { actions, wire } = setUp('persons-token');
    wire.answer(empty(204));

    await actions.dismissAlert(STALE);

    expect(wire.sent[0]?.headers.get('authorization')).toBe('Bearer persons-token');
  });

  it('is made in the app’s name otherwise', async () => {
    const { actions, wire } = setUp();
    wire.answer(empty(204));

    await actions.dismissAlert(STALE);

    expect(wire.sent[0]?.headers.get('authorization')).toBe('Bearer app-token');
  });

  it('is told to whoever shares reads, whether it went through or not', async () => {
    const { actions, wire, afterChange } = setUp();
    wire.answer(empty(204), brokenConnection());

    await actions.dismissAlert(STALE);
    await failure(actions.dismissAlert(STALE));

    expect(afterChange).toHaveBeenCalledTimes(2);
  });

  it('carries the service’s request id as its receipt', async () => {
    const { actions, wire } = setUp();
    wire.answer(empty(204, { 'request-id': 'abc' }));

    expect(await actions.enableAlert(STALE)).toEqual({ requestId: 'abc' });
  });

  it('of an id that is none is not sent', async () => {
    const { actions, wire } = setUp();

    expect(await failure(actions.remediateIncident(STALE, '..'))).toMatchObject({ code: 'NotAnId' });
    expect(wire.sent).toHaveLength(0);
  });
});

describe('dismissing', () => {
  it('sets the alert inactive, as the tutorial’s example and not its prose says', async () => {
    const { actions, wire } = setUp();
    wire.answer(empty(204));

    await actions.dismissAlert(STALE);

    expect(wire.sent[0]).toMatchObject({
      method: 'PATCH',
      url: `${GRAPH}${RMA}/alerts/${STALE}`,
      body: fixture('tutorial-dismiss.json'),
    });
    expect(wire.sent[0]?.headers.get('content-type')).toBe('application/json');
  });

  it('is undone by setting it active', async () => {
    const { actions, wire } = setUp();
    wire.answer(empty(204));

    await actions.enableAlert(STALE);

    expect(wire.sent[0]).toMatchObject({ method: 'PATCH', body: { isActive: true } });
  });
});

describe('a scan', () => {
  it('of one alert is ordered without a body, and its address is kept as it came', async () => {
    const { actions, wire } = setUp();
    const { response } = fixture('refresh-alert.json') as { response: { headers: Record<string, string> } };
    wire.answer(empty(202, response.headers));

    const { operation } = await actions.refreshAlert(ADMINS);

    expect(wire.sent[0]).toMatchObject({
      method: 'POST',
      url: `${GRAPH}${RMA}/alerts/${ADMINS}/refresh`,
      body: undefined,
    });
    expect(wire.sent[0]?.headers.has('content-type')).toBe(false);
    expect(operation).toEqual({ location: response.headers['Location'], status: 'notStarted', detail: '' });
  });

  it('of all alerts is ordered with the scope', async () => {
    const { actions, wire } = setUp();
    wire.answer(empty(202, { location: `${GRAPH}${RMA}/operations/refresh:${STALE}` }));

    const { operation } = await actions.refreshAll();

    expect(wire.sent[0]).toMatchObject({
      method: 'POST',
      url: `${GRAPH}${RMA}/alerts/refresh`,
      body: fixture('tutorial-refresh-all.json'),
    });
    expect(operation.location).toBe(`${GRAPH}${RMA}/operations/refresh:${STALE}`);
  });

  it('whose answer does not say where to ask may well run', async () => {
    const { actions, wire } = setUp();
    wire.answer(empty(202));

    expect(await failure(actions.refreshAll())).toEqual({
      reason: 'unavailable',
      code: 'MissingLocation',
      maybeDone: true,
      requestId: 'request-1',
    });
  });
});

describe('a configuration', () => {
  it('is changed with its own type and nothing but the changes, as in the tutorial', async () => {
    const { actions, wire } = setUp();
    wire.answer(empty(204));
    const type = '#microsoft.graph.tooManyGlobalAdminsAssignedToTenantAlertConfiguration';
    const settings = { globalAdminCountThreshold: 4, percentageOfGlobalAdminsOutOfRolesThreshold: 10 };

    await actions.updateConfiguration(ADMINS, { type, enabled: true, settings });

    expect(wire.sent[0]).toMatchObject({
      method: 'PATCH',
      url: `${GRAPH}${RMA}/alertConfigurations/${ADMINS}`,
      body: fixture('tutorial-update-configuration.json'),
    });
  });

  it('keeps its switch as it is where nobody touched it', async () => {
    const { actions, wire } = setUp();
    wire.answer(empty(204));
    const type = '#microsoft.graph.staleSignInAlertConfiguration';

    await actions.updateConfiguration(STALE, { type, settings: { duration: 'P60D' } });

    expect(wire.sent[0]?.body).toEqual({ '@odata.type': type, duration: 'P60D' });
  });

  it('cannot be given another type by a setting of that name', async () => {
    const { actions, wire } = setUp();
    wire.answer(empty(204));

    await actions.updateConfiguration(STALE, { type: '#t', settings: { '@odata.type': '#other' } });

    expect(wire.sent[0]?.body).toEqual({ '@odata.type': '#t' });
  });
});

describe('remediating', () => {
  it('is one POST without a body, to the route that exists', async () => {
    const { actions, wire } = setUp();
    wire.answer(empty(200));

    await actions.remediateIncident(ADMINS, '0645231d-16ba-4ebf-851a-0875df4052bd');

    expect(wire.sent).toHaveLength(1);
    expect(wire.sent[0]).toMatchObject({
      method: 'POST',
      url: `${GRAPH}${RMA}/alerts/${ADMINS}/alertIncidents/0645231d-16ba-4ebf-851a-0875df4052bd/remediate`,
      body: undefined,
    });
  });

  it('again, after a try that broke off, may find that it was done', async () => {
    const { client, wire } = aGraph();
    wire.answer(brokenConnection(), refusal(404, 'NotFound'));
    const first = createPimAlertActions({ client, token: 'persons-token' });
    const second = createPimAlertActions({ client, token: 'renewed-token' });

    await failure(first.remediateIncident(ADMINS, 'i1'));
    const details = await failure(second.remediateIncident(ADMINS, 'i1'));

    expect(details).toMatchObject({ reason: 'not-found', maybeDone: true });
  });

  it('what cannot be remediated is refused as wrong', async () => {
    const { actions, wire } = setUp();
    wire.answer(refusal(400, 'UnknownError', '{"errorCode":"AlertNotRemediatable","message":"No."}'));

    expect(await failure(actions.remediateIncident(ADMINS, 'i1'))).toEqual({
      reason: 'invalid',
      status: 400,
      code: 'AlertNotRemediatable',
      requestId: 'inner-1',
    });
  });
});
