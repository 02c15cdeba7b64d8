import { ConfigError, loadConfig } from '../../src/config';
import { TENANT_ID } from '../../src/sandbox/people';

type Env = Readonly<Record<string, string | undefined>>;

const TENANT = '11111111-1111-4111-8111-111111111111';
const APP = '33333333-3333-4333-8333-333333333333';
const PERSON = '44444444-4444-4444-8444-444444444444';

/** Everything a tenant needs. */
const REAL: Env = {
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppId: APP,
  MicrosoftAppPassword: 'secret-of-the-bot',
  MicrosoftAppTenantId: TENANT,
  AZURE_CLIENT_ID: APP,
  AZURE_CLIENT_SECRET: 'secret-of-the-app',
  OAUTH_CONNECTION_NAME: 'graph',
};

function problemsOf(env: Env): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('nothing configured', () => {
  it('is the pretend tenant on loopback', () => {
    expect(loadConfig({})).toEqual({
      mode: 'sandbox',
      host: '127.0.0.1',
      port: 3978,
      app: { kind: 'none' },
      cloud: {
        name: 'public',
        graphOrigin: 'https://graph.microsoft.com',
        authorityHost: 'https://login.microsoftonline.com',
        channel: 'public',
        serviceHosts: ['smba.trafficmanager.net'],
      },
      graphBaseUrl: 'https://graph.microsoft.com',
      tenants: [
        {
          id: TENANT_ID,
          name: undefined,
          credential: undefined,
          writeIdentity: 'user',
          oauthConnection: '',
          operators: [],
          readers: [],
          breakGlass: [],
          minimumGlobalAdmins: 2,
          acceptMaxDays: 90,
          twoPerson: 'off',
          sweep: { cron: '*/15 * * * * *', refresh: false },
        },
      ],
      databaseUrl: undefined,
      databaseCredential: undefined,
      dataDir: '.data',
      postsPerSecond: 25,
      playground: { on: true, port: 56_150 },
      drift: true,
      logLevel: 'info',
    });
  });

  it('is the same as everything left empty', () => {
    const empty = new Proxy<Env>({}, { get: () => '  ' });

    expect(loadConfig(empty)).toEqual(loadConfig({}));
  });

  it('with a Graph on this machine reads that one, without tokens', () => {
    const config = loadConfig({ GRAPH_BASE_URL: 'http://127.0.0.1:4000/' });

    expect(config).toMatchObject({
      mode: 'local-graph',
      graphBaseUrl: 'http://127.0.0.1:4000',
      tenants: [{ credential: undefined }],
      playground: { on: false },
    });
  });
});

describe('a tenant', () => {
  it('is served with a secret', () => {
    expect(loadConfig(REAL)).toMatchObject({
      mode: 'tenant',
      app: { kind: 'secret', appId: APP, tenantId: TENANT, secret: 'secret-of-the-bot' },
      graphBaseUrl: 'https://graph.microsoft.com',
      tenants: [
        {
          id: TENANT,
          credential: { clientId: APP, clientSecret: 'secret-of-the-app', tenantId: TENANT },
          sweep: { cron: '*/10 * * * *' },
        },
      ],
      playground: { on: false },
    });
  });

  it.each<[string, Env, object]>([
    [
      'a certificate',
      { MicrosoftAppPassword: '', CertificateThumbprint: 'AB', CertificatePrivateKey: 'KEY' },
      { app: { kind: 'certificate', certificate: 'AB', privateKey: 'KEY' } },
    ],
    [
      'a federated credential',
      { MicrosoftAppPassword: '', FICClientId: PERSON },
      { app: { kind: 'federated', managedIdentityClientId: PERSON } },
    ],
    [
      'a managed identity, which reads Graph as well',
      {
        MicrosoftAppType: 'UserAssignedMSI',
        MicrosoftAppPassword: '',
        AZURE_CLIENT_ID: '',
        AZURE_CLIENT_SECRET: '',
      },
      {
        app: { kind: 'managed-identity', appId: APP },
        tenants: [{ credential: { managedIdentity: true, clientId: APP } }],
      },
    ],
    [
      'a client id alone: a managed identity for Graph',
      { AZURE_CLIENT_SECRET: '' },
      { tenants: [{ credential: { managedIdentity: true, clientId: APP } }] },
    ],
    [
      'a certificate file for Graph',
      { AZURE_CLIENT_SECRET: '', AZURE_CLIENT_CERTIFICATE_PATH: '/run/pem' },
      { tenants: [{ credential: { clientCertificatePath: '/run/pem' } }] },
    ],
    [
      'another cloud, all of it at once',
      { CLOUD: 'us-gov-high' },
      {
        cloud: { channel: 'us-gov-high', serviceHosts: ['smba.infra.gov.teams.microsoft.us'] },
        graphBaseUrl: 'https://graph.microsoft.us',
        tenants: [{ credential: { authorityHost: 'https://login.microsoftonline.us' } }],
      },
    ],
    [
      'the addresses of its own cloud beside it',
      {
        CLOUD: 'china',
        GRAPH_BASE_URL: 'https://microsoftgraph.chinacloudapi.cn',
        AZURE_AUTHORITY_HOST: 'login.partner.microsoftonline.cn',
      },
      { graphBaseUrl: 'https://microsoftgraph.chinacloudapi.cn' },
    ],
    ['a type in any case', { MicrosoftAppType: ' singletenant ' }, { app: { kind: 'secret' } }],
    ['another place to listen', { HOST: '0.0.0.0', PORT: '80' }, { host: '0.0.0.0', port: 80 }],
    [
      'lists of people, tidied',
      { OPERATORS: ` ${PERSON.toUpperCase()}, ${APP};`, READERS: PERSON, BREAK_GLASS: PERSON },
      { tenants: [{ operators: [PERSON, APP], readers: [PERSON], breakGlass: [PERSON] }] },
    ],
    ['production', { NODE_ENV: 'production' }, { mode: 'tenant' }],
    ['a second person', { TWO_PERSON: 'Remove' }, { tenants: [{ twoPerson: 'remove' }] }],
    [
      'writes by the app, with operators and no connection',
      { GRAPH_WRITE_IDENTITY: 'APP', OPERATORS: PERSON, OAUTH_CONNECTION_NAME: '' },
      { tenants: [{ writeIdentity: 'app' }] },
    ],
    [
      'a database',
      { DATABASE_URL: 'postgres://u:p@db/rolecall' },
      { databaseUrl: 'postgres://u:p@db/rolecall', databaseCredential: undefined },
    ],
    [
      'a database of Azure, which takes a token for a password',
      { DATABASE_URL: 'postgres://rolecall@db.postgres.database.azure.com/rolecall' },
      { databaseCredential: { clientId: APP, clientSecret: 'secret-of-the-app' } },
    ],
  ])('is served with %s', (_how, env, expected) => {
    expect(loadConfig({ ...REAL, ...env })).toMatchObject(expected);
  });
});

describe('a refusal', () => {
  it.each<[string, Env, string]>([
    [
      'no app id outside loopback',
      { HOST: '0.0.0.0' },
      'HOST is 0.0.0.0: without MicrosoftAppId the bot serves loopback only (127.0.0.1).',
    ],
    [
      'production without authentication',
      { NODE_ENV: 'production' },
      'MicrosoftAppId is missing: NODE_ENV=production never runs without authentication.',
    ],
    [
      'the bot’s credentials without its id',
      { MicrosoftAppPassword: 'x' },
      'MicrosoftAppId is missing, although the bot’s credentials are set.',
    ],
    [
      'a private key without an id',
      { CertificatePrivateKey: 'x' },
      'MicrosoftAppId is missing, although the bot’s credentials are set.',
    ],
    [
      'Graph over http far away',
      { GRAPH_BASE_URL: 'http://graph.example' },
      'GRAPH_BASE_URL may be http on loopback only.',
    ],
    [
      'Graph far away without credentials',
      { GRAPH_BASE_URL: 'https://graph.microsoft.com' },
      'GRAPH_BASE_URL is set, but there are no credentials: set AZURE_CLIENT_ID and what belongs to it.',
    ],
    [
      'Graph credentials without the bot',
      { AZURE_CLIENT_ID: APP, AZURE_CLIENT_SECRET: 'x', AZURE_TENANT_ID: TENANT, OAUTH_CONNECTION_NAME: 'g' },
      'MicrosoftAppId is missing: Graph credentials are set, but nobody could reach the bot safely.',
    ],
    [
      'a national cloud without credentials',
      { CLOUD: 'china' },
      'CLOUD is china, but there are no credentials for a tenant in it.',
    ],
    [
      'a port that is none',
      { PORT: '70000' },
      'PORT is “70000”; it has to be a whole number from 0 to 65535.',
    ],
    ['a port in words', { PORT: '0x1F' }, 'PORT is “0x1F”; it has to be a whole number from 0 to 65535.'],
    ['half a port', { PORT: '80.5' }, 'PORT is “80.5”; it has to be a whole number from 0 to 65535.'],
    [
      'a schedule that is none',
      { SWEEP_CRON: 'often' },
      'SWEEP_CRON is “often”; it has to be a cron expression such as “*/10 * * * *”.',
    ],
    [
      'a schedule that never comes due',
      { SWEEP_CRON: '0 0 30 2 *' },
      'SWEEP_CRON is “0 0 30 2 *”, which never comes due.',
    ],
    ['a second person misspelt', { TWO_PERSON: 'yes' }, 'TWO_PERSON is “yes”; it can be off, remove, all.'],
    [
      'an unknown writer',
      { GRAPH_WRITE_IDENTITY: 'robot' },
      'GRAPH_WRITE_IDENTITY is “robot”; it can be user, app.',
    ],
    [
      'writes by the app without operators',
      { GRAPH_WRITE_IDENTITY: 'app' },
      'OPERATORS is missing: GRAPH_WRITE_IDENTITY=app needs the object ids of those who may change things.',
    ],
    [
      'operators by name',
      { OPERATORS: `alex@contoso.com ${PERSON}` },
      'OPERATORS has entries that are not object ids (GUIDs): alex@contoso.com.',
    ],
    ['readers by name', { READERS: 'alex' }, 'READERS has entries that are not object ids (GUIDs): alex.'],
    [
      'break-glass by name',
      { BREAK_GLASS: 'bg1' },
      'BREAK_GLASS has entries that are not object ids (GUIDs): bg1.',
    ],
    [
      'no global administrator',
      { MIN_GLOBAL_ADMINS: '0' },
      'MIN_GLOBAL_ADMINS is “0”; it has to be a whole number from 1 to 100.',
    ],
    [
      'another database',
      { DATABASE_URL: 'mysql://root:hunter2@db' },
      'DATABASE_URL must start with postgres:// (leave it out for the embedded store).',
    ],
    [
      'a Graph that is no address',
      { GRAPH_BASE_URL: 'graph' },
      'GRAPH_BASE_URL is not an address, for example https://graph.microsoft.com.',
    ],
    [
      'a Graph with its version',
      { GRAPH_BASE_URL: 'http://127.0.0.1:1/beta' },
      'GRAPH_BASE_URL must be the host alone, without version, path or user.',
    ],
    [
      'a Graph with a password in it',
      { GRAPH_BASE_URL: 'http://:pw@127.0.0.1:1' },
      'GRAPH_BASE_URL must be the host alone, without version, path or user.',
    ],
    ['a tenant by name', { AZURE_TENANT_ID: 'contoso.com' }, 'AZURE_TENANT_ID is not a tenant id (a GUID).'],
    [
      'a log that is none',
      { LOG_LEVEL: 'loud' },
      'LOG_LEVEL is “loud”; it can be debug, info, warn, error, silent.',
    ],
    ['a Playground that is none', { PLAYGROUND: 'maybe' }, 'PLAYGROUND is “maybe”; it can be on, off.'],
    [
      'a Playground without a port',
      { PLAYGROUND_PORT: '0' },
      'PLAYGROUND_PORT is “0”; it has to be a whole number from 1 to 65535.',
    ],
  ])('of %s', (_what, env, problem) => {
    expect(problemsOf(env)).toContain(problem);
  });

  it.each<[string, Env, string]>([
    [
      'MultiTenant',
      { MicrosoftAppType: 'MultiTenant' },
      'MicrosoftAppType is “MultiTenant”; it can be SingleTenant or UserAssignedMSI.',
    ],
    [
      'a misspelt type',
      { MicrosoftAppType: 'SingelTenant' },
      'MicrosoftAppType is “SingelTenant”; it can be SingleTenant or UserAssignedMSI.',
    ],
    ['no type', { MicrosoftAppType: '' }, 'MicrosoftAppType is missing: SingleTenant or UserAssignedMSI.'],
    [
      'no key at all',
      { MicrosoftAppPassword: '' },
      'MicrosoftAppPassword is missing (or use a certificate, a federated credential, or UserAssignedMSI).',
    ],
    [
      'half a certificate',
      { MicrosoftAppPassword: '', CertificateThumbprint: 'AB' },
      'CertificatePrivateKey is missing: a certificate needs both.',
    ],
    [
      'the other half',
      { MicrosoftAppPassword: '', CertificatePrivateKey: 'K' },
      'CertificateThumbprint is missing: a certificate needs both.',
    ],
    [
      'a secret for a managed identity',
      { MicrosoftAppType: 'UserAssignedMSI' },
      'MicrosoftAppPassword has to be empty: a managed identity has no secret.',
    ],
    [
      'no tenant of the bot',
      { MicrosoftAppTenantId: '', AZURE_TENANT_ID: TENANT },
      'MicrosoftAppTenantId is missing: a SingleTenant bot belongs to one tenant.',
    ],
    [
      'two tenants',
      { AZURE_TENANT_ID: PERSON },
      'AZURE_TENANT_ID differs from MicrosoftAppTenantId: to serve other tenants than the bot’s own, use TENANTS_FILE.',
    ],
    [
      'the bot without Graph',
      { AZURE_CLIENT_ID: '', AZURE_CLIENT_SECRET: '' },
      'AZURE_CLIENT_ID is missing: the bot is registered, but has no identity to read Microsoft Graph with.',
    ],
    [
      'a Graph secret without its id',
      { AZURE_CLIENT_ID: '' },
      'AZURE_CLIENT_ID or a part beside it is missing: The client-secret credential for Graph lacks clientId.',
    ],
    [
      'Graph over http',
      { GRAPH_BASE_URL: 'http://127.0.0.1:4000' },
      'GRAPH_BASE_URL must be https when credentials are configured.',
    ],
    ...[{ FICClientId: PERSON }, { CertificateThumbprint: 'AB', CertificatePrivateKey: 'K' }].map(
      (second): [string, Env, string] => [
        `two ways to prove who the bot is (${Object.keys(second)[0]})`,
        second,
        'MicrosoftAppPassword and a certificate or FICClientId are set together: the bot proves who it is in one way, so set one.',
      ],
    ),
    [
      'the Playground beside it',
      { PLAYGROUND: 'on' },
      'PLAYGROUND cannot be on beside credentials: it is for the pretend tenant.',
    ],
    [
      'the Graph of another cloud',
      { GRAPH_BASE_URL: 'https://graph.microsoft.us' },
      'GRAPH_BASE_URL is not https://graph.microsoft.com, where CLOUD=public has Microsoft Graph.',
    ],
    [
      'the sign-in of another cloud',
      { CLOUD: 'us-gov-dod', AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.com' },
      'AZURE_AUTHORITY_HOST is not https://login.microsoftonline.us, where CLOUD=us-gov-dod signs in.',
    ],
    [
      'a cloud that is none',
      { CLOUD: 'gallatin' },
      'CLOUD is “gallatin”; it can be public, us-gov, us-gov-high, us-gov-dod, china.',
    ],
    ...[
      'ToBotFromChannelOpenIdMetadataUrl',
      'BotOpenIdMetadata',
      'OAuthUrl',
      'ToBotFromChannelTokenIssuer',
      'ToChannelFromBotLoginUrl',
      'ChannelService',
    ].map((name): [string, Env, string] => [
      `an identity of the channel of somebody else’s (${name})`,
      { [name]: 'http://127.0.0.1:9000/keys' },
      `${name} is not for you to set: CLOUD alone decides which addresses Rolecall trusts.`,
    ]),
    [
      'certificates that nobody checks',
      { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      'NODE_TLS_REJECT_UNAUTHORIZED must not be set: anybody between here and Microsoft could read and change what is said. NODE_EXTRA_CA_CERTS trusts one more authority.',
    ],
    [
      'no connection for people’s tokens',
      { OAUTH_CONNECTION_NAME: '' },
      'OAUTH_CONNECTION_NAME is missing: people change things with their own token, which comes from this connection.',
    ],
  ])('of a tenant with %s', (_what, env, problem) => {
    expect(problemsOf({ ...REAL, ...env })).toEqual([problem]);
  });

  it('names every problem at once', () => {
    const problems = problemsOf({
      HOST: '0.0.0.0',
      PORT: 'many',
      OPERATORS: 'alex',
      SWEEP_CRON: 'x',
      TWO_PERSON: 'yes',
      GRAPH_BASE_URL: 'ftp://127.0.0.1',
      NODE_ENV: 'production',
    });

    for (const name of [
      'HOST',
      'PORT',
      'OPERATORS',
      'SWEEP_CRON',
      'TWO_PERSON',
      'GRAPH_BASE_URL',
      'MicrosoftAppId',
    ])
      expect(problems.filter((problem) => problem.startsWith(`${name} `))).not.toEqual([]);
  });

  it('never repeats a secret', () => {
    const secret = 'do-not-print-me';
    const secrets = {
      MicrosoftAppPassword: secret,
      CertificateThumbprint: secret,
      CertificatePrivateKey: secret,
      AZURE_CLIENT_SECRET: secret,
      AZURE_CLIENT_CERTIFICATE_PASSWORD: secret,
      DATABASE_URL: `mysql://root:${secret}@db`,
      GRAPH_BASE_URL: `http://root:${secret}@graph.example/x`,
    };

    for (const env of [secrets, { ...REAL, ...secrets }, { ...secrets, MicrosoftAppId: APP }]) {
      const problems = problemsOf(env);
      expect(problems.length).toBeGreaterThan(1);
      expect(problems.join('\n')).not.toContain(secret);
    }
  });
});

describe('a tenant without credentials', () => {
  it('is enough to read its audit log', () => {
    expect(loadConfig({ AZURE_TENANT_ID: TENANT }, 'audit').tenants[0].id).toBe(TENANT);
  });

  it.each(['AZURE_TENANT_ID', 'MicrosoftAppTenantId'])('in %s is no pretend tenant', (name) => {
    expect(problemsOf({ [name]: TENANT })).toEqual([
      `${name} names a tenant, but there are no credentials for it: set them, or leave it out for the pretend tenant.`,
    ]);
  });
});
