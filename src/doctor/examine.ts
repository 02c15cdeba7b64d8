import type { Config } from '../config';
import type { Env } from '../config/env';
import type { TenantSettings } from '../config/tenant';
import { createCredential, type CredentialOptions } from '../graph/credentials';
import type { GraphCredential } from '../graph/host-guard-auth';
import type { Fetch } from '../graph/wire';
import type { Clock } from '../lib/clock';
import { silentLog } from '../lib/log';
import type { Random } from '../lib/random';
import { createSandbox } from '../sandbox/sandbox';
import { channelMetadata } from '../teams/clouds';
import { lookUpProtected } from './break-glass';
import { findings, type Finding } from './finding';
import { readAlerts, reachGraph } from './graph';
import { judgeNode, judgePort, judgeStore } from './machine';
import { judgeConfiguration, judgePackage, type PackageValues } from './settings';
import { judgeToken, tokenOf } from './token';

export interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
  /** As in `process.version`. */
  readonly nodeVersion: string;
  readonly fetch: Fetch;
  /** The identity towards Entra; made from the configuration unless a test brings one. */
  readonly credentialFor?: (credential: CredentialOptions) => GraphCredential | undefined;
  readonly packageValues?: PackageValues | undefined;
}

/** Looks at everything Rolecall needs, without changing the tenant. What rests on something broken is left out. */
export async function examine(env: Env, surroundings: Surroundings): Promise<readonly Finding[]> {
  const { config, found } = judgeConfiguration(env);
  const node = judgeNode(surroundings.nodeVersion);
  if (!config) return [node, ...found, ...packageOf(env, found, surroundings)];
  return [
    node,
    ...found,
    ...(await judgeStore(config)),
    await judgePort(config),
    ...(await tenantBehind(config, surroundings)),
    ...(config.mode === 'tenant' ? packageOf(env, found, surroundings) : []),
  ];
}

/** Without what the configuration has named already. */
function packageOf(env: Env, known: readonly Finding[], { packageValues }: Surroundings): readonly Finding[] {
  const names = new Set(known.filter(({ level }) => level === 'wrong').map(({ says }) => says.split(' ')[0]));
  return judgePackage(env, packageValues).filter(({ says }) => !names.has(says.split(' ')[0]));
}

async function tenantBehind(config: Config, surroundings: Surroundings): Promise<readonly Finding[]> {
  const { clock, random, fetch, credentialFor = createCredential } = surroundings;
  if (config.mode !== 'sandbox') {
    const reach = { baseUrl: config.graphBaseUrl, fetch, clock };
    const bot = await judgeBot(config, credentialFor);
    return [
      ...bot,
      ...(await examineGraph(config, reach, ({ credential }) => credentialFor(credential ?? {}))),
    ];
  }
  const sandbox = createSandbox({ clock, random, log: silentLog });
  const { url } = await sandbox.start();
  const { note } = findings('Graph');
  try {
    return [
      note('A pretend tenant of its own is asked, not the running one.'),
      ...(await examineGraph(config, { baseUrl: url, fetch, clock }, () => sandbox.appCredential())),
    ];
  } finally {
    await sandbox.stop();
  }
}

interface Reach {
  readonly baseUrl: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
}

async function examineGraph(
  { tenants, app }: Config,
  reach: Reach,
  credentialOf: (tenant: TenantSettings) => GraphCredential | undefined,
): Promise<readonly Finding[]> {
  const all = [...(await reachGraph(reach))];
  const isReached = !all.some(({ level, area }) => level === 'wrong' && area !== 'Clock');
  for (const tenant of tenants) {
    const found = await examineTenant(tenant, { ...reach, app, credential: credentialOf(tenant) }, isReached);
    // The name tells one tenant's findings from another's.
    all.push(
      ...found.map((one) => (tenants.length > 1 ? { ...one, area: `${one.area}, ${tenant.name}` } : one)),
    );
  }
  return all;
}

async function examineTenant(
  tenant: TenantSettings,
  reach: Reach & { readonly credential: GraphCredential | undefined; readonly app: Config['app'] },
  isReached: boolean,
): Promise<readonly Finding[]> {
  const { credential } = reach;
  const scope = `${reach.baseUrl}/.default`;
  const asked = credential ? await tokenOf('Graph credential', { credential, scope }) : undefined;
  const { token } = asked ?? {};
  const broken = !isReached || asked?.found.level === 'wrong';
  const looksUp = credential && !broken;
  const { namesGroup, found } = await lookUpProtected(looksUp ? tenant.breakGlass : [], reach);
  return [
    ...(asked ? [asked.found] : []),
    ...(token === undefined ? [] : judgeToken(token, tenant, { app: reach.app, namesGroup })),
    ...found,
    ...(broken ? [] : [await readAlerts(tenant, reach)]),
  ];
}

/** The bot's own identity towards the channel, where it is one that `@azure/identity` can ask for as well. */
async function judgeBot(
  { app, cloud }: Config,
  credentialFor: NonNullable<Surroundings['credentialFor']>,
): Promise<readonly Finding[]> {
  const { note } = findings('Bot credential');
  if (app.kind === 'none') return [];
  if (app.kind !== 'secret')
    return [note(`A ${app.kind} is used, which is tried with the first message, not here.`)];
  const { appId: clientId, tenantId, secret: clientSecret } = app;
  const credential = credentialFor({ clientId, tenantId, clientSecret, authorityHost: cloud.authorityHost });
  const scope = `${channelMetadata(cloud.channel).scope}/.default`;
  return credential ? [(await tokenOf('Bot credential', { credential, scope })).found] : [];
}
