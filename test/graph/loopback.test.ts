import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createGraphClient } from '../../src/graph/client';
import { createPimAlertActions } from '../../src/graph/pim-alert-actions';
import { createPimAlerts } from '../../src/graph/pim-alerts';
import { systemClock } from '../../src/lib/clock';
import { silentLog } from '../../src/lib/log';
import { alertId, failure, RMA } from './support';

const STALE = alertId('StaleSignInAlert');
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** The adapter against a real server on a real socket, with the platform's own `fetch`. */
async function against(
  answer: (request: IncomingMessage, response: ServerResponse, origin: string) => void,
  deadlineMs = 20_000,
) {
  const requests: {
    method: string | undefined;
    url: string | undefined;
    authorization: string | undefined;
  }[] = [];
  const sockets = new Set<unknown>();
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    requests.push({ method, url, authorization: headers.authorization });
    sockets.add(request.socket);
    request.resume();
    answer(request, response, origin);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createGraphClient({
    baseUrl: origin,
    credential: {
      getToken: async () => ({ token: 'sandbox-token', expiresOnTimestamp: Date.now() + 60_000 }),
    },
    clock: systemClock,
    log: silentLog,
    deadlineMs,
    maxRetries: 0,
  });
  const alerts = createPimAlerts({ client, log: silentLog });
  const actions = createPimAlertActions({ client, token: 'persons-token' });
  return { alerts, actions, requests, sockets, origin };
}

function json(response: ServerResponse, body: unknown): void {
  // Not chained: restify, loaded elsewhere in the process, leaves a writeHead that returns nothing.
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

describe('over a real socket', () => {
  it('absolute links over http are followed with the token, on connections kept alive', async () => {
    const { alerts, requests, sockets } = await against((request, response, origin) => {
      const skip = Number(/\$skip=(\d+)/.exec(request.url ?? '')?.[1] ?? 0);
      const next =
        skip < 4 ? { '@odata.nextLink': `${origin}${request.url?.split('?')[0]}?$skip=${skip + 1}` } : {};
      json(response, { value: [{ id: `i${skip}` }], ...next });
    });

    const ids: string[] = [];
    for await (const page of alerts.listIncidents(STALE)) ids.push(...page.map(({ id }) => id));

    expect(ids).toEqual(['i0', 'i1', 'i2', 'i3', 'i4']);
    expect(requests.every(({ authorization }) => authorization === 'Bearer sandbox-token')).toBe(true);
    expect(requests[1]?.url).toBe(`${RMA}/alerts/${STALE}/alertIncidents?$skip=1`);
    expect(sockets.size).toBeLessThan(3);
  });

  it('the filter arrives as Graph wants it', async () => {
    const { alerts, requests } = await against((_request, response) => json(response, { value: [] }));

    await alerts.listAlerts();

    const query = new URL(requests[0]?.url ?? '', 'http://x').searchParams;
    expect(query.get('$filter')).toBe("scopeId eq '/' and scopeType eq 'DirectoryRole'");
    expect(query.get('$expand')).toBe('alertDefinition,alertConfiguration,alertIncidents');
  });

  it('a scan is ordered in the person’s name and then asked for in the app’s', async () => {
    const { alerts, actions, requests } = await against((request, response, origin) => {
      if (request.method === 'GET') return json(response, { status: 'succeeded', statusDetail: '' });
      response.writeHead(202, { location: `${origin}${RMA}/operations/refresh:${STALE}` });
      return response.end();
    });

    const { operation } = await actions.refreshAlert(STALE);
    const later = await alerts.getOperation(operation.location);

    expect(later.status).toBe('succeeded');
    expect(requests).toEqual([
      { method: 'POST', url: `${RMA}/alerts/${STALE}/refresh`, authorization: 'Bearer persons-token' },
      { method: 'GET', url: `${RMA}/operations/refresh:${STALE}`, authorization: 'Bearer sandbox-token' },
    ]);
  });

  it('a connection cut during a change leaves its outcome open', async () => {
    const { actions } = await against((request) => request.socket.destroy());

    expect(await failure(actions.dismissAlert(STALE))).toMatchObject({
      reason: 'unavailable',
      maybeDone: true,
    });
  });

  it('a change that finds nobody listening was not made', async () => {
    const { actions } = await against(() => {});
    servers.splice(0).forEach((server) => server.close());

    const details = await failure(actions.dismissAlert(STALE));

    expect(details.reason).toBe('unavailable');
    expect(details.maybeDone).toBeUndefined();
  });

  it('an answer that never comes is waited for no longer than the deadline', async () => {
    const { alerts } = await against(() => {}, 500);

    // Without a deadline this would outlast the test.
    expect(await failure(alerts.getAlert(STALE))).toMatchObject({ reason: 'unavailable' });
  });

  it('an answer that is small on the wire and without end once unpacked is given up', async () => {
    const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024, ' '));
    const { alerts } = await against((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(bomb);
    });

    expect(bomb.length).toBeLessThan(100_000);
    expect(await failure(alerts.getAlert(STALE))).toMatchObject({ code: 'AnswerTooLong' });
  });

  it('a redirect is not followed, and its target sees no token', async () => {
    const { alerts, requests } = await against((_request, response) => {
      response.writeHead(307, { location: '/elsewhere' });
      response.end();
    });

    expect(await failure(alerts.getAlert(STALE))).toMatchObject({ reason: 'unavailable', status: 307 });
    expect(requests).toHaveLength(1);
  });
});
