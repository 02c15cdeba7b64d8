import { randomUUID } from 'node:crypto';

/** Chance as the rest of the program sees it, so that a test can own it. */
export interface Random {
  uuid(): string;
  /** A number in [0, 1). */
  fraction(): number;
}

export const systemRandom: Random = {
  uuid: () => randomUUID(),
  fraction: () => Math.random(),
};
