import { judgeContent, judgeHead, tenantOf, type GateOptions } from '../../src/bot/gate';

const HEAD = {
  path: '/api/messages',
  contentType: 'application/json; charset=utf-8',
  contentEncoding: undefined,
  contentLength: '100',
  host: 'rolecall.example',
};
const CLOSED: GateOptions = {
  authenticated: true,
  appId: 'app-1',
  issuer: 'https://issuer.example',
  serviceUrls: { hosts: ['smba.trafficmanager.net'], loopbackOnly: false },
};
const OPEN: GateOptions = { authenticated: false, serviceUrls: { hosts: [], loopbackOnly: true } };
const ACTIVITY = {
  type: 'message',
  channelId: 'msteams',
  serviceUrl: 'https://smba.trafficmanager.net/emea/',
  conversation: { id: 'c1' },
  from: { id: '29:1' },
};

function tokenOf(header: object, claims: object): string {
  const parts = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return `Bearer ${parts.join('.')}.c2lnbmF0dXJl`;
}

const TOKEN = tokenOf({ alg: 'RS256' }, { iss: 'https://issuer.example', aud: 'app-1' });

describe('before the body is read', () => {
  test.each([
    ['plain JSON', {}, 0],
    ['JSON without a charset', { contentType: 'application/json' }, 0],
    ['an encoding that changes nothing', { contentEncoding: 'identity' }, 0],
    ['no length, as in chunks', { contentLength: undefined }, 0],
    ['a path with dots', { path: '/api/x/../messages' }, 404],
    ['a form', { contentType: 'application/x-www-form-urlencoded' }, 415],
    ['plain text, which a web page may send anywhere', { contentType: 'text/plain' }, 415],
    ['no content type', { contentType: undefined }, 415],
    ['another charset', { contentType: 'application/json; charset=utf-16' }, 415],
    ['gzip', { contentEncoding: 'gzip' }, 415],
    ['two encodings', { contentEncoding: 'gzip, identity' }, 415],
    ['a length over the limit', { contentLength: '1001' }, 413],
  ])('%s', (_name, change, verdict) => {
    expect(judgeHead({ ...HEAD, ...change }, CLOSED, 1000)).toBe(verdict);
  });

  test.each([
    ['127.0.0.1:3978', 0],
    ['localhost:3978', 0],
    ['[::1]:3978', 0],
    ['rebound.example', 403],
    ['127.0.0.1.evil.example', 403],
    [undefined, 403],
  ])('without authentication, host %s', (host, verdict) => {
    expect(judgeHead({ ...HEAD, host }, OPEN, 1000)).toBe(verdict);
  });
});

describe('after the body was parsed', () => {
  test('a fitting request passes', () => {
    expect(judgeContent({ authorization: TOKEN, activity: ACTIVITY }, CLOSED)).toBe(0);
  });

  test('without authentication only this machine is answered', () => {
    const here = { ...ACTIVITY, serviceUrl: 'http://localhost:56150/_connector' };

    expect(judgeContent({ authorization: undefined, activity: here }, OPEN)).toBe(0);
    expect(judgeContent({ authorization: undefined, activity: ACTIVITY }, OPEN)).toBe(403);
    expect(
      judgeContent({ authorization: undefined, activity: { ...here, channelId: 'webchat' } }, OPEN),
    ).toBe(403);
  });

  test('with authentication this machine is not answered', () => {
    const here = { ...ACTIVITY, serviceUrl: 'https://localhost/_connector' };

    expect(judgeContent({ authorization: TOKEN, activity: here }, CLOSED)).toBe(403);
  });

  test.each([
    ['alg none', { alg: 'none' }, {}],
    ['alg HS256', { alg: 'HS256' }, {}],
    ['alg as a list', { alg: ['RS256'] }, {}],
    ['another issuer', {}, { iss: 'https://sts.windows.net/t/' }],
    ['another audience', {}, { aud: 'app-2' }],
    ['a list of audiences', {}, { aud: ['app-1'] }],
  ])('a token with %s is refused', (_name, header, claims) => {
    const authorization = tokenOf(
      { alg: 'RS256', ...header },
      { iss: 'https://issuer.example', aud: 'app-1', ...claims },
    );

    expect(judgeContent({ authorization, activity: ACTIVITY }, CLOSED)).toBe(401);
  });

  test.each([
    'https://smba.trafficmanager.net.evil.example/',
    'https://evil.example/smba.trafficmanager.net',
    'https://user@smba.trafficmanager.net/',
    'https://smba.trafficmanager.net@evil.example/',
    'https://smba.trafficmanager.net:8443/',
    'https://smba.trafficmanager.net./',
    'https://smba.trafficmanager.net\\@evil.example/',
    'https://smba.trafficmanаger.net/',
    'http://smba.trafficmanager.net/',
    'ftp://smba.trafficmanager.net/',
  ])('no answer goes to %s', (serviceUrl) => {
    expect(judgeContent({ authorization: TOKEN, activity: { ...ACTIVITY, serviceUrl } }, CLOSED)).toBe(403);
  });
});

describe('the tenant of a signed activity', () => {
  const served = new Set(['tenant-1', 'tenant-2']);

  test.each([
    [
      'named in both places',
      { channelData: { tenant: { id: 'TENANT-1' } }, conversation: { tenantId: 'tenant-1' } },
      'tenant-1',
    ],
    ['named once', { conversation: { tenantId: 'tenant-1' } }, 'tenant-1'],
    ['another', { conversation: { tenantId: 'tenant-3' } }, undefined],
    [
      'two that are served, at once',
      { channelData: { tenant: { id: 'tenant-2' } }, conversation: { tenantId: 'tenant-1' } },
      undefined,
    ],
    ['another that is served', { conversation: { tenantId: 'tenant-2' } }, 'tenant-2'],
    [
      'ours and one that is not served',
      { channelData: { tenant: { id: 'tenant-3' } }, conversation: { tenantId: 'tenant-1' } },
      undefined,
    ],
    ['none', { conversation: { id: 'c1' } }, undefined],
    ['a list', { conversation: { tenantId: ['tenant-1'] } }, undefined],
  ])('%s', (_name, activity, expected) => {
    expect(tenantOf(activity, served)).toBe(expected);
  });
});

describe('an activity with odd parts', () => {
  const open = { ...ACTIVITY, serviceUrl: 'http://127.0.0.1:1/' };

  test.each([
    [{ text: 5 }],
    [{ text: {} }],
    [{ action: 5 }],
    [{ name: [] }],
    [{ entities: [null] }],
    [{ entities: {} }],
    [{ membersRemoved: 'x' }],
    [{ membersRemoved: [null] }],
    [{ membersAdded: [5] }],
  ])('is refused: %j', (odd) => {
    expect(judgeContent({ authorization: undefined, activity: { ...open, ...odd } }, OPEN)).toBe(400);
  });

  test('is taken where they are just not there', () => {
    const activity = { ...open, text: null, entities: [], membersRemoved: undefined };

    expect(judgeContent({ authorization: undefined, activity }, OPEN)).toBe(0);
  });
});
