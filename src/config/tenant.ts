import { TENANT_ID as PRETEND_TENANT } from '../sandbox/people';
import type { GraphCredentialSettings } from './credentials';
import { GUID, type Problems } from './env';

/** What each tenant has of its own. */
export interface TenantSettings {
  readonly id: string;
  /** For its cards, where more than one tenant is served. */
  readonly name: string | undefined;
  /** The identity that reads Graph. */
  readonly credential: GraphCredentialSettings | undefined;
  readonly writeIdentity: 'user' | 'app';
  readonly oauthConnection: string;
  readonly operators: readonly string[];
  readonly readers: readonly string[];
  readonly breakGlass: readonly string[];
  /** Which changes a second person has to approve. */
  readonly twoPerson: 'off' | 'remove' | 'all';
  readonly minimumGlobalAdmins: number;
  /** The longest that a risk may be accepted. */
  readonly acceptMaxDays: number;
  readonly sweep: { readonly cron: string; readonly refresh: boolean };
}

export type Mode = 'sandbox' | 'local-graph' | 'tenant';

/** From variables that are one tenant's: those of the process, or those of an entry in `TENANTS_FILE`. */
export function tenantSettings(
  problems: Problems,
  {
    mode,
    credential,
    entry,
  }: {
    readonly mode: Mode;
    readonly credential: GraphCredentialSettings | undefined;
    /** In a file of tenants, beside a bot of the tenant `home`. */
    readonly entry?: { readonly name: string; readonly home: string | undefined };
  },
): TenantSettings {
  const id = tenantId(problems, mode, entry !== undefined);
  if (mode === 'tenant' && !credential) {
    problems.add(
      'AZURE_CLIENT_ID',
      'is missing: the bot is registered, but has no identity to read Microsoft Graph with.',
    );
  }
  if (entry?.home && credential?.managedIdentity && id !== entry.home.toLowerCase()) {
    problems.add(
      'AZURE_CLIENT_ID',
      'names a managed identity, which reads its own tenant alone: use a certificate, a federated token or a secret.',
    );
  }
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
  return {
    id,
    name: entry?.name,
    credential,
    writeIdentity,
    oauthConnection,
    operators,
    readers: ids(problems, 'READERS'),
    breakGlass: ids(problems, 'BREAK_GLASS'),
    twoPerson: problems.choice('TWO_PERSON', ['off', 'remove', 'all'], 'off'),
    minimumGlobalAdmins: problems.number('MIN_GLOBAL_ADMINS', 2, 1, 100),
    acceptMaxDays: problems.number('ACCEPT_MAX_DAYS', 90, 1, 366),
    sweep: {
      cron: problems.cron('SWEEP_CRON', mode === 'tenant' ? '*/10 * * * *' : '*/15 * * * * *'),
      refresh: problems.choice('SWEEP_REFRESH', ['on', 'off'], 'off') === 'on',
    },
  };
}

function tenantId(problems: Problems, mode: Mode, isEntry: boolean): string {
  const named = ['MicrosoftAppTenantId', 'AZURE_TENANT_ID'].flatMap((name) => {
    const value = problems.text(name);
    if (value !== undefined && !GUID.test(value)) problems.add(name, 'is not a tenant id (a GUID).');
    return value === undefined ? [] : [value.toLowerCase()];
  });
  const [first, second] = named;
  if (first && second && first !== second)
    problems.add(
      'AZURE_TENANT_ID',
      'differs from MicrosoftAppTenantId: to serve other tenants than the bot’s own, use TENANTS_FILE.',
    );
  if (first) return first;
  if (mode === 'tenant' && !isEntry)
    problems.add('AZURE_TENANT_ID', 'is missing: say which tenant the bot serves.');
  return PRETEND_TENANT;
}

function ids(problems: Problems, name: string): readonly string[] {
  const listed = (problems.text(name) ?? '').split(/[\s,;]+/).filter((one) => one !== '');
  const wrong = listed.filter((one) => !GUID.test(one));
  if (wrong.length > 0)
    problems.add(name, `has entries that are not object ids (GUIDs): ${wrong.join(', ')}.`);
  return listed.map((one) => one.toLowerCase());
}
