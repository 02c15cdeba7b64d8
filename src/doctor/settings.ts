import { ConfigError, loadConfig, type Config } from '../config';
import type { Env } from '../config/env';
import { findings, type Finding } from './finding';

export type PackageValues = (env: Env) => {
  readonly problems: readonly string[];
  readonly notes: readonly string[];
};

const MODES: Readonly<Record<Config['mode'], string>> = {
  sandbox: 'Nothing is configured: the pretend tenant.',
  'local-graph': 'A Graph on this machine, without tokens.',
  tenant: 'A tenant of its own.',
};

function modeWords({ mode, tenants }: Config): string {
  return tenants.length > 1 ? `${tenants.length} tenants.` : MODES[mode];
}

/** Reads the configuration as a start does; every problem is a finding. */
export function judgeConfiguration(env: Env): {
  readonly config?: Config;
  readonly found: readonly Finding[];
} {
  const { ok, wrong } = findings('Configuration');
  try {
    const config = loadConfig(env);
    return { config, found: [ok(modeWords(config)), ...worthKnowing(config)] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return {
      found: error.problems.map((problem) =>
        wrong(problem, `.env.sample says what ${problem.split(' ')[0]} is for.`),
      ),
    };
  }
}

function worthKnowing({ mode, tenants }: Config): readonly Finding[] {
  const { note } = findings('Configuration');
  if (mode !== 'tenant') return [];
  const connections = new Set(
    tenants.filter((one) => one.writeIdentity === 'user').map((one) => one.oauthConnection),
  );
  const unprotected = tenants.filter(({ breakGlass }) => breakGlass.length === 0);
  const where = tenants.length > 1 ? ` in ${unprotected.map(({ name }) => name).join(', ')}` : '';
  return [
    ...[...connections].map((connection) =>
      note(
        `People sign in through the OAuth connection “${connection}”, which cannot be tried from here.`,
        'Open it in the Azure portal (the bot > Configuration) and press Test connection.',
      ),
    ),
    ...(unprotected.length > 0
      ? [note(`No account is protected as break-glass${where}.`, 'List their object ids in BREAK_GLASS.')]
      : []),
  ];
}

/** The values of the Teams app package. Undefined: it is made elsewhere, as in a container. */
export function judgePackage(env: Env, packageValues: PackageValues | undefined): readonly Finding[] {
  const { ok, note, wrong } = findings('App package');
  if (!packageValues)
    return [note('It is made from a checkout (npm run package), so it is not looked at here.')];
  const { problems, notes } = packageValues(env);
  return [
    ...problems.map((problem) => wrong(`${problem}.`, 'npm run package reads it from .env.')),
    ...notes.map((one) => note(one)),
    ...(problems.length === 0 ? [ok('npm run package has all the values it needs.')] : []),
  ];
}
