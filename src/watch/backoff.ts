import type { Random } from '../lib/random';

const FIRST_MS = 2_000;
const LONGEST_MS = 5 * 60_000;

/**
 * How long to wait after the given number of attempts: doubling, at most five minutes, the second half of it by chance so that
 * many who failed together do not come back together. Never less than what the other side asked for.
 */
export function backoffMs(attempts: number, random: Random, retryAfterSeconds = 0): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, Math.min(attempts, 30) - 1));
  const jittered = full / 2 + (full / 2) * random.fraction();
  return Math.round(Math.max(jittered, retryAfterSeconds * 1000));
}
