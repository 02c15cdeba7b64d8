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
import { checkPort } from './start/ports.mjs';
import { Refusal } from './start/refusal.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** @typedef {import('../src/config.js').Config} Config */

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

/** @param {string} file A module of the build. */
function built(file) {
  return import(pathToFileURL(path.join(root, 'dist', file)).href);
}

/** @returns {Promise<Config>} */
async function readConfig() {
  const { loadConfig } = await built('config.js');
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (error instanceof Error && error.name === 'ConfigError') throw new Refusal(error.message);
    throw error;
  }
}

/** @param {Config} config */
function whyNoPlayground({ mode, playground }) {
  if (mode === 'tenant') return 'Serving a configured tenant; the Playground is for the sandbox.';
  if (!playground.on) return 'The Playground is off: set PLAYGROUND=on to have it.';
  if (!findPlayground(root)) return 'The Playground is not installed: npm ci without --omit=dev installs it.';
  return undefined;
}

function startAlone() {
  children.start('The bot', [path.join(root, 'dist', 'index.js')], {
    env: process.env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** @param {Config} config @param {string} entry */
async function startWithPlayground(config, entry) {
  await checkPort({ variable: 'PORT', port: config.port, host: config.host });
  await checkPort({ variable: 'PLAYGROUND_PORT', port: config.playground.port, host: '127.0.0.1' });
  const data = path.resolve(config.dataDir);
  const cast = await built('sandbox/people.js');

  const bot = await startBot({ children, root, folder: data });
  const { url, log } = await startPlayground({
    children,
    entry,
    folder: path.join(data, 'playground'),
    endpoint: bot.endpoint,
    port: config.playground.port,
    config: playgroundConfig({
      tenantId: config.mode === 'sandbox' ? cast.TENANT_ID : config.tenants[0].id,
      currentUser: cast.CURRENT_USER,
      others: cast.OTHERS,
    }),
  });

  console.log(`
Rolecall is running. Nothing here touches a real tenant.

  Open      ${url}
            the Microsoft 365 Agents Playground; say: alerts
  Bot       ${bot.endpoint}
            log: ${bot.log}`);
  if (bot.sandbox) {
    console.log(`  Tenant    ${bot.sandbox}
            a pretend one; make something happen in it:
            curl ${bot.sandbox}/events -H "Content-Type: application/json" -d '{"event":"storm"}'`);
  }
  console.log(`  Files     ${data}
            the Playground's log: ${log}

Ctrl-C stops all of it.`);
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, onSignal);

try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  ensureBuilt(root);
  const config = await readConfig();
  const reason = whyNoPlayground(config);
  const entry = findPlayground(root);
  if (reason === undefined && entry) {
    await startWithPlayground(config, entry);
  } else {
    console.log(reason);
    startAlone();
  }
} catch (error) {
  if (!leaving) console.error(error instanceof Refusal ? error.message : error);
  await leave(1);
}
