import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { createServer, type BotServer, type ServerOptions } from '../../src/bot/server';
import { silentLog } from '../../src/lib/log';

const ACTIVITY = {
  type: 'invoke',
  channelId: 'msteams',
  serviceUrl: 'http://127.0.0.1:1/connector/',
  conversation: { id: 'c1' },
  from: { id: 'u1' },
};

const running: BotServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close(0)));
});

async function serve(
  options: Partial<ServerOptions> = {},
): Promise<{ server: BotServer; url: string; port: number }> {
  const server = createServer({
    host: '127.0.0.1',
    port: 0,
    gate: { authenticated: false, serviceUrls: { hosts: [], loopbackOnly: true } },
    receive: () => Promise.resolve({ status: 200 }),
    ready: () => Promise.resolve([]),
    log: silentLog,
    ...options,
  });
  running.push(server);
  return { server, ...(await server.listen()) };
}

interface Latch {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function latch(): Latch {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}

function post(url: string, body: unknown = ACTIVITY): Promise<Response> {
  return fetch(`${url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

test('an answer goes back as typed JSON', async () => {
  const body = { statusCode: 401, type: 'application/vnd.microsoft.activity.loginRequest', value: {} };
  const { url } = await serve({ receive: () => Promise.resolve({ status: 200, body }) });

  const response = await post(url);

  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await response.json()).toEqual(body);
});

test('the body of a failure stays inside', async () => {
  const { url } = await serve({ receive: () => Promise.resolve({ status: 500, body: { stack: 'secret' } }) });

  const response = await post(url);

  expect(response.status).toBe(500);
  expect(await response.text()).toBe('');
});

test('a bug behind the gate is a 500 without a word', async () => {
  const { url } = await serve({ receive: () => Promise.reject(new Error('secret')) });

  const response = await post(url);

  expect(response.status).toBe(500);
  expect(await response.text()).toBe('');
});

test('alive is said as long as the process answers', async () => {
  const { url } = await serve({ ready: () => Promise.resolve(['The store cannot be reached.']) });

  const response = await fetch(`${url}/healthz`);

  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: 'ok' });
});

test('not ready is said with the reasons', async () => {
  const problems = ['The store cannot be reached.', 'The last sweep failed.'];
  const { url } = await serve({ ready: () => Promise.resolve(problems) });

  const response = await fetch(`${url}/readyz`);

  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ status: 'not ready', problems });
});

test('ready is said without more', async () => {
  const { url } = await serve();

  const response = await fetch(`${url}/readyz`);

  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: 'ready', problems: [] });
});

test('metrics are plain text, and absent where none are kept', async () => {
  const kept = await serve({ metrics: () => Promise.resolve('rolecall_up 1\n') });
  const none = await serve();

  const response = await fetch(`${kept.url}/metrics`);

  expect(await response.text()).toBe('rolecall_up 1\n');
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  expect((await fetch(`${none.url}/metrics`)).status).toBe(404);
});

describe('through a proxy, where strangers come', () => {
  test.each(['x-forwarded-for', 'forwarded', 'X-Forwarded-Host'])(
    'neither metrics nor what ails the bot is told, known by %s',
    async (header) => {
      const { url } = await serve({
        ready: () => Promise.resolve(['Secret channel no longer takes my messages.']),
        metrics: () => Promise.resolve('rolecall_up{tenant="1"} 1\n'),
      });
      const headers = { [header]: 'for=203.0.113.7' };

      const ready = await fetch(`${url}/readyz`, { headers });
      const metrics = await fetch(`${url}/metrics`, { headers });

      expect([ready.status, await ready.json()]).toEqual([503, { status: 'not ready' }]);
      expect([metrics.status, await metrics.text()]).toEqual([404, '']);
    },
  );

  test('activities and the sign of life are answered', async () => {
    const { url } = await serve();
    const headers = { 'x-forwarded-for': '203.0.113.7', 'content-type': 'application/json' };

    const alive = await fetch(`${url}/healthz`, { headers });
    const answer = await fetch(`${url}/api/messages`, {
      method: 'POST',
      headers,
      body: JSON.stringify(ACTIVITY),
    });

    expect([alive.status, answer.status]).toEqual([200, 200]);
  });
});

test('errors are empty whatever the caller accepts', async () => {
  const { url } = await serve();

  const answers = await Promise.all(
    ['text/html', 'image/png', 'application/json', '*/*'].map((accept) =>
      fetch(`${url}/nothing/here`, { headers: { accept } }),
    ),
  );

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['', '', '', '']);
});

test('a port that is taken is told in one sentence', async () => {
  const { port } = await serve();

  const second = serve({ port });

  await expect(second).rejects.toMatchObject({
    name: 'UserError',
    message: `Port ${port} on 127.0.0.1 is in use. Set PORT to a free one, or stop the other program.`,
  });
});

test('an address of another machine is told in one sentence', async () => {
  const elsewhere = serve({ host: '192.0.2.1' });

  await expect(elsewhere).rejects.toMatchObject({
    message: '192.0.2.1 is not an address of this machine. Set HOST to one that is.',
  });
});

test('closing lets the request under way finish and takes no other', async () => {
  const gate = latch();
  const started = latch();
  const { server, url } = await serve({
    receive: async () => {
      started.resolve();
      await gate.promise;
      return { status: 200, body: { done: true } };
    },
  });
  const underWay = post(url);
  await started.promise;

  const closed = server.close(10_000);
  const late = post(url);
  await expect(late).rejects.toThrow('fetch failed');
  gate.resolve();

  expect(await (await underWay).json()).toEqual({ done: true });
  await closed;
});

test('closing cuts off what does not finish in time', async () => {
  const started = latch();
  const { server, url } = await serve({
    receive: () => {
      started.resolve();
      return new Promise(() => undefined);
    },
  });
  const underWay = post(url).then(
    () => 'answered',
    () => 'cut off',
  );
  await started.promise;

  await server.close(1);

  expect(await underWay).toBe('cut off');
});

/** What comes back for these bytes, until the server hangs up. */
function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    socket.on('close', () => resolve(text));
  });
}

test.each([
  ['no HTTP', 'GARBAGE\r\n\r\n'],
  [
    'a length and chunks at once',
    'POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  [
    'two lengths',
    'POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd',
  ],
  ['no host', 'GET /healthz HTTP/1.1\r\n\r\n'],
])('%s is refused and hung up on', async (_name, bytes) => {
  const { port } = await serve();

  expect(await raw(port, bytes)).toMatch(/^HTTP\/1\.1 400 /);
});

test('headers that drip are cut off', async () => {
  const { port } = await serve({ limits: { headersMs: 50, requestMs: 60, connectionsCheckMs: 20 } });

  const said = await raw(port, 'POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\n');

  expect(said).toMatch(/^HTTP\/1\.1 408 /);
});

test('a body without end is refused at the limit, not at its end', async () => {
  const { port } = await serve({ limits: { bodyBytes: 1000 } });

  const status = await new Promise<number | undefined>((resolve) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port,
        method: 'POST',
        path: '/api/messages',
        headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode);
        request.destroy();
      },
    );
    request.on('error', () => undefined);
    // Never ended.
    request.write(' '.repeat(2000));
  });

  expect(status).toBe(413);
});

test.each(['/healthz', '/readyz', '/metrics'])(
  'without authentication %s is not for a web page that has another name for this machine',
  async (path) => {
    const { port } = await serve({ metrics: async () => 'rolecall_up 1' });

    const answers = await Promise.all(
      ['rebound.example', '127.0.0.1'].map((host) =>
        raw(port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
      ),
    );

    expect(answers.map((text) => text.split(' ')[1])).toEqual(['403', '200']);
  },
);
