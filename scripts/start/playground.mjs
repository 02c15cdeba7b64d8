import { existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Refusal } from './refusal.mjs';

const loopbackOnly = fileURLToPath(new URL('loopback-only.cjs', import.meta.url));
const READY_MS = 60_000;

/**
 * @typedef {object} Person
 * @property {string} playgroundId
 * @property {string} aadObjectId
 * @property {string} name
 * @property {string} givenName
 * @property {string} surname
 * @property {string} userPrincipalName
 */

/** @param {Person} person */
function toPlaygroundUser({ playgroundId, aadObjectId, name, givenName, surname, userPrincipalName }) {
  return {
    id: playgroundId,
    name,
    // The Playground's own spelling.
    userPrincipleName: userPrincipalName,
    aadObjectId,
    givenName,
    surname,
    email: userPrincipalName,
  };
}

/**
 * The Playground's configuration: who talks, and where. It insists on every field, and on exactly five people besides the one who
 * types.
 * @param {{ tenantId: string, currentUser: Person, others: readonly Person[] }} cast
 */
export function playgroundConfig({ tenantId, currentUser, others }) {
  if (others.length !== 5) throw new Error(`The Playground wants five people, not ${others.length}.`);
  return {
    version: '0.1.1',
    tenantId,
    bot: { id: '7d3c1b52-6f0a-4a55-9a3e-2f6f0c7a9e11', name: 'Rolecall' },
    currentUser: toPlaygroundUser(currentUser),
    users: others.map(toPlaygroundUser),
    personalChat: { id: 'personal-chat-id' },
    groupChat: { id: 'group-chat-id', name: 'Identity on call' },
    team: {
      id: '19:security@thread.tacv2',
      name: 'Security',
      aadGroupId: '5b8f8f0e-93a8-4e52-8f06-0d1a5e6c4b77',
      channels: [{ id: '19:pim-alerts@thread.tacv2', name: 'PIM alerts' }],
    },
  };
}

/** @param {string} root */
export function findPlayground(root) {
  const entry = path.join(root, 'node_modules', '@microsoft', 'm365agentsplayground', 'cli.js');
  return existsSync(entry) ? entry : undefined;
}

/**
 * Starts the Playground on loopback, its files kept in `folder`, and waits until it answers.
 * @param {{
 *   children: ReturnType<typeof import('./children.mjs').createChildren>,
 *   entry: string, folder: string, endpoint: string, port: number,
 *   config: ReturnType<typeof playgroundConfig>,
 * }} options
 * @returns {Promise<{ url: string, log: string }>}
 */
export async function startPlayground({ children, entry, folder, endpoint, port, config }) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const configFile = path.join(folder, 'm365agentsplayground.yml');
  const log = path.join(folder, 'playground.log');
  // JSON is YAML.
  writeFileSync(configFile, `${JSON.stringify(config, null, 2)}\n`);
  const output = openSync(path.join(folder, 'output.log'), 'w');
  const url = `http://127.0.0.1:${port}`;
  children.start(
    'The Playground',
    // prettier-ignore
    ['--require', loopbackOnly, entry, 'start', '-e', endpoint, '-c', 'msteams', '-p', String(port),
      '--service-url', `${url}/_connector`, '--disable-telemetry'],
    {
      cwd: folder,
      stdio: ['ignore', output, output],
      // Nothing of our own environment: it has no business with credentials.
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        TEAMSAPPTESTER_BROWSER: 'none',
        M365_AGENTS_PLAYGROUND_CONFIG_PATH: configFile,
        M365_AGENTS_PLAYGROUND_LOGFILE: log,
      },
    },
  );
  // Its own "Listening" line comes before the configuration is read, so only an answer counts.
  for (const deadline = Date.now() + READY_MS; Date.now() < deadline; await wait(100)) {
    const response = await fetch(`${url}/_debug/ping`).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return { url, log };
  }
  throw new Refusal(`The Playground did not answer within ${READY_MS / 1000} seconds. Its log: ${log}`);
}
