#!/usr/bin/env node
// `npm run e2e`: a visitor in a real browser does the main job in the Playground: a personal chat, a group chat, a channel, forms,
// questions and a post that nobody asked for. Starts everything as `npm start` does, on free ports and with data of its own; a picture
// of each step is in build/e2e. Exit code 1 if a step fails, a card does not fit, or the page or the bot reports an error.
// `-- --short` does the first journey and the post alone; `-- --pictures FOLDER` puts the pictures elsewhere.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as journeys from './e2e/journeys.mjs';
import { openVisitor } from './e2e/visitor.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: { short: { type: 'boolean' }, pictures: { type: 'string' } },
});
const pictures = path.resolve(values.pictures ?? path.join(root, 'build', 'e2e'));

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return String(typeof address === 'object' ? address?.port : '');
}

/** @param {string} folder */
async function startEverything(folder) {
  const program = spawn(process.execPath, [path.join(root, 'scripts', 'start.mjs')], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      DATA_DIR: path.join(folder, 'data'),
      PORT: await freePort(),
      PLAYGROUND_PORT: await freePort(),
      SWEEP_CRON: '*/2 * * * * *',
      // Otherwise, now and then, somebody is given a role while the visitor waits, and the newest post is about that.
      SANDBOX_DRIFT: 'off',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let [url, bot] = ['', ''];
  for await (const line of createInterface({ input: program.stdout })) {
    url ||= /Open\s+(http\S+)/.exec(line)?.[1] ?? '';
    bot ||= /Bot\s+(http:\/\/[^/]+)/.exec(line)?.[1] ?? '';
    const sandbox = /Tenant\s+(http\S+)/.exec(line)?.[1];
    if (sandbox) return { program, url, bot, sandbox };
  }
  throw new Error('npm start ended before it was ready.');
}

/** What the bot itself reported as an error. @param {string} folder */
function errorsIn(folder) {
  const ERROR = 50;
  return readFileSync(path.join(folder, 'data', 'rolecall.log'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{') && JSON.parse(line).level >= ERROR)
    .map((line) => `in the log: ${line}`);
}

rmSync(pictures, { recursive: true, force: true });
mkdirSync(pictures, { recursive: true });
const folder = mkdtempSync(path.join(tmpdir(), 'rolecall-e2e-'));
const { program, url, bot, sandbox } = await startEverything(folder);
try {
  const visitor = await openVisitor({ url, pictures });
  try {
    await journeys.remediates(visitor);
    if (!values.short) {
      await journeys.dismisses(visitor);
      await journeys.configures(visitor);
      await journeys.refreshes(visitor);
      await journeys.asksForHelp(visitor);
      await journeys.searches(visitor);
      await journeys.asksInGroup(visitor);
    }
    await journeys.sweepsCatchUp(bot);
    await journeys.subscribes(visitor, sandbox);
    await journeys.followsUp(visitor, sandbox);
    if (!values.short) await journeys.remediatesOnPost(visitor, sandbox);
  } catch (error) {
    await visitor.page.screenshot({ path: path.join(pictures, 'failed.png') });
    throw error;
  } finally {
    await visitor.close();
  }
  const complaints = [...visitor.complaints, ...errorsIn(folder)];
  for (const complaint of complaints) console.error(complaint);
  console.log(`${visitor.steps()} steps, pictures in ${path.relative(process.cwd(), pictures)}`);
  process.exitCode = complaints.length > 0 ? 1 : 0;
} finally {
  program.kill('SIGTERM');
  if (program.exitCode === null) await once(program, 'exit');
  rmSync(folder, { recursive: true, force: true });
}
