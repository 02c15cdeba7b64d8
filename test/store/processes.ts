import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Place } from './contract';

export interface Ended {
  readonly lines: readonly string[];
  readonly code: number | null;
  readonly complaints: string;
}

export interface OtherProcess {
  readonly task: 'open' | 'write' | 'claim' | 'fill';
  readonly options: Place['options'];
  readonly name?: string;
  /** Killed as soon as it has said this many lines. */
  readonly killAfter?: number;
  /** The largest file it may write, in kibibytes. */
  readonly fileLimit?: number;
}

/** Runs `other-process.ts` and resolves when it has ended, with what it said. */
export async function inOtherProcess({
  task,
  options,
  name = 'other',
  killAfter = Infinity,
  fileLimit,
}: OtherProcess): Promise<Ended> {
  const limit = fileLimit === undefined ? '' : `ulimit -f ${String(fileLimit)};`;
  const child = spawn(
    'bash',
    [
      '-c',
      `${limit} exec "$@"`,
      'bash',
      process.execPath,
      join(__dirname, 'typescript.cjs'),
      join(__dirname, 'other-process.ts'),
      task,
      JSON.stringify(options),
      name,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );

  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    if (lines.length >= killAfter) child.kill('SIGKILL');
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { lines, code, complaints };
}
