import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MOMENTS, type Moment } from './moments';
import type { WorkerOptions } from './worker';

export interface Replica {
  readonly name: string;
  readonly committed: ReadonlySet<string>;
  /** Watching since it said so. */
  readonly ready: Promise<void>;
  isReady(): boolean;
  /** When it was killed; undefined while it runs. */
  killedAt(): number | undefined;
  /** In the midst of what it is; of a killed one, what it died in. */
  midst(): readonly Moment[];
  /** Resolves as soon as it begins that, or has ended. */
  begins(moment: Moment): Promise<void>;
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
  const begun = new Map<string, number>();
  const awaited = new Map<string, (() => void)[]>();
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
        const [, word, moment = ''] = /^(begin|end) (\w+)$/.exec(line) ?? [];
        if (word) begun.set(moment, (begun.get(moment) ?? 0) + (word === 'begin' ? 1 : -1));
        if (word === 'begin') for (const resolve of awaited.get(moment)?.splice(0) ?? []) resolve();
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
    midst: () => MOMENTS.filter((moment) => (begun.get(moment) ?? 0) > 0),
    begins: (moment) =>
      Promise.race([
        closed,
        new Promise<void>((resolve) => {
          awaited.set(moment, [...(awaited.get(moment) ?? []), resolve]);
        }),
      ]),
    async kill() {
      killedAt ??= Date.now();
      child.kill('SIGKILL');
      await closed;
    },
    complaints: () => complaints,
  };
}
