#!/usr/bin/env node
// Takes docs/install.md at its word: in a copy of what a clone has, with an empty home folder, it runs every block marked `here` line by
// line, up to a bot that is ready and an app package that is valid. Blocks marked `tenant` are read by the shell without being run.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PAGE = 'docs/install.md';
const LONGEST_MS = 5 * 60_000;
/** What somebody fills in for `<app>` and the like. */
const FILLED_IN = '6a1f0f5e-2d0c-4c39-9d0e-5a2f6c9f7b10';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(path.join(tmpdir(), 'rolecall-install-'));
const clone = path.join(folder, 'rolecall');
const home = path.join(folder, 'home');

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

function makeClone() {
  mkdirSync(home);
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const file of listed.split('\0')) {
    if (file !== '' && existsSync(path.join(root, file)))
      cpSync(path.join(root, file), path.join(clone, file), { recursive: true });
  }
}

/** @returns {readonly { language: string, kind: string, text: string }[]} */
function blocksOf() {
  const page = readFileSync(path.join(clone, PAGE), 'utf8');
  const blocks = [...page.matchAll(/^```(\S*) ?(\S*)\n([^]*?)^```$/gm)].map(
    ([, language = '', kind = '', text = '']) => ({ language, kind, text }),
  );
  const unmarked = blocks.filter(
    ({ language, kind }) => language !== 'text' && kind !== 'here' && kind !== 'tenant',
  );
  if (unmarked.length > 0)
    throw new Error(`${PAGE}: say whether this can be run here or needs a tenant:\n${unmarked[0]?.text}`);
  return blocks;
}

/** @param {string} line @param {NodeJS.ProcessEnv} env */
function run(line, env) {
  const output = execFileSync('bash', ['-euo', 'pipefail', '-c', line], {
    cwd: clone,
    env,
    encoding: 'utf8',
    timeout: LONGEST_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (line === 'npm run doctor' && !output.trimEnd().endsWith('Nothing is wrong.'))
    throw new Error(`The doctor should have ended otherwise:\n${output}`);
}

/** Until the address it prints can be opened and the bot says that it is ready; then Ctrl-C. @param {string} line @param {NodeJS.ProcessEnv} env */
async function runUntilReady(line, env) {
  // A terminal sends Ctrl-C to the whole group.
  const child = spawn('bash', ['-c', `exec ${line}`], {
    cwd: clone,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (said += text));
  // Not before the last process that it started has let go of its pipes.
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    for (const deadline = Date.now() + LONGEST_MS; ; await wait(200)) {
      if (child.exitCode !== null || Date.now() > deadline)
        throw new Error(`${line}: it never became ready.\n${said}`);
      const page = /^ *Open +(\S+)/m.exec(said)?.[1];
      const bot = /^ *Bot +(http:\/\/[^/]+)/m.exec(said)?.[1];
      if (page && bot && (await answersWell(page)) && (await answersWell(`${bot}/readyz`))) break;
    }
  } finally {
    if (child.pid) process.kill(-child.pid, 'SIGINT');
  }
  await ended;
  if (!/^Stopping…$/m.test(said)) throw new Error(`${line}: Ctrl-C did not stop it.\n${said}`);
}

/** @param {string} url */
async function answersWell(url) {
  const response = await fetch(url).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok === true;
}

/** @param {{ language: string, text: string }} block */
async function readOnly({ language, text }) {
  const filled = text.replaceAll(/<[^>\n]+>/g, FILLED_IN);
  if (language === 'json') return void JSON.parse(filled);
  if (language === 'env') {
    const { loadConfig } = await import(path.join(clone, 'dist/config.js'));
    loadConfig(
      Object.fromEntries(
        filled
          .trim()
          .split('\n')
          .map((line) => line.split(/=(.*)/s)),
      ),
    );
    return;
  }
  execFileSync('bash', ['-n', '-c', filled], { stdio: ['ignore', 'ignore', 'inherit'] });
  const missing = [...text.matchAll(/\b(?:infra|scripts|dist)\/[\w./-]+/g)]
    .map(([file]) => file)
    .filter((file) => !existsSync(path.join(clone, file)));
  if (missing.length > 0) throw new Error(`${PAGE} names what is not there: ${missing.join(', ')}`);
}

function checkPackage() {
  const zip = path.join(clone, 'build/rolecall.zip');
  const look = `
    const { unzipSync } = require('fflate');
    const files = unzipSync(require('node:fs').readFileSync(process.argv[1]));
    const manifest = JSON.parse(Buffer.from(files['manifest.json']).toString());
    console.log(JSON.stringify([Object.keys(files).sort(), manifest.manifestVersion, manifest.bots[0].botId]));`;
  const found = execFileSync(process.execPath, ['-e', look, zip], { cwd: clone, encoding: 'utf8' }).trim();
  const due = JSON.stringify([['color.png', 'manifest.json', 'outline.png'], '1.25', FILLED_IN]);
  if (found !== due) throw new Error(`The app package holds ${found}, not ${due}.`);
}

try {
  makeClone();
  const ports = { PORT: String(await freePort()), PLAYGROUND_PORT: String(await freePort()) };
  const env = { PATH: process.env['PATH'], HOME: home, ...ports };
  const blocks = blocksOf();
  for (const { kind, text } of blocks) {
    if (kind !== 'here') continue;
    for (const line of text.trim().split('\n')) {
      const started = Date.now();
      const command = line.replaceAll(/<[^>\n]+>/g, FILLED_IN);
      if (line === 'npm start') await runUntilReady(command, env);
      else run(command, env);
      console.log(`${command} (${Math.round((Date.now() - started) / 1000)} s)`);
    }
  }
  checkPackage();
  const rest = blocks.filter(({ kind }) => kind === 'tenant');
  for (const block of rest) await readOnly(block);
  console.log(
    `${PAGE}: ready, a valid app package, and ${rest.length} blocks for a tenant that can be read.`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
