import { assert, integer, property } from 'fast-check';
import { parseDuration, wireDuration } from '../../src/sandbox/wire/durations';
import { parseFilter } from '../../src/sandbox/wire/filter';
import { wireInstant, wirePreciseInstant } from '../../src/sandbox/wire/instants';

describe('the wire', () => {
  it.each([
    [0, 'PT0S'],
    [10, 'PT10S'],
    [5_400, 'PT1H30M'],
    [86_400, 'P1D'],
    [2_592_000, 'P30D'],
    [93_784, 'P1DT2H3M4S'],
  ])('writes %i seconds as %s', (seconds, text) => {
    expect(wireDuration(seconds)).toBe(text);
  });

  it('reads back every duration it writes', () => {
    const anySeconds = integer({ min: 0, max: 10 ** 8 });

    expect(() =>
      assert(property(anySeconds, (seconds) => parseDuration(wireDuration(seconds)) === seconds)),
    ).not.toThrow();
  });

  it.each(['', 'P', 'PT', 'P1DT', '30', 'P30', 'p30d', '-P1D', 'P1Y', 'P1.5D', 'P30D '])(
    'reads no duration in "%s"',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it.each([
    [0, '1970-01-01T00:00:00Z'],
    [250, '1970-01-01T00:00:00.25Z'],
    [603, '1970-01-01T00:00:00.603Z'],
    [1_000_000, '1970-01-01T00:16:40Z'],
    [36_000_000, '1970-01-01T10:00:00Z'],
    [undefined, '0001-01-01T08:00:00Z'],
  ])('writes the moment %p as %s', (at, text) => {
    expect(wireInstant(at)).toBe(text);
  });

  it('writes the moments of operations with seven digits', () => {
    expect(wirePreciseInstant(250)).toMatch(/^1970-01-01T00:00:00\.250\d{4}Z$/);
  });

  it('reads conditions with and, quotes doubled, booleans and brackets', () => {
    expect(parseFilter("(displayName eq 'O''Neil') and isEnabled ne true and id eq null")).toEqual([
      { property: 'displayName', operator: 'eq', value: "O'Neil" },
      { property: 'isEnabled', operator: 'ne', value: true },
      { property: 'id', operator: 'eq', value: null },
    ]);
  });

  it.each([
    '',
    'id',
    "id eq 'a",
    "id eq 'a' or id eq 'b'",
    "id eq 'a' and",
    "id gt 'a'",
    "startswith(id,'a')",
  ])('refuses the filter %j', (filter) => {
    expect(() => parseFilter(filter)).toThrow(/Invalid filter clause/);
  });
});
