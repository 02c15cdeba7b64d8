const GUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
const ZERO = '00000000-0000-0000-0000-000000000000';
const PLACEHOLDER_SITE = 'https://example.com/rolecall';

/** @param {string} value */
function guidProblem(value) {
  if (!GUID.test(value)) return `is not a GUID: "${value}"`;
  return value === ZERO ? 'is still the zero GUID' : undefined;
}

/** @param {string} value */
function siteProblem(value) {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url?.protocol === 'https:' && !url.username ? undefined : `is not an https address: "${value}"`;
}

/** @param {string} value */
function nameProblem(value) {
  return value.length <= 32 ? undefined : `is longer than the 32 characters that Teams allows`;
}

/**
 * What the manifest template asks for, read from the environment. Every problem is named at once; `notes` are what a person should
 * know though it is no problem.
 * @param {NodeJS.ProcessEnv} env
 */
export function packageValues(env) {
  /** @type {string[]} */
  const problems = [];
  /** @type {string[]} */
  const notes = [];

  /** @param {string} name @param {string | undefined} fallback @param {(value: string) => string | undefined} problemOf */
  function read(name, fallback, problemOf) {
    const value = env[name]?.trim() || fallback;
    if (value === undefined) {
      problems.push(`${name} is missing`);
      return '';
    }
    const problem = problemOf(value);
    if (problem && env[name]?.trim()) problems.push(`${name} ${problem}`);
    return value;
  }

  const botId = read('MicrosoftAppId', undefined, guidProblem).toLowerCase();
  const site = read('PUBLISHER_URL', PLACEHOLDER_SITE, siteProblem);
  if (site === PLACEHOLDER_SITE) {
    notes.push(
      `PUBLISHER_URL is not set, so the package points to ${site}: fine in your own organisation’s catalogue, not in a store.`,
    );
  }
  const values = {
    MicrosoftAppId: botId,
    TEAMS_APP_ID: read('TEAMS_APP_ID', botId, guidProblem).toLowerCase(),
    SSO_APP_ID: read('SSO_APP_ID', botId, guidProblem).toLowerCase(),
    PUBLISHER_NAME: read('PUBLISHER_NAME', 'The Rolecall authors', nameProblem),
    PUBLISHER_URL: site,
    PRIVACY_URL: read('PRIVACY_URL', site, siteProblem),
    TERMS_URL: read('TERMS_URL', site, siteProblem),
  };
  return { values, problems, notes };
}
