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
export function startRolecall(graph: string, on: Runtime = HERE): Promise<Running> {
  const env = { PORT: '0', GRAPH_BASE_URL: graph, SWEEP_CRON: '0 0 1 1 *', LOG_LEVEL: 'warn' };
  return start('Rolecall', path.join(root, 'dist/index.js'), { env, on });
}

export function startEcho(): Promise<Running> {
  return start('echo on botbuilder', bot('botbuilder'));
}

export interface Rival {
  readonly name: string;
  /** What it runs on; a text says why it cannot run here. */
  readonly on: Runtime | string;
  start(on: Runtime): Promise<Running>;
}

/** The echo bots on other SDKs, which live in a folder of their own and are installed when they are first needed. */
export function rivals(): readonly Rival[] {
  const trouble = installed();
  return [
    {
      name: '@microsoft/agents-hosting',
      on: trouble ?? HERE,
      start: (on) => start('echo on agents-hosting', bot('agents-hosting'), { on }),
    },
    {
      name: '@microsoft/teams.apps',
      on: trouble ?? runtimeFrom(22, 12),
      start: async (on) =>
        start('echo on teams.apps', bot('teams-apps'), { on, env: { PORT: String(await aFreePort()) } }),
    },
  ];
}

/** A Node.js to run on. */
export interface Runtime {
  readonly program: string;
  readonly version: string;
}

export const HERE: Runtime = { program: process.execPath, version: process.version };
const NEWER = 'node@24.21.0';

/** This Node.js where it is new enough, else one from npm. */
function runtimeFrom(major: number, minor: number): Runtime | string {
  const [here = 0, minorHere = 0] = process.versions.node.split('.').map(Number);
  if (here > major || (here === major && minorHere >= minor)) return HERE;
  try {
    const tell = 'JSON.stringify({ program: process.execPath, version: process.version })';
    const told = execFileSync('npx', ['-y', NEWER, '-p', tell], { encoding: 'utf8', stdio: 'pipe' });
    return JSON.parse(told) as Runtime;
  } catch {
    return `It needs Node.js ${major}.${minor}; this is ${process.version}, and ${NEWER} could not be had.`;
  }
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
  { on = HERE, env = {} }: { readonly on?: Runtime; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Running> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rolecall-bench-'));
  const from = performance.now();
  const child = spawn(on.program, [program], {
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
