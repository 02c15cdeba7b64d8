import { createHash } from 'node:crypto';

/** What the first link of a chain names as the hash before it. */
export const CHAIN_START = '0'.repeat(64);

/** One entry of a log in which each hash covers the entry and the hash before it; the rest of the object is the content. */
export interface ChainLink {
  /** 1 for the first, without gaps. */
  readonly sequence: number;
  readonly previousHash: string;
  readonly hash: string;
}

export interface ChainEnd {
  readonly sequence: number;
  readonly hash: string;
}

export interface ChainBreak {
  readonly sequence: number;
  /** `missing`: the entry with this sequence is not there. `unlinked`: it does not name the hash before it. `altered`: its own hash is wrong. */
  readonly why: 'missing' | 'unlinked' | 'altered';
}

/** JSON with sorted keys and without undefined members: equal content is equal text, whatever road it came by. */
export function canonicalJson(value: object): string {
  return JSON.stringify(value, (_key, member: unknown) => sorted(member));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** SHA-256 in hex over the hash before and the canonical JSON of the content. */
export function chainHash(previousHash: string, content: object): string {
  return createHash('sha256').update(previousHash).update(canonicalJson(content)).digest('hex');
}

/**
 * The first place where the chain does not hold, or undefined. Pages of a long chain are checked one by one: `after` is the
 * last link of the page before. A cut at the end shows only to whoever knows how long the chain was.
 */
export function verifyChain(
  links: Iterable<ChainLink>,
  after: ChainEnd = { sequence: 0, hash: CHAIN_START },
): ChainBreak | undefined {
  let end = after;
  for (const { sequence, previousHash, hash, ...content } of links) {
    const expected = end.sequence + 1;
    if (sequence !== expected) return { sequence: expected, why: 'missing' };
    if (previousHash !== end.hash) return { sequence, why: 'unlinked' };
    if (hash !== chainHash(previousHash, content)) return { sequence, why: 'altered' };
    end = { sequence, hash };
  }
  return undefined;
}
