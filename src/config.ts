import { credentialSettings, type GraphCredentialSettings } from './config/credentials';
import { appIdentity, type AppSettings } from './config/app';
import { cloudOf, type Cloud } from './config/cloud';
import { Problems, isLoopback, type Env } from './config/env';
import { tenantSettings, type Mode, type TenantSettings } from './config/tenant';
import { tenantEntries } from './config/tenants-file';
import { traceSettings, type TraceSettings } from './config/traces';

export interface Config {
  /**
   * `sandbox`: nothing configured, a pretend tenant on loopback. `local-graph`: somebody else's Graph on loopback, without tokens.
   * `tenant`: the real thing.
   */
  readonly mode: Mode;
  readonly host: string;
  readonly port: number;
  /** One at least. */
  readonly tenants: readonly [TenantSettings, ...TenantSettings[]];
  readonly app: AppSettings;
  readonly cloud: Cloud;
  /** Graph, without version. */
  readonly graphBaseUrl: string;
  readonly databaseUrl: string | undefined;
  /** Yields a token that the database takes in place of a password. */
  readonly databaseCredential: GraphCredentialSettings | undefined;
  readonly dataDir: string;
  /** Requests a second that the watch may send into each tenant, all replicas together. */
  readonly postsPerSecond: number;
  readonly playground: { readonly on: boolean; readonly port: number };
  /** Whether things happen in the pretend tenant by themselves. */
  readonly drift: boolean;
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

/** Reads the whole configuration or throws a ConfigError that names everything wrong with it. */
export function loadConfig(env: Env, purpose: 'serve' | 'audit' = 'serve'): Config {
  const problems = new Problems(env);
  const production = problems.text('NODE_ENV') === 'production';
  const app = appIdentity(problems);
  const baseUrl = graphOrigin(problems);
  const cloud = cloudOf(problems, baseUrl);
  const entries = tenantEntries(problems, env);
  const url = databaseUrl(problems);
  // Where each tenant names what is its own, the process itself needs an identity for the database alone.
  const own = entries && !takesToken(url) ? undefined : credentialSettings(problems, cloud);
  const each = entries ?? [{ problems }];
  const credentials = each.map((one) =>
    one.problems === problems ? own : credentialSettings(one.problems, cloud),
  );
  const real = app.kind !== 'none' || credentials.some((one) => one !== undefined);
  const mode = modeOf(real, baseUrl);
  const host = problems.text('HOST') ?? '127.0.0.1';
  // The audit log is read from the store, for which the tenant's id is enough.
  if (mode !== 'tenant' && purpose === 'serve') {
    const names =
      mode === 'sandbox' ? ['AZURE_TENANT_ID', 'MicrosoftAppTenantId', 'TENANTS_FILE'] : ['TENANTS_FILE'];
    problems.refuse(
      names,
      'names a tenant, but there are no credentials for it: set them, or leave it out for the pretend tenant.',
    );
  }

  if (mode === 'tenant') {
    if (app.kind === 'none')
      problems.add(
        'MicrosoftAppId',
        'is missing: Graph credentials are set, but nobody could reach the bot safely.',
      );
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
  if (mode === 'tenant')
    problems.refuse(
      ['NODE_TLS_REJECT_UNAUTHORIZED'],
      'must not be set: anybody between here and Microsoft could read and change what is said. NODE_EXTRA_CA_CERTS trusts one more authority.',
    );
  problems.refuse(FOREIGN, 'is not for you to set: CLOUD alone decides which addresses Rolecall trusts.');

  const home = problems.text('MicrosoftAppTenantId');
  const tenants = each.map((one, index) =>
    tenantSettings(one.problems, {
      mode,
      credential: credentials[index],
      ...('name' in one ? { entry: { name: one.name, home } } : {}),
    }),
  );
  const config: Omit<Config, 'tenants'> = {
    mode,
    host,
    port: problems.number('PORT', 3978, 0, 65_535),
    app,
    cloud,
    graphBaseUrl: baseUrl ?? cloud.graphOrigin,
    databaseUrl: url,
    databaseCredential: takesToken(url) ? own : undefined,
    dataDir: problems.text('DATA_DIR') ?? '.data',
    postsPerSecond: problems.number('POSTS_PER_SECOND', 25, 5, 50),
    playground: {
      on: problems.choice('PLAYGROUND', ['on', 'off'], mode === 'sandbox' ? 'on' : 'off') === 'on',
      port: problems.number('PLAYGROUND_PORT', 56_150, 1, 65_535),
    },
    drift: problems.choice('SANDBOX_DRIFT', ['on', 'off'], 'on') === 'on',
    traces: traceSettings(problems),
    logLevel: problems.choice('LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], 'info'),
  };
  const [first, ...others] = tenants;
  if (problems.found.length > 0 || !first) throw new ConfigError(problems.found);
  return { ...config, tenants: [first, ...others] };
}

function modeOf(real: boolean, baseUrl: string | undefined): Config['mode'] {
  if (real) return 'tenant';
  return baseUrl === undefined ? 'sandbox' : 'local-graph';
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

function databaseUrl(problems: Problems): string | undefined {
  const typed = problems.text('DATABASE_URL');
  if (typed === undefined) return undefined;
  const known = /^postgres(ql)?:\/\//.test(typed) && URL.canParse(typed);
  if (!known)
    problems.add('DATABASE_URL', 'must start with postgres:// (leave it out for the embedded store).');
  return typed;
}

const AZURE_POSTGRES = '.postgres.database.azure.com';

/** Azure's PostgreSQL takes a token of the app's identity in place of a password, so an address without one needs none. */
function takesToken(url: string | undefined): boolean {
  if (url === undefined || !URL.canParse(url)) return false;
  const { hostname, password } = new URL(url);
  return password === '' && hostname.endsWith(AZURE_POSTGRES);
}
