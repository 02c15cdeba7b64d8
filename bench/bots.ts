import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { aFreePort, root } from '../test/support/process';

export interface Running {
  readonly what: string;
  readonly endpoint: string;
  /** Milliseconds from the start of the process to its word that it is ready. */
  readonly readyMs: number;
  /** What the process holds of the machine's memory now, in megabytes. */
  memory(): number;
  stop(): Promise<void>;
}

const READY = /ready at (\S+)/;

/** Rolecall as it is installed, towards a Graph on this machine; no schedule makes it sweep meanwhile. */
export function startRolecall(graph: string): Promise<Running> {
  const env = { PORT: '0', GRAPH_BASE_URL: graph, SWEEP_CRON: '0 0 1 1 *', LOG_LEVEL: 'warn' };
  return start('Rolecall', path.join(root, 'dist/index.js'), env);
}

export function startEcho(): Promise<Running> {
  return start('echo on botbuilder', bot('botbuilder'));
}

export interface Rival {
  readonly name: string;
  /** Why it cannot run here; absent where it can. */
  readonly missing?: string;
  start(): Promise<Running>;
}

/** The echo bots on other SDKs, which live in a folder of their own and are installed when they are first needed. */
export function rivals(): readonly Rival[] {
  const trouble = installed();
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const old = major < 22 || (major === 22 && minor < 12);
  const because = (missing: string | undefined) => (missing === undefined ? {} : { missing });
  return [
    {
      name: '@microsoft/agents-hosting',
      ...because(trouble),
      start: () => start('echo on agents-hosting', bot('agents-hosting')),
    },
    {
      name: '@microsoft/teams.apps',
      ...because(trouble ?? (old ? `It needs Node.js 22.12, and this is ${process.version}.` : undefined)),
      start: async () => start('echo on teams.apps', bot('teams-apps'), { PORT: String(await aFreePort()) }),
    },
  ];
}

function installed(): string | undefined {
  const folder = path.join(root, 'bench');
  if (existsSync(path.join(folder, 'node_modules/.package-lock.json'))) return undefined;
  try {
    execFileSync('npm', ['ci', '--ignore-scripts', '--prefix', folder], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'It could not be installed: npm ci --prefix bench did not work.';
  }
}

async function start(
  what: string,
  program: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rolecall-bench-'));
  const from = performance.now();
  const child = spawn(process.execPath, [program], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, DATA_DIR: path.join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-4000)));
  const endpoint = await new Promise<string | undefined>((resolve) => {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4000);
      const [, found] = READY.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once('close', () => resolve(undefined));
  });
  const readyMs = performance.now() - from;
  if (endpoint === undefined) {
    await stop();
    throw new Error(`${what} ended before it was ready: ${errors}`);
  }
  return { what, endpoint, readyMs, memory: () => residentOf(child.pid ?? 0), stop };
}

/** Linux alone tells it of another process. */
function residentOf(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

function bot(name: string): string {
  return path.join(root, 'bench/bots', `${name}.cjs`);
}
