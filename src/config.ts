import { credentialSettings, type GraphCredentialSettings } from './config/credentials';
import { appIdentity, type AppSettings } from './config/app';
import { cloudOf, type Cloud } from './config/cloud';
import { Problems, isLoopback, type Env } from './config/env';
import { traceSettings, type TraceSettings } from './config/traces';
import { TENANT_ID as PRETEND_TENANT } from './sandbox/people';

export interface Config {
  /**
   * `sandbox`: nothing configured, a pretend tenant on loopback. `local-graph`: somebody else's Graph on loopback, without tokens.
   * `tenant`: the real thing.
   */
  readonly mode: 'sandbox' | 'local-graph' | 'tenant';
  readonly host: string;
  readonly port: number;
  readonly tenantId: string;
  readonly app: AppSettings;
  readonly cloud: Cloud;
  readonly graph: {
    /** Origin without version. */
    readonly baseUrl: string;
    readonly writeIdentity: 'user' | 'app';
    readonly credential: GraphCredentialSettings | undefined;
  };
  readonly oauthConnection: string;
  readonly operators: readonly string[];
  readonly readers: readonly string[];
  readonly breakGlass: readonly string[];
  /** Which changes a second person has to approve. */
  readonly twoPerson: 'off' | 'remove' | 'all';
  readonly minimumGlobalAdmins: number;
  /** The longest that a risk may be accepted. */
  readonly acceptMaxDays: number;
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly sweep: { readonly cron: string; readonly refresh: boolean };
  readonly playground: { readonly on: boolean; readonly port: number };
  readonly traces: TraceSettings | undefined;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/** Every problem of a configuration at once, one sentence each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Names by which botbuilder would be led to other keys, issuers or token services. */
const FOREIGN = [
  'ChannelService',
  'OAuthUrl',
  'OAuthApiEndpoint',
  'BotOpenIdMetadata',
  'ToBotFromChannelOpenIdMetadataUrl',
  'ToBotFromEmulatorOpenIdMetadataUrl',
  'ToBotFromChannelTokenIssuer',
  'ToChannelFromBotLoginUrl',
  'ToChannelFromBotOAuthScope',
  'ValidateAuthority',
  'CallerId',
];

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Reads the whole configuration or throws a ConfigError that names everything wrong with it. */
export function loadConfig(env: Env, purpose: 'serve' | 'audit' = 'serve'): Config {
  const problems = new Problems(env);
  const production = problems.text('NODE_ENV') === 'production';
  const app = appIdentity(problems);
  const baseUrl = graphOrigin(problems);
  const cloud = cloudOf(problems, baseUrl);
  const credential = credentialSettings(problems, cloud);
  const real = app.kind !== 'none' || credential !== undefined;
  const mode = modeOf(real, baseUrl);
  const host = problems.text('HOST') ?? '127.0.0.1';
  const tenantId = tenantOf(problems, mode);
  // The audit log is read from the store, for which the tenant's id is enough.
  if (mode === 'sandbox' && purpose === 'serve')
    problems.refuse(
      ['AZURE_TENANT_ID', 'MicrosoftAppTenantId'],
      'names a tenant, but there are no credentials for it: set them, or leave it out for the pretend tenant.',
    );

  if (mode === 'tenant') {
    if (app.kind === 'none')
      problems.add(
        'MicrosoftAppId',
        'is missing: Graph credentials are set, but nobody could reach the bot safely.',
      );
    if (!credential) {
      problems.add(
        'AZURE_CLIENT_ID',
        'is missing: the bot is registered, but has no identity to read Microsoft Graph with.',
      );
    }
    if (problems.text('PLAYGROUND')?.toLowerCase() === 'on')
      problems.add('PLAYGROUND', 'cannot be on beside credentials: it is for the pretend tenant.');
    if (baseUrl?.startsWith('http:'))
      problems.add('GRAPH_BASE_URL', 'must be https when credentials are configured.');
  } else {
    if (production)
      problems.add('MicrosoftAppId', 'is missing: NODE_ENV=production never runs without authentication.');
    if (baseUrl !== undefined && !baseUrl.startsWith('http:'))
      problems.add(
        'GRAPH_BASE_URL',
        'is set, but there are no credentials: set AZURE_CLIENT_ID and what belongs to it.',
      );
    if (!isLoopback(host))
      problems.add('HOST', `is ${host}: without MicrosoftAppId the bot serves loopback only (127.0.0.1).`);
    if (cloud.name !== 'public')
      problems.add('CLOUD', `is ${cloud.name}, but there are no credentials for a tenant in it.`);
  }
  problems.refuse(FOREIGN, 'is not for you to set: CLOUD alone decides which addresses Rolecall trusts.');

  const writeIdentity = problems.choice('GRAPH_WRITE_IDENTITY', ['user', 'app'], 'user');
  const operators = ids(problems, 'OPERATORS');
  if (writeIdentity === 'app' && operators.length === 0) {
    problems.add(
      'OPERATORS',
      'is missing: GRAPH_WRITE_IDENTITY=app needs the object ids of those who may change things.',
    );
  }
  const oauthConnection = problems.text('OAUTH_CONNECTION_NAME') ?? '';
  if (mode === 'tenant' && writeIdentity === 'user' && oauthConnection === '') {
    problems.add(
      'OAUTH_CONNECTION_NAME',
      'is missing: people change things with their own token, which comes from this connection.',
    );
  }

  const config: Config = {
    mode,
    host,
    port: problems.number('PORT', 3978, 0, 65_535),
    tenantId,
    app,
    cloud,
    graph: { baseUrl: baseUrl ?? cloud.graphOrigin, writeIdentity, credential },
    oauthConnection,
    operators,
    readers: ids(problems, 'READERS'),
    breakGlass: ids(problems, 'BREAK_GLASS'),
    twoPerson: problems.choice('TWO_PERSON', ['off', 'remove', 'all'], 'off'),
    minimumGlobalAdmins: problems.number('MIN_GLOBAL_ADMINS', 2, 1, 100),
    acceptMaxDays: problems.number('ACCEPT_MAX_DAYS', 90, 1, 366),
    databaseUrl: databaseUrl(problems),
    dataDir: problems.text('DATA_DIR') ?? '.data',
    sweep: {
      cron: problems.cron('SWEEP_CRON', mode === 'tenant' ? '*/10 * * * *' : '*/15 * * * * *'),
      refresh: problems.choice('SWEEP_REFRESH', ['on', 'off'], 'off') === 'on',
    },
    playground: {
      on: problems.choice('PLAYGROUND', ['on', 'off'], mode === 'sandbox' ? 'on' : 'off') === 'on',
      port: problems.number('PLAYGROUND_PORT', 56_150, 1, 65_535),
    },
    traces: traceSettings(problems),
    logLevel: problems.choice('LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], 'info'),
  };
  if (problems.found.length > 0) throw new ConfigError(problems.found);
  return config;
}

function modeOf(real: boolean, baseUrl: string | undefined): Config['mode'] {
  if (real) return 'tenant';
  return baseUrl === undefined ? 'sandbox' : 'local-graph';
}

function tenantOf(problems: Problems, mode: Config['mode']): string {
  const named = ['MicrosoftAppTenantId', 'AZURE_TENANT_ID'].flatMap((name) => {
    const value = problems.text(name);
    if (value !== undefined && !GUID.test(value)) problems.add(name, 'is not a tenant id (a GUID).');
    return value === undefined ? [] : [value.toLowerCase()];
  });
  const [first, second] = named;
  if (first && second && first !== second)
    problems.add('AZURE_TENANT_ID', 'differs from MicrosoftAppTenantId: the bot serves one tenant.');
  if (first) return first;
  if (mode === 'tenant') problems.add('AZURE_TENANT_ID', 'is missing: say which tenant the bot serves.');
  return PRETEND_TENANT;
}

function graphOrigin(problems: Problems): string | undefined {
  const typed = problems.text('GRAPH_BASE_URL');
  if (typed === undefined) return undefined;
  if (!URL.canParse(typed)) {
    problems.add('GRAPH_BASE_URL', 'is not an address, for example https://graph.microsoft.com.');
    return undefined;
  }
  const url = new URL(typed);
  if (url.pathname !== '/' || url.search !== '' || url.username !== '' || url.password !== '') {
    problems.add('GRAPH_BASE_URL', 'must be the host alone, without version, path or user.');
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    problems.add('GRAPH_BASE_URL', 'may be http on loopback only.');
  } else if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    problems.add('GRAPH_BASE_URL', 'must start with https://.');
  }
  return url.origin;
}

function ids(problems: Problems, name: string): readonly string[] {
  const listed = (problems.text(name) ?? '').split(/[\s,;]+/).filter((one) => one !== '');
  const wrong = listed.filter((one) => !GUID.test(one));
  if (wrong.length > 0)
    problems.add(name, `has entries that are not object ids (GUIDs): ${wrong.join(', ')}.`);
  return listed.map((one) => one.toLowerCase());
}

function databaseUrl(problems: Problems): string | undefined {
  const typed = problems.text('DATABASE_URL');
  if (typed === undefined) return undefined;
  const known = /^postgres(ql)?:\/\//.test(typed) && URL.canParse(typed);
  if (!known)
    problems.add('DATABASE_URL', 'must start with postgres:// (leave it out for the embedded store).');
  return typed;
}
