import { Agent, request as httpRequest } from 'node:http';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import { ToBotFromBotOrEmulatorTokenValidationParameters as SDK_ISSUERS } from 'botframework-connector/lib/auth/tokenValidationParameters';
import { judgeContent, tenantOf, type GateOptions } from '../../src/bot/gate';
import { createServer, type BotServer } from '../../src/bot/server';
import { systemClock } from '../../src/lib/clock';
import { createLog } from '../../src/lib/log';
import { createTeamsAdapter, type TeamsAdapter } from '../../src/teams/adapter';
import { appAt, CHANNEL_ISSUER, startOpenId, type OpenIdIssuer, type TokenShape } from '../support/openid';

const APP = '11111111-1111-4111-8111-111111111111';
const OTHER_APP = '99999999-9999-4999-8999-999999999999';
const TENANT = '22222222-2222-4222-8222-222222222222';
const SERVICE_URL = 'https://smba.trafficmanager.net/emea/';
const SERVICE_URLS = { hosts: ['smba.trafficmanager.net'], loopbackOnly: false };
const GATE: GateOptions = {
  authenticated: true,
  appId: APP,
  issuer: CHANNEL_ISSUER,
  serviceUrls: SERVICE_URLS,
};

const ACTIVITY = {
  type: 'message',
  id: 'a1',
  channelId: 'msteams',
  serviceUrl: SERVICE_URL,
  conversation: { id: 'c1', tenantId: TENANT },
  channelData: { tenant: { id: TENANT } },
  from: { id: '29:1' },
  recipient: { id: '28:bot' },
  text: 'alerts',
};

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Absent: a valid one. */
  readonly token?: TokenShape | string | undefined;
  /** Absent: the valid activity; an object is laid over it. */
  readonly body?: string | Buffer | object;
  readonly agent?: Agent;
}

let openId: OpenIdIssuer;
let adapter: TeamsAdapter;
let server: BotServer;
let port: number;
let entered: number;
const lines = new PassThrough();

beforeAll(async () => {
  openId = await startOpenId({ appId: APP, serviceUrl: SERVICE_URL, endorsements: ['msteams', 'webchat'] });
  const log = createLog('debug', lines);
  adapter = adapterFor(openId, log);
  server = createServer({
    host: '127.0.0.1',
    port: 0,
    gate: GATE,
    receive: (received) => adapter.receive({ ...received, logic }),
    ready: () => Promise.resolve([]),
    log,
  });
  ({ port } = await server.listen());
});

beforeEach(() => {
  entered = 0;
});

afterEach(async () => {
  await Promise.all(others.splice(0).map((issuer) => issuer.close()));
});

afterAll(async () => {
  await server.close(1000);
  adapter.close();
  await openId.close();
});

const others: OpenIdIssuer[] = [];

async function another(): Promise<OpenIdIssuer> {
  const issuer = await startOpenId({ appId: APP, serviceUrl: SERVICE_URL });
  others.push(issuer);
  return issuer;
}

function adapterFor(issuer: OpenIdIssuer, log = createLog('silent')): TeamsAdapter {
  return createTeamsAdapter({
    ...appAt(issuer.url, { appId: APP, tenantId: TENANT }),
    serviceUrls: SERVICE_URLS,
    clock: systemClock,
    log,
  });
}

async function logic(context: { activity: object }): Promise<{ status: 403 } | undefined> {
  if (!tenantOf(context.activity, new Set([TENANT]))) return { status: 403 };
  entered += 1;
  return undefined;
}

function bodyOf(body: Sent['body']): string | Buffer {
  if (typeof body === 'string' || Buffer.isBuffer(body)) return body;
  return JSON.stringify({ ...ACTIVITY, ...body });
}

/** By hand, because paths and headers must arrive as written. */
function send({
  method = 'POST',
  path = '/api/messages',
  headers = {},
  body,
  agent,
  ...rest
}: Sent): Promise<{
  status: number | undefined;
  text: string;
  headers: Readonly<Record<string, unknown>>;
}> {
  const token = 'token' in rest ? rest.token : {};
  const authorization = typeof token === 'object' ? `Bearer ${openId.token(token)}` : token;
  const all = { 'content-type': 'application/json', authorization, ...headers };
  const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, method, path, headers: present, agent },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode,
            text: Buffer.concat(chunks).toString(),
            headers: response.headers,
          }),
        );
      },
    );
    // The server may hang up on a body it does not want.
    request.on('error', (error) => (request.destroyed ? undefined : reject(error)));
    request.end(method === 'GET' ? undefined : bodyOf(body));
  });
}

const now = Math.floor(Date.now() / 1000);
const inUnknownTenant = { iss: 'https://sts.windows.net/33333333-3333-4333-8333-333333333333/' };

const FORGED: readonly (readonly [string, number, Sent])[] = [
  ['a GET', 405, { method: 'GET' }],
  ['a PUT', 405, { method: 'PUT' }],
  ['another path', 404, { path: '/api/message' }],
  ['a trailing slash', 404, { path: '/api/messages/' }],
  ['a doubled slash', 404, { path: '//api/messages' }],
  ['a path with dots', 404, { path: '/api/x/../messages' }],
  ['a path in capitals', 404, { path: '/API/messages' }],
  ['a path with a null byte', 404, { path: '/api/messages%00' }],
  ['a broken escape in the path', 404, { path: '/api/%zz' }],
  ['plain text', 415, { headers: { 'content-type': 'text/plain' } }],
  ['a form', 415, { headers: { 'content-type': 'multipart/form-data; boundary=x' } }],
  ['no content type', 415, { headers: { 'content-type': undefined } }],
  ['a gzip bomb', 415, { headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(20_000_000)) }],
  ['an unknown encoding', 415, { headers: { 'content-encoding': 'br' } }],
  ['an oversized body', 413, { body: { text: 'x'.repeat(300_000) } }],
  [
    'an oversized body in chunks',
    413,
    { headers: { 'transfer-encoding': 'chunked' }, body: { text: 'x'.repeat(300_000) } },
  ],
  ['no body', 400, { body: '' }],
  ['what is no JSON', 400, { body: '{"type":' }],
  ['what is no UTF-8', 400, { body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) }],
  ['an array', 400, { body: '[]' }],
  ['null', 400, { body: 'null' }],
  ['a string', 400, { body: '"message"' }],
  ['no type', 400, { body: { type: undefined } }],
  ['a type that is no string', 400, { body: { type: { toString: 'message' } } }],
  ['no token', 401, { token: undefined }],
  ['a password', 401, { token: 'Basic YTpi' }],
  ['junk for a token', 401, { token: 'Bearer junk' }],
  ['a token of four parts', 401, { token: 'Bearer a.b.c.d' }],
  ['a token of no JSON', 401, { token: 'Bearer YQ.YQ.YQ' }],
  ['a token with nothing signed', 401, { token: { header: { alg: 'none' }, signer: 'nobody' } }],
  ['alg none with a signature', 401, { token: { header: { alg: 'none' } } }],
  ['HS256 with the public key', 401, { token: { header: { alg: 'HS256' }, signer: 'public-key-as-secret' } }],
  ['RS256 in name, HS256 in truth', 401, { token: { signer: 'public-key-as-secret' } }],
  ['the signature of a stranger', 401, { token: { signer: 'stranger' } }],
  ['PS256', 401, { token: { header: { alg: 'PS256' } } }],
  ['an unknown key', 401, { token: { header: { kid: 'key-2' } } }],
  ['no key named', 401, { token: { header: { kid: undefined } } }],
  ['another issuer', 401, { token: { claims: { iss: 'https://api.botframework.com.evil.example' } } }],
  ['another audience', 401, { token: { claims: { aud: OTHER_APP } } }],
  ['many audiences', 401, { token: { claims: { aud: [APP, OTHER_APP] } } }],
  ['a token run out', 401, { token: { claims: { exp: now - 301 } } }],
  ['a token that never runs out', 401, { token: { claims: { exp: undefined } } }],
  ['a token not yet valid', 401, { token: { claims: { nbf: now + 3000 } } }],
  [
    'a token for another service URL',
    401,
    { token: { claims: { serviceurl: 'https://smba.trafficmanager.net/amer/' } } },
  ],
  ['a token for no service URL', 401, { token: { claims: { serviceurl: undefined } } }],
  ['an emulator token', 401, { token: { claims: { ...inUnknownTenant, appid: APP, ver: '1.0' } } }],
  [
    'an Entra token of our own tenant',
    401,
    { token: { claims: { iss: `https://login.microsoftonline.com/${TENANT}/v2.0`, azp: APP, ver: '2.0' } } },
  ],
  ['a skill token', 401, { token: { claims: { appid: OTHER_APP, ver: '1.0' } } }],
  [
    'a skill token without a service URL',
    401,
    { token: { claims: { appid: OTHER_APP, ver: '1.0', serviceurl: undefined } } },
  ],
  ['Web Chat, where the caller chooses who he is', 403, { body: { channelId: 'webchat' } }],
  ['the emulator', 403, { body: { channelId: 'emulator' } }],
  ['AseChannel', 403, { body: { channelId: 'AseChannel' } }],
  ['no channel', 403, { body: { channelId: undefined } }],
  ['no service URL', 400, { body: { serviceUrl: undefined } }],
  ['a service URL that is none', 400, { body: { serviceUrl: 'smba.trafficmanager.net' } }],
  ['a service URL by http', 403, { body: { serviceUrl: 'http://smba.trafficmanager.net/emea/' } }],
  ['a service URL with a user', 403, { body: { serviceUrl: 'https://a:b@smba.trafficmanager.net/emea/' } }],
  [
    'a look-alike service URL',
    403,
    { body: { serviceUrl: 'https://smba.trafficmanager.net.evil.example/' } },
  ],
  ['a service URL on this machine', 403, { body: { serviceUrl: 'https://127.0.0.1/emea/' } }],
  [
    'a service URL given twice, the good one first',
    403,
    { body: JSON.stringify(ACTIVITY).replace(/}$/, ',"serviceUrl":"https://evil.example/"}') },
  ],
  ['a channel given twice', 403, { body: JSON.stringify(ACTIVITY).replace(/}$/, ',"channelId":"webchat"}') }],
  ['no conversation', 400, { body: { conversation: undefined } }],
  ['a sender that is no object', 400, { body: { from: 'admin' } }],
  [
    'another tenant',
    403,
    { body: { conversation: { id: 'c1', tenantId: OTHER_APP }, channelData: { tenant: { id: OTHER_APP } } } },
  ],
  ['two tenants', 403, { body: { channelData: { tenant: { id: OTHER_APP } } } }],
  ['no tenant', 403, { body: { conversation: { id: 'c1' }, channelData: {} } }],
];

describe('over HTTP, with the real adapter', () => {
  test.each(FORGED)('%s is refused with %d and nothing else', async (_name, status, sent) => {
    const answer = await send(sent);

    expect(answer.status).toBe(status);
    expect(answer.text).toBe('');
    expect(answer.headers).not.toHaveProperty('server');
    expect(entered).toBe(0);
  });

  test.each([
    ['a message', {}],
    ['a message by RS384', { token: { header: { alg: 'RS384' } } }],
    ['a message by RS512', { token: { header: { alg: 'RS512' } } }],
    [
      'an activity with moments',
      { body: { timestamp: '2026-11-23T08:00:00Z', localTimestamp: '2026-11-23T09:00:00' } },
    ],
    ['a token just run out, within the skew', { token: { claims: { exp: now - 200 } } }],
    ['a path with a query', { path: '/api/messages?api-version=1' }],
  ] as const)('%s passes', async (_name, sent) => {
    const answer = await send(sent);

    expect(answer.status).toBe(200);
    expect(answer.text).toBe('');
    expect(entered).toBe(1);
  });

  test('no refusal prints a key, a stack or the words of the SDK', async () => {
    const printed = jest.spyOn(console, 'error');
    lines.read();

    for (const signer of ['stranger', 'public-key-as-secret'] as const) await send({ token: { signer } });
    await send({ token: { claims: { exp: now - 999 } } });

    const logged = String(lines.read() ?? '');
    expect(printed).not.toHaveBeenCalled();
    expect(logged).not.toMatch(/PUBLIC KEY|invalid signature|at .*node_modules/);
  });
});

test('while the keys of the channel cannot be had, nobody gets in and nothing is said', async () => {
  const broken = await another();
  broken.fail(503);
  const lone = adapterFor(broken);

  const answer = await lone.receive({ authorization: `Bearer ${broken.token()}`, activity: ACTIVITY, logic });

  expect(answer).toEqual({ status: 500 });
  expect(entered).toBe(0);
});

test('a burst of unknown keys does not become a burst of requests for keys', async () => {
  const fresh = await another();
  const lone = adapterFor(fresh);

  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      lone.receive({
        authorization: `Bearer ${fresh.token({ header: { kid: `unknown-${index}` } })}`,
        activity: ACTIVITY,
        logic,
      }),
    ),
  );

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  expect(fresh.requests()).toBe(2);
});

/** What is held after everything that can go has gone. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

test('ten thousand forged requests over HTTP leave nothing behind', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const signature = openId.token().split('.')[2];
  const token = (index: number, iss: string): string => {
    const tid = `44444444-4444-4444-8444-${String(index).padStart(12, '0')}`;
    const parts = [
      { alg: 'RS256', kid: `key-${index % 7}` },
      { iss: iss.replace('TID', tid), aud: APP, tid, ver: '1.0', exp: now + 60 },
    ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    return `Bearer ${parts.join('.')}.${signature}`;
  };
  // Each is new in some way: tenant, key, type, conversation, sender. Three of four get past the gate, to the signature.
  const one = async (index: number): Promise<number | undefined> => {
    const body = {
      type: `type-${index}`,
      conversation: { id: `c-${index}`, tenantId: `t-${index}` },
      from: { id: `29:${index}`, aadObjectId: `oid-${index}` },
    };
    const iss = index % 4 === 0 ? 'https://sts.windows.net/TID/' : CHANNEL_ISSUER;
    return (await send({ token: token(index, iss), body, agent })).status;
  };
  const run = async (from: number, count: number): Promise<number> => {
    let refused = 0;
    for (let done = 0; done < count; done += 8) {
      const eight = Array.from({ length: 8 }, (_, index) => one(from + done + index));
      refused += (await Promise.all(eight)).filter((status) => status === 401).length;
    }
    return refused;
  };
  await run(0, 2000);
  lines.read();
  const before = heldBytes();
  const issuersBefore = SDK_ISSUERS.issuer?.length;

  const refused = await run(2000, 10_000);

  lines.read();
  const grown = heldBytes() - before;
  agent.destroy();
  expect(refused).toBe(10_000);
  expect(entered).toBe(0);
  expect(SDK_ISSUERS.issuer?.length).toBe(issuersBefore);
  expect(grown).toBeLessThan(2_000_000);
}, 180_000);

test('the check of signatures alone, as if there were no gate, leaves nothing behind either', async () => {
  const signature = openId.token().split('.')[2];
  const forged = (index: number, iss: string): string => {
    const tid = `44444444-4444-4444-8444-${String(index).padStart(12, '0')}`;
    const parts = [
      { alg: 'RS256', kid: `key-${index % 7}` },
      { iss: iss.replace('TID', tid), aud: APP, tid, ver: '1.0', exp: now + 60 },
    ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    return `Bearer ${parts.join('.')}.${signature}`;
  };
  const run = async (from: number, count: number): Promise<number> => {
    let refused = 0;
    for (let index = from; index < from + count; index += 1) {
      const authorization = forged(index, index % 2 ? CHANNEL_ISSUER : 'https://sts.windows.net/TID/');
      // Past the gate as well, as if it were not there.
      const { status } = await adapter.receive({ authorization, activity: ACTIVITY, logic });
      refused += status === 401 ? 1 : 0;
    }
    return refused;
  };
  await run(0, 500);
  const before = heldBytes();
  const issuersBefore = SDK_ISSUERS.issuer?.length;

  const refused = await run(500, 10_000);

  const grown = heldBytes() - before;
  expect(refused).toBe(10_000);
  expect(SDK_ISSUERS.issuer?.length).toBe(issuersBefore);
  expect(grown).toBeLessThan(2_000_000);
  expect(
    judgeContent({ authorization: forged(1, 'https://sts.windows.net/TID/'), activity: ACTIVITY }, GATE),
  ).toBe(401);
}, 120_000);
