import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { Refusal } from './refusal.mjs';

const READY_MS = 60_000;

/**
 * Starts `node dist/index.js` with its log in a file, so that the terminal keeps to what a person needs, and waits until it is alive.
 * @param {{
 *   children: ReturnType<typeof import('./children.mjs').createChildren>,
 *   root: string, folder: string,
 * }} options
 * @returns {Promise<{ endpoint: string, sandbox: string | undefined, log: string }>}
 */
export async function startBot({ children, root, folder }) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const log = path.join(folder, 'rolecall.log');
  const logFile = openSync(log, 'a', 0o600);
  const bot = children.start('The bot', [path.join(root, 'dist', 'index.js')], {
    env: process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

  /** @type {string | undefined} */
  let endpoint;
  /** @type {string | undefined} */
  let sandbox;
  const { stdout, stderr } = bot;
  if (!stdout || !stderr) throw new Error('The bot was started without pipes.');
  createInterface({ input: stdout }).on('line', (line) => {
    endpoint ??= /ready at (http\S+)/.exec(line)?.[1];
    sandbox ??= /sandbox tenant at (http\S+)/i.exec(line)?.[1];
  });
  createInterface({ input: stderr }).on('line', (line) => {
    if (line.startsWith('{')) writeSync(logFile, `${line}\n`);
    else console.error(line);
  });
  bot.once('close', () => closeSync(logFile));

  for (const deadline = Date.now() + READY_MS; Date.now() < deadline; await wait(50)) {
    if (endpoint === undefined) continue;
    const response = await fetch(new URL('/healthz', endpoint)).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return { endpoint, sandbox, log };
  }
  throw new Refusal(`The bot was not ready within ${READY_MS / 1000} seconds. Its log: ${log}`);
}
