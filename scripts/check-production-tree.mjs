#!/usr/bin/env node
// What the Dockerfile puts into its image, put into a bare folder and run: the same files, the same install, the same command, by
// a user who may write nothing but the data folder. For machines where no container engine runs. Needs dist/ (`npm run build`).
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const READY_MS = 60_000;
// As root, somebody else; else whoever runs this, and the modes of the files do what is left.
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

const lines = readFileSync(path.join(root, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ').split('\n');
const image = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
const install = lines.find((line) => line.startsWith('RUN npm ci --omit=dev'))?.slice('RUN '.length);
const [, command = '[]'] = /^CMD (\[.*\])$/m.exec(image.join('\n')) ?? [];
/** @type {string[]} */
const [program, ...args] = JSON.parse(command);
const [, probe = '[]'] = /^HEALTHCHECK .* CMD (\[.*\])$/m.exec(image.join('\n')) ?? [];
/** @type {string[]} */
const [, ...probeArgs] = JSON.parse(probe);
const files = image.flatMap((line) => {
  if (!line.startsWith('COPY ')) return [];
  const sources = line.split(/\s+/).slice(1, -1);
  return sources.filter((word) => !word.startsWith('--')).map((source) => source.replace(/^\/app\//, ''));
});
if (!install || program !== 'node' || files.length === 0)
  throw new Error('The Dockerfile is not read rightly.');

const folder = mkdtempSync(path.join(tmpdir(), 'rolecall-production-'));
const app = path.join(folder, 'app');
const data = path.join(folder, 'data');

/** @param {string} url */
async function statusOf(url) {
  const response = await fetch(url).catch(() => undefined);
  await response?.body?.cancel();
  return response?.status;
}

/** Starts the command of the image, asks what the image's own check asks, and stops it. @param {string} name @param {Record<string, string>} env */
async function run(name, env) {
  const surroundings = {
    PATH: process.env['PATH'],
    HOME: data,
    DATA_DIR: data,
    PORT: '0',
    HOST: '127.0.0.1',
    ...env,
  };
  const child = spawn(process.execPath, args, {
    cwd: app,
    env: surroundings,
    ...user,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (said += text));
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    let base;
    for (const deadline = Date.now() + READY_MS; !base; await wait(50)) {
      base = /ready at (http:\/\/[^/]+)/.exec(said)?.[1];
      if (child.exitCode !== null || Date.now() > deadline)
        throw new Error(`${name}: it did not start.\n${said}`);
    }
    const status = await statusOf(`${base}/healthz`);
    if (status !== 200) throw new Error(`${name}: /healthz answered ${status}.\n${said}`);
    execFileSync(process.execPath, probeArgs, {
      env: { ...surroundings, PORT: new URL(base).port },
      ...user,
    });
  } finally {
    child.kill('SIGTERM');
  }
  const code = await ended;
  if (code !== 0) throw new Error(`${name}: it ended with ${code}.\n${said}`);
  console.log(`${name}: started, answered /healthz and the image's own check, and stopped cleanly.`);
}

try {
  mkdirSync(app);
  mkdirSync(data, { mode: 0o700 });
  for (const file of ['package.json', 'package-lock.json', '.npmrc'])
    cpSync(path.join(root, file), path.join(app, file));
  execFileSync('sh', ['-c', install], { cwd: app, stdio: ['ignore', 'ignore', 'inherit'] });
  rmSync(path.join(app, '.npmrc'));
  for (const file of files) {
    const source = path.join(root, file);
    if (file === 'node_modules') continue;
    if (!existsSync(source)) throw new Error(`${file} is not there: npm run build makes dist.`);
    cpSync(source, path.join(app, file), { recursive: true });
  }
  chmodSync(folder, 0o755);
  execFileSync('chmod', ['-R', 'a-w,a+rX', app]);
  if (user.uid !== undefined) chownSync(data, user.uid, user.gid);

  await run('Nothing configured, the pretend tenant', {});
  const id = '00000000-0000-4000-8000-000000000001';
  await run('As in production, with an identity that nobody knows', {
    NODE_ENV: 'production',
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppId: id,
    MicrosoftAppTenantId: id,
    MicrosoftAppPassword: 'made-up',
    AZURE_CLIENT_ID: id,
    AZURE_CLIENT_SECRET: 'made-up',
    OAUTH_CONNECTION_NAME: 'graph',
  });
  // The embedded store of Node 20: newer versions bring their own, but the package has to load wherever it is asked for.
  const open = `new (require('@photostructure/sqlite').DatabaseSync)(':memory:').exec('select 1')`;
  execFileSync(process.execPath, ['-e', open], { cwd: app, ...user, stdio: 'inherit' });
  const size = execFileSync('du', ['-sm', app], { encoding: 'utf8' }).split('\t')[0];
  console.log(`The native SQLite loads without install scripts. ${size} MB in all: ${files.join(', ')}.`);
} finally {
  execFileSync('chmod', ['-R', 'u+w', folder]);
  rmSync(folder, { recursive: true, force: true });
}
