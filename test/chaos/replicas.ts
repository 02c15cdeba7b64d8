import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { WorkerOptions } from './worker';

export interface Replica {
  readonly name: string;
  readonly committed: ReadonlySet<string>;
  /** Watching since it said so. */
  readonly ready: Promise<void>;
  isReady(): boolean;
  /** When it was killed; undefined while it runs. */
  killedAt(): number | undefined;
  kill(): Promise<void>;
  complaints(): string;
}

/** Starts `worker.ts` in a process of its own. */
export function startReplica(options: WorkerOptions): Replica {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(__dirname, '../store/typescript.cjs'), join(__dirname, 'worker.ts'), JSON.stringify(options)],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const committed = new Set<string>();
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let complaints = '';
  let isReady = false;
  let killedAt: number | undefined;
  child.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ready = new Promise<void>((resolve, reject) => {
    if (child.stdout)
      createInterface(child.stdout).on('line', (line) => {
        if (line === 'ready') {
          isReady = true;
          resolve();
        }
        if (line.startsWith('committed ')) committed.add(line.slice('committed '.length));
      });
    void closed.then(() => reject(new Error(`${options.name} ended before it was ready: ${complaints}`)));
  });
  ready.catch(() => undefined);

  return {
    name: options.name,
    committed,
    ready,
    isReady: () => isReady && killedAt === undefined,
    killedAt: () => killedAt,
    async kill() {
      killedAt ??= Date.now();
      child.kill('SIGKILL');
      await closed;
    },
    complaints: () => complaints,
  };
}
