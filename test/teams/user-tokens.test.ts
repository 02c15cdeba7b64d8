import { generateKeyPairSync } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { createLog } from '../../src/lib/log';
import type { Actor, Conversation } from '../../src/ports/conversation';
import type { UserTokens } from '../../src/ports/user-tokens';
import { createTeamsAdapter, type TeamsAdapter } from '../../src/teams/adapter';
import { channelMetadata } from '../../src/teams/clouds';
import { credentialsOf } from '../../src/teams/credentials';
import { appIdOf } from '../../src/teams/identity';
import { createUserTokens } from '../../src/teams/user-tokens';
import { fakeClock, type FakeClock } from '../support/clock';
import { appAt } from '../support/openid';
import { startTokenService, type TokenService } from '../support/token-service';

const APP = '11111111-1111-4111-8111-111111111111';
const TENANT = '22222222-2222-4222-8222-222222222222';
const CONNECTION = 'graph';
const SIGN_IN = {
  connectionName: CONNECTION,
  link: 'https://token.example/signin?connection=graph',
  tokenExchange: { id: 'exchange-1', uri: 'api://botid-1', providerId: 'aad' },
};

const alex: Actor = { id: 'OID-Alex', name: 'Alex', tenantId: TENANT, channelUserId: '29:alex' };
const place: Conversation = {
  tenantId: TENANT,
  id: 'c1',
  kind: 'personal',
  serviceUrl: 'https://smba.trafficmanager.net/emea/',
  channelId: 'msteams',
  bot: { id: '28:b' },
};

let clock: FakeClock;
let service: TokenService;
let adapter: TeamsAdapter;
let tokens: UserTokens;
const lines = new PassThrough();

beforeEach(async () => {
  clock = fakeClock();
  service = await startTokenService({ connectionName: CONNECTION });
  const log = createLog('debug', lines);
  adapter = createTeamsAdapter({
    ...appAt(service.url, { appId: APP, tenantId: TENANT }),
    serviceUrls: { hosts: ['smba.trafficmanager.net'], loopbackOnly: false },
    clock,
    log,
  });
  tokens = createUserTokens({
    adapter,
    connectionName: CONNECTION,
    graphOrigin: 'https://graph.microsoft.com',
    clock,
    log,
  });
});

afterEach(async () => {
  adapter.close();
  await service.close();
  lines.read();
});

function graphToken(claims: Readonly<Record<string, unknown>> = {}): string {
  const body = {
    oid: 'oid-alex',
    tid: TENANT,
    aud: 'https://graph.microsoft.com',
    exp: clock.now() / 1000 + 3600,
    ...claims,
  };
  const parts = [{ alg: 'RS256', nonce: 'n' }, body].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return `${parts.join('.')}.sealed-for-graph`;
}

describe('the sign-in dance', () => {
  test('somebody unknown is asked to sign in', async () => {
    const result = await tokens.get(alex, place);

    expect(result).toEqual({ kind: 'sign-in', signIn: SIGN_IN });
  });

  test("in silence: the client's own token is exchanged, and the next time none is needed", async () => {
    const token = graphToken();
    service.exchange('client-token', token);

    const first = await tokens.get(alex, place, { exchangeToken: 'client-token' });
    const second = await tokens.get(alex, place);

    expect([first, second]).toEqual([
      { kind: 'token', token },
      { kind: 'token', token },
    ]);
  });

  test('in silence, without consent: the exchange fails and the pop-up is offered', async () => {
    const result = await tokens.get(alex, place, { exchangeToken: 'client-token' });

    expect(result).toEqual({ kind: 'exchange-failed', signIn: SIGN_IN });
  });

  test('by pop-up: the code fetches the token', async () => {
    const token = graphToken();
    service.code('123456', token);

    const result = await tokens.get(alex, place, { code: '123456' });

    expect(result).toEqual({ kind: 'token', token });
  });

  test('by pop-up, with a code that is wrong or spent: it is offered again', async () => {
    service.code('123456', graphToken());
    await tokens.get(alex, place, { code: '123456' });

    const results = [
      await tokens.get(alex, place, { code: '123456' }),
      await tokens.get(alex, place, { code: '000000' }),
    ];

    expect(results.map(({ kind }) => kind)).toEqual(['exchange-failed', 'exchange-failed']);
  });

  test('signing out ends it', async () => {
    service.signedIn('29:alex', graphToken());

    await tokens.signOut(alex, place);

    expect(service.isSignedIn('29:alex')).toBe(false);
    expect((await tokens.get(alex, place)).kind).toBe('sign-in');
  });
});

describe('whose token it is', () => {
  test.each([
    ['another person', { oid: 'oid-blake' }, /another account/],
    ['nobody', { oid: undefined }, /another account/],
    ['the same id in another tenant', { tid: 'another-tenant' }, /another account/],
    ['another service', { aud: 'https://management.azure.com' }, /does not yield tokens for Microsoft Graph/],
    ['a look-alike of Graph', { aud: 'https://graph.microsoft.com.evil.example' }, /does not yield tokens/],
  ])('a token of %s is refused, and the person signed out', async (_name, claims, message) => {
    service.signedIn('29:alex', graphToken(claims));

    const refused = tokens.get(alex, place);

    await expect(refused).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
    });
    expect(service.isSignedIn('29:alex')).toBe(false);
  });

  test('an exchanged token is looked at as well', async () => {
    service.exchange('client-token', graphToken({ oid: 'oid-blake' }));

    const refused = tokens.get(alex, place, { exchangeToken: 'client-token' });

    await expect(refused).rejects.toMatchObject({ name: 'UserError' });
    expect(service.isSignedIn('29:alex')).toBe(false);
  });

  test('a token that can no longer be read is refused', async () => {
    service.signedIn('29:alex', 'opaque');

    await expect(tokens.get(alex, place)).rejects.toMatchObject({ name: 'UserError' });
  });

  test('a token run out, or about to, leads to a new sign-in', async () => {
    service.signedIn('29:alex', graphToken({ exp: clock.now() / 1000 + 20 }));

    const result = await tokens.get(alex, place);

    expect(result).toEqual({ kind: 'sign-in', signIn: SIGN_IN });
  });

  test('the app id of Graph names it as well as its address', async () => {
    service.signedIn('29:alex', graphToken({ aud: '00000003-0000-0000-c000-000000000000' }));

    expect((await tokens.get(alex, place)).kind).toBe('token');
  });
});

test('a token service out of reach is told in plain words, asked once', async () => {
  service.fail(503);

  const failed = tokens.get(alex, place, { exchangeToken: 'client-token' });

  await expect(failed).rejects.toMatchObject({
    name: 'UserError',
    message: 'Signing in is not possible right now. Try again in a minute.',
  });
  expect(service.calls).toEqual(['POST exchange']);
});

test('no token reaches the log', async () => {
  const secret = graphToken({ oid: 'oid-blake' });
  service.exchange('client-token', secret);

  await tokens.get(alex, place, { exchangeToken: 'client-token' }).catch(() => undefined);
  service.fail(500);
  await tokens.get(alex, place, { exchangeToken: 'client-token' }).catch(() => undefined);

  const logged = String(lines.read());
  expect(logged).toContain('user token refused');
  expect(logged).not.toContain(secret);
  expect(logged).not.toContain('client-token');
});

describe('who the bot is', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  test.each([
    ['a secret', { kind: 'secret', appId: APP, tenantId: TENANT, secret: 'a-secret' }],
    [
      'a certificate',
      { kind: 'certificate', appId: APP, tenantId: TENANT, certificate: 'A'.repeat(40), privateKey: pem },
    ],
    ['a managed identity', { kind: 'managed-identity', appId: APP }],
    [
      'a federated identity',
      { kind: 'federated', appId: APP, tenantId: TENANT, managedIdentityClientId: 'mi-1' },
    ],
  ] as const)(
    'with %s it takes its own tokens alone, and never switches authentication off',
    async (_name, app) => {
      const credentials = credentialsOf(app, 'https://login.microsoftonline.com/botframework.com');

      expect(appIdOf(app)).toBe(APP);
      expect(await credentials.isValidAppId(APP)).toBe(true);
      expect(await credentials.isValidAppId('')).toBe(false);
      expect(await credentials.isAuthenticationDisabled()).toBeFalsy();
    },
  );
});

describe('in a national cloud', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const certificate = 'A'.repeat(40);

  test.each([
    ['a secret', { kind: 'secret', appId: APP, tenantId: TENANT, secret: 'a-secret' }],
    ['a certificate', { kind: 'certificate', appId: APP, tenantId: TENANT, certificate, privateKey: pem }],
    [
      'a federated identity',
      { kind: 'federated', appId: APP, tenantId: TENANT, managedIdentityClientId: 'mi-1' },
    ],
  ] as const)('the bot signs in there with %s', async (_name, app) => {
    const { loginUrl, scope } = channelMetadata('china');

    const credentials = await credentialsOf(app, loginUrl).createCredentials(APP, scope, loginUrl, true);

    expect(credentials).toMatchObject({
      oAuthEndpoint: `https://login.partner.microsoftonline.cn/${TENANT}`,
      oAuthScope: 'https://api.botframework.azure.cn',
    });
  });
});
