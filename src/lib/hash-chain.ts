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

/** A link as it was written: `text` is the canonical JSON that the hash was made over. */
export interface StoredLink extends ChainLink {
  readonly text: string;
}

const BEGINNING: ChainEnd = { sequence: 0, hash: CHAIN_START };

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
  return textHash(previousHash, canonicalJson(content));
}

function textHash(previousHash: string, text: string): string {
  return createHash('sha256').update(previousHash).update(text).digest('hex');
}

/**
 * The first place where the chain does not hold, or undefined. Pages of a long chain are checked one by one: `after` is the
 * last link of the page before. A cut at the end shows only to whoever knows how long the chain was.
 */
export function verifyChain(links: Iterable<ChainLink>, after: ChainEnd = BEGINNING): ChainBreak | undefined {
  return verifyTexts(texts(links), after);
}

function* texts(links: Iterable<ChainLink>): Generator<StoredLink> {
  for (const { sequence, previousHash, hash, ...content } of links)
    yield { sequence, previousHash, hash, text: canonicalJson(content) };
}

/** The same over the stored bytes: a change that means nothing, such as a blank, is found as well. */
export function verifyTexts(
  links: Iterable<StoredLink>,
  after: ChainEnd = BEGINNING,
): ChainBreak | undefined {
  let end = after;
  for (const { sequence, previousHash, hash, text } of links) {
    const expected = end.sequence + 1;
    if (sequence !== expected) return { sequence: expected, why: 'missing' };
    if (previousHash !== end.hash) return { sequence, why: 'unlinked' };
    if (hash !== textHash(previousHash, text)) return { sequence, why: 'altered' };
    end = { sequence, hash };
  }
  return undefined;
}
