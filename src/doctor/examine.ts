import type { Config } from '../config';
import type { Env } from '../config/env';
import { createCredential } from '../graph/credentials';
import type { GraphCredential } from '../graph/host-guard-auth';
import type { Fetch } from '../graph/wire';
import type { Clock } from '../lib/clock';
import { silentLog } from '../lib/log';
import type { Random } from '../lib/random';
import { createSandbox } from '../sandbox/sandbox';
import { channelMetadata } from '../teams/clouds';
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
  readonly credentialFor?: (config: Config) => GraphCredential | undefined;
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
  const { clock, random, fetch } = surroundings;
  if (config.mode !== 'sandbox') {
    const credential = (surroundings.credentialFor ?? ownCredential)(config);
    const bot = await judgeBot(config, surroundings);
    return [
      ...bot,
      ...(await examineGraph(config, { baseUrl: config.graph.baseUrl, fetch, clock, credential })),
    ];
  }
  const sandbox = createSandbox({ clock, random, log: silentLog });
  const { url } = await sandbox.start();
  try {
    return await examineGraph(config, { baseUrl: url, fetch, clock, credential: sandbox.appCredential() });
  } finally {
    await sandbox.stop();
  }
}

function ownCredential({ graph }: Config): GraphCredential | undefined {
  return createCredential(graph.credential ?? {});
}

async function examineGraph(
  config: Config,
  reach: {
    readonly baseUrl: string;
    readonly fetch: Fetch;
    readonly clock: Clock;
    readonly credential: GraphCredential | undefined;
  },
): Promise<readonly Finding[]> {
  const { credential } = reach;
  const reached = await reachGraph(reach);
  const scope = `${reach.baseUrl}/.default`;
  const asked = credential ? await tokenOf('Graph credential', { credential, scope }) : undefined;
  const { token } = asked ?? {};
  const broken = [...reached, ...(asked ? [asked.found] : [])].some(
    ({ level, area }) => level === 'wrong' && area !== 'Clock',
  );
  return [
    ...reached,
    ...(asked ? [asked.found] : []),
    ...(token === undefined ? [] : judgeToken(token, config)),
    ...(broken ? [] : [await readAlerts(config, reach)]),
  ];
}

/** The bot's own identity towards the channel, where it is one that `@azure/identity` can ask for as well. */
async function judgeBot(config: Config, surroundings: Surroundings): Promise<readonly Finding[]> {
  const { app, cloud } = config;
  const { note } = findings('Bot credential');
  if (app.kind === 'none') return [];
  if (app.kind !== 'secret')
    return [note(`A ${app.kind} is used, which is tried with the first message, not here.`)];
  const { appId: clientId, tenantId, secret: clientSecret } = app;
  const own = { clientId, tenantId, clientSecret, authorityHost: cloud.authorityHost };
  const credential = surroundings.credentialFor ? surroundings.credentialFor(config) : createCredential(own);
  const scope = `${channelMetadata(cloud.channel).scope}/.default`;
  return credential ? [(await tokenOf('Bot credential', { credential, scope })).found] : [];
}
