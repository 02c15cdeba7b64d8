import { fingerprint } from '../../src/lib/fingerprint';

describe('a fingerprint', () => {
  it.each<[string, unknown, unknown]>([
    ['the order of members', { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }],
    ['members that are undefined', { a: 1, b: undefined }, { a: 1 }],
  ])('does not depend on %s', (_what, one, other) => {
    expect(fingerprint(one)).toBe(fingerprint(other));
  });

  it.each<[string, unknown, unknown]>([
    ['a value', { a: 1 }, { a: 2 }],
    ['a type', { a: 1 }, { a: '1' }],
    ['a name', { a: 1 }, { b: 1 }],
    ['the order of a list', [1, 2], [2, 1]],
    ['how lists are nested', [[1], 2], [[1, 2]]],
    ['null and nothing', { a: null }, {}],
    ['text that looks like structure', { a: 'b","c":"d' }, { a: 'b', c: 'd' }],
    ['an empty list and an empty object', [], {}],
  ])('tells %s apart', (_what, one, other) => {
    expect(fingerprint(one)).not.toBe(fingerprint(other));
  });

  it('is 32 hexadecimal digits, of anything', () => {
    for (const data of [undefined, null, 0, '', [], {}, { deep: [{ a: [undefined] }] }])
      expect(fingerprint(data)).toMatch(/^[\da-f]{32}$/);
  });
});
