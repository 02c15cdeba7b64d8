import { CHAIN_START, canonicalJson, chainHash, verifyChain, type ChainLink } from '../../src/lib/hash-chain';

interface Note extends ChainLink {
  readonly text: string;
}

function chain(...texts: readonly string[]): Note[] {
  let previousHash = CHAIN_START;
  return texts.map((text, index) => {
    const link = { text, sequence: index + 1, previousHash, hash: chainHash(previousHash, { text }) };
    previousHash = link.hash;
    return link;
  });
}

describe('canonical JSON', () => {
  it('is the same for the same content in any order, at any depth', () => {
    const one = { b: [1, { d: 'x', c: undefined }], a: { z: null, y: true } };
    const other = { a: { y: true, z: null }, b: [1, { d: 'x' }] };

    expect(canonicalJson(one)).toBe(canonicalJson(other));
    expect(canonicalJson(one)).toBe('{"a":{"y":true,"z":null},"b":[1,{"d":"x"}]}');
  });

  it('keeps the order of lists', () => {
    expect(canonicalJson({ list: [2, 1] })).not.toBe(canonicalJson({ list: [1, 2] }));
  });
});

describe('a hash chain', () => {
  it('has a hash that is SHA-256 over the hash before and the content', () => {
    expect(chainHash('abc', { a: 1 })).toBe(
      '62de7fc29a6144bf049a4c6b18ffc63a51131bb6acc1496e50ba3b27b6a2a42b',
    );
  });

  it('holds as it was written, empty or page by page', () => {
    const links = chain('one', 'two', 'three');

    expect(verifyChain([])).toBeUndefined();
    expect(verifyChain(links)).toBeUndefined();
    expect(verifyChain(links.slice(2), links[1])).toBeUndefined();
  });

  it('shows where content was altered', () => {
    const links = chain('one', 'two', 'three').map((link) =>
      link.sequence === 2 ? { ...link, text: 'too' } : link,
    );

    expect(verifyChain(links)).toEqual({ sequence: 2, why: 'altered' });
  });

  it('shows where content was altered and its own hash made to fit', () => {
    const links = chain('one', 'two', 'three').map((link) =>
      link.sequence === 2
        ? { ...link, text: 'too', hash: chainHash(link.previousHash, { text: 'too' }) }
        : link,
    );

    expect(verifyChain(links)).toEqual({ sequence: 3, why: 'unlinked' });
  });

  it.each([
    [1, 'the first'],
    [2, 'one in the middle'],
  ])('shows that entry %d is missing (%s)', (sequence) => {
    const links = chain('one', 'two', 'three').filter((link) => link.sequence !== sequence);

    expect(verifyChain(links)).toEqual({ sequence, why: 'missing' });
  });

  it('shows that entries changed places', () => {
    const links = chain('one', 'two', 'three').toReversed();

    expect(verifyChain(links)).toEqual({ sequence: 1, why: 'missing' });
  });
});
