import { readFileSync, writeFileSync } from 'node:fs';

/** Measures the peak of this process above what it holds now, in megabytes; undefined where the system does not tell. */
export function startPeak(): () => number | undefined {
  if (process.platform !== 'linux') return () => undefined;
  globalThis.gc?.();
  const idle = status('VmRSS');
  return () => status('VmHWM') - idle;
}

/** Forgets the peak so far. */
export function resetPeak(): void {
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
}

function status(name: string): number {
  const [, kilobytes] =
    new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}
