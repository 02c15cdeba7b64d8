#!/usr/bin/env node
// `npm start`. With nothing configured: the bot on its sandbox tenant, and the Playground to talk to it, all on loopback.
// With a configured .env: the bot alone.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startBot } from './start/bot.mjs';
import { ensureBuilt } from './start/build.mjs';
import { createChildren } from './start/children.mjs';
import { findPlayground, playgroundConfig, startPlayground } from './start/playground.mjs';
import { freePort } from './start/ports.mjs';
import { Refusal } from './start/refusal.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const credentials = ['MicrosoftAppId', 'AZURE_CLIENT_ID', 'AZURE_TENANT_ID'];

/** @type {Promise<never> | undefined} */
let leaving;
const children = createChildren({
  onLost: (name, how) => {
    if (leaving) return;
    console.error(`${name} ${how}.`);
    void leave(1);
  },
});

/** @param {number} code @returns {Promise<never>} */
function leave(code) {
  leaving ??= children.stopAll().then(() => process.exit(code));
  return leaving;
}

/** @param {NodeJS.Signals} signal */
function onSignal(signal) {
  if (leaving) {
    children.killAll();
    return;
  }
  console.log(signal === 'SIGINT' ? '\nStopping…' : 'Stopping…');
  void leave(0);
}

/** @param {NodeJS.ProcessEnv} env */
function whyNoPlayground(env) {
  if (env['PLAYGROUND']?.trim().toLowerCase() === 'off') return 'PLAYGROUND=off';
  const set = credentials.find((name) => env[name]?.trim());
  if (set) return `${set} is set, and the Playground has no credentials to talk to this bot`;
  return findPlayground(root) ? undefined : 'it is not installed (npm ci without --omit=dev installs it)';
}

async function startAlone() {
  children.start('The bot', [path.join(root, 'dist', 'index.js')], {
    env: process.env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** @param {string} playground */
async function startWithPlayground(playground) {
  const host = process.env['HOST']?.trim() || '127.0.0.1';
  const port = await freePort({ variable: 'PORT', value: process.env['PORT'], fallback: 3978, host });
  const playgroundPort = await freePort({
    variable: 'PLAYGROUND_PORT',
    value: process.env['PLAYGROUND_PORT'],
    fallback: 56_150,
    host: '127.0.0.1',
  });
  const data = path.resolve(process.env['DATA_DIR']?.trim() || '.data');
  const cast = await import(pathToFileURL(path.join(root, 'dist', 'sandbox', 'people.js')).href);

  const bot = await startBot({ children, root, folder: data, env: { ...process.env, PORT: String(port) } });
  const { url, log } = await startPlayground({
    children,
    entry: playground,
    folder: path.join(data, 'playground'),
    endpoint: bot.endpoint,
    port: playgroundPort,
    config: playgroundConfig({
      tenantId: cast.TENANT_ID,
      currentUser: cast.CURRENT_USER,
      others: cast.OTHERS,
    }),
  });

  console.log(`
Rolecall is running on a pretend tenant: nothing here touches a real one.

  Open      ${url}
            the Microsoft 365 Agents Playground; say "alerts"
  Bot       ${bot.endpoint}
            log: ${bot.log}`);
  if (bot.sandbox) {
    console.log(`  Tenant    ${bot.sandbox}
            GET it to see what can be made to happen, and POST to ${bot.sandbox}/events to make it happen`);
  }
  console.log(`  Files     ${data}
            the Playground's log: ${log}

Ctrl-C stops all of it.`);
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, onSignal);

try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  ensureBuilt(root);
  const reason = whyNoPlayground(process.env);
  const playground = findPlayground(root);
  if (reason === undefined && playground) {
    await startWithPlayground(playground);
  } else {
    console.log(`Starting the bot without the Playground: ${reason}.`);
    await startAlone();
  }
} catch (error) {
  if (!leaving) console.error(error instanceof Refusal ? error.message : error);
  await leave(1);
}
