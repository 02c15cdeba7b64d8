import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export const root = path.resolve(__dirname, '../..');

/** A program started as a user starts it, in a folder of its own that goes with it. */
export interface Program {
  readonly pid: number;
  readonly folder: string;
  output(): string;
  errors(): string;
  /** Resolves with the match once the output has it; rejects if the program ends or is silent for too long. */
  says(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray>;
  /** Resolves with what the program ended as, once its pipes are closed too. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  signal(name: NodeJS.Signals): void;
  /** Asks it to stop if it still runs, waits for that, and removes its folder. */
  stop(): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Starts `node <args>` with nothing of the caller's environment but where programs are. */
export function startProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  { cwd }: { readonly cwd?: string } = {},
): Program {
  const folder = mkdtempSync(path.join(tmpdir(), 'rolecall-process-'));
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: cwd ?? folder,
    env: { PATH: process.env['PATH'], HOME: folder, DATA_DIR: path.join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  let over = false;
  const ended = once(child, 'close').then(([code, signal]) => {
    over = true;
    return { code, signal };
  });

  return {
    pid: child.pid ?? -1,
    folder,
    output: () => output,
    errors: () => errors,
    ended,
    async says(pattern, withinMs = 90_000) {
      for (const deadline = Date.now() + withinMs; ; await wait(25)) {
        const match = pattern.exec(output);
        if (match) return match;
        const seen = `\noutput:\n${output}\nerrors:\n${errors.slice(-4000)}`;
        if (over) throw new Error(`The program ended without saying ${pattern}.${seen}`);
        if (Date.now() > deadline) throw new Error(`The program did not say ${pattern} in time.${seen}`);
      }
    },
    signal: (name) => void child.kill(name),
    async stop() {
      child.kill('SIGTERM');
      const escalation = setTimeout(() => child.kill('SIGKILL'), 30_000);
      const how = await ended;
      clearTimeout(escalation);
      rmSync(folder, { recursive: true, force: true });
      return how;
    },
  };
}

/** Rolecall as a visitor meets it, with its pretend tenant, and where both can be reached. */
export async function startRolecall(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly program: Program; readonly endpoint: string; readonly sandbox: string }> {
  const program = startProgram([path.join(root, 'dist/index.js')], { PORT: '0', ...env });
  const [, endpoint = ''] = await program.says(/ready at (\S+)/);
  const [, sandbox = ''] = await program.says(/sandbox tenant at (\S+)/i);
  return { program, endpoint, sandbox };
}

/** A port that nobody has at this moment, for programs that have to be told one. */
export async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Whether anybody answers on a loopback port. */
export async function isServed(port: number | string): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    async (response) => {
      await response.body?.cancel();
      return true;
    },
    () => false,
  );
}

/** Whether a process of this id is there and is not a zombie that waits for its parent. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** What `look` finds as soon as it finds something; rejects with `complaint()` when the time is up. */
export async function eventually<T>(
  look: () => T | undefined | Promise<T | undefined>,
  complaint: () => string,
  withinMs = 60_000,
): Promise<T> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await wait(50)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(complaint());
}
