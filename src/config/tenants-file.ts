import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { GUID, type Env, type Problems } from './env';

/** One tenant of the file: its name, and the environment as it is for this tenant. */
export interface TenantEntry {
  readonly name: string;
  readonly problems: Problems;
}

/** Which identity reads Graph. An entry that has one of these takes none of them from the environment. */
const CREDENTIAL = [
  'AZURE_CLIENT_ID',
  'AZURE_FEDERATED_TOKEN_FILE',
  'AZURE_CLIENT_CERTIFICATE_PATH',
  'AZURE_CLIENT_CERTIFICATE_PASSWORD',
  'AZURE_CLIENT_SECRET',
] as const;
/** In the file these name the variable that holds the secret. */
const SECRETS = ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PASSWORD'] as const;
/** Object ids belong to one directory, so the environment cannot say them for all. */
const PEOPLE = ['OPERATORS', 'READERS', 'BREAK_GLASS'] as const;
const IDENTITY = ['AZURE_TENANT_ID', 'TENANT_NAME'] as const;

const value = z.union([z.string(), z.number(), z.array(z.string())]);
const list = z.array(z.record(z.string(), z.unknown())).min(1);

const names = [
  ...IDENTITY,
  ...CREDENTIAL,
  ...PEOPLE,
  'GRAPH_WRITE_IDENTITY',
  'OAUTH_CONNECTION_NAME',
  'MIN_GLOBAL_ADMINS',
  'ACCEPT_MAX_DAYS',
  'TWO_PERSON',
  'SWEEP_CRON',
  'SWEEP_REFRESH',
] as const;
type Name = (typeof names)[number];
type Entry = Readonly<Partial<Record<Name, z.infer<typeof value>>>>;

const LONGEST_NAME = 40;

/** The tenants of `TENANTS_FILE`; undefined where the variable is not set. What an entry leaves out is as in the environment. */
export function tenantEntries(problems: Problems, env: Env): readonly TenantEntry[] | undefined {
  const file = problems.text('TENANTS_FILE');
  if (file === undefined) return undefined;
  problems.refuse(PEOPLE, 'belongs into TENANTS_FILE, to the tenant whose object ids it holds.');
  const found = read(problems, file);
  const tenants = found.map((entry, index) => {
    const name = nameOf(entry, index);
    const { own: variables, unset } = environmentOf(entry, env);
    const own = problems.of(name, variables);
    for (const secret of unset)
      own.add(
        secret,
        'has to name a variable of the environment that holds it: no secret stands in the file.',
      );
    return { name, problems: own };
  });
  for (const [index, { name, problems: own }] of tenants.entries()) judge(own, name, index, tenants);
  return tenants;
}

function judge(own: Problems, name: string, index: number, tenants: readonly TenantEntry[]): void {
  const typed = own.text('TENANT_NAME');
  if (typed === undefined) own.add('TENANT_NAME', 'is missing: the tenant’s cards carry it.');
  else if (typed.length > LONGEST_NAME) own.add('TENANT_NAME', `is longer than ${LONGEST_NAME} characters.`);
  const id = own.text('AZURE_TENANT_ID');
  if (id === undefined) own.add('AZURE_TENANT_ID', 'is missing: say which tenant the bot serves.');
  const before = tenants.slice(0, index);
  if (before.some((other) => other.name === name)) own.add('TENANT_NAME', 'is that of another entry, too.');
  const same = (other: TenantEntry) =>
    other.problems.text('AZURE_TENANT_ID')?.toLowerCase() === id?.toLowerCase();
  if (id !== undefined && GUID.test(id) && before.some(same))
    own.add('AZURE_TENANT_ID', 'is that of another entry, too.');
}

function read(problems: Problems, file: string): readonly Entry[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    problems.add(
      'TENANTS_FILE',
      typeof code === 'string'
        ? `names ${file}, which cannot be read (${code}).`
        : `names ${file}, which is not JSON.`,
    );
    return [];
  }
  const parsed = list.safeParse(json);
  if (!parsed.success)
    problems.add('TENANTS_FILE', 'has to hold a list of tenants, each an object, one at least.');
  return (parsed.data ?? []).map((entry, index) => sound(problems.of(nameOf(entry, index), {}), entry));
}

/** What is not as it should be is told and left out. No value is repeated: it may be a secret that was put there by mistake. */
function sound(own: Problems, entry: Readonly<Record<string, unknown>>): Entry {
  const kept: Partial<Record<Name, z.infer<typeof value>>> = {};
  for (const [key, given] of Object.entries(entry)) {
    const name = names.find((one) => one === key);
    const { success, data } = value.safeParse(given);
    if (!name) own.add(key, 'is not for a tenant to set.');
    else if (!success) own.add(name, 'has to be a text, a number or a list of texts.');
    else kept[name] = data;
  }
  return kept;
}

function nameOf({ TENANT_NAME: name }: { readonly TENANT_NAME?: unknown }, index: number): string {
  return typeof name === 'string' && name.trim() !== '' ? name.trim() : `entry ${index + 1}`;
}

function environmentOf(entry: Entry, env: Env): { readonly own: Env; readonly unset: readonly string[] } {
  const own = new Map<string, string | undefined>();
  for (const name of [...PEOPLE, ...IDENTITY, 'MicrosoftAppTenantId']) own.set(name, undefined);
  if (CREDENTIAL.some((name) => entry[name] !== undefined))
    for (const name of CREDENTIAL) own.set(name, undefined);
  for (const [name, given] of Object.entries(entry)) {
    if (given === undefined) continue;
    own.set(name, Array.isArray(given) ? given.join(',') : String(given));
  }
  const unset: string[] = [];
  for (const name of SECRETS) {
    const variable = entry[name];
    if (variable === undefined) continue;
    const secret = typeof variable === 'string' ? env[variable.trim()]?.trim() : undefined;
    own.set(name, secret);
    if (!secret) unset.push(name);
  }
  return { own: { ...env, ...Object.fromEntries(own) }, unset };
}
