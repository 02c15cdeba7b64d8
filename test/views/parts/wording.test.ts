import { totalWithout, trendOf } from '../../../src/views/parts/trend';
import { advice, ago, isStale, prose, scanAge, stateWord } from '../../../src/views/parts/wording';

const NOW = Date.parse('2026-11-23T09:00:00.000Z');
const MINUTE = 60_000;

test.each([
  [0, 'just now'],
  [-5 * MINUTE, 'just now'],
  [MINUTE, '1 minute ago'],
  [12 * MINUTE, '12 minutes ago'],
  [60 * MINUTE, '1 hour ago'],
  [47 * 60 * MINUTE, '47 hours ago'],
  [48 * 60 * MINUTE, '2 days ago'],
])('%d milliseconds back is %j', (past, expected) => {
  expect(ago(NOW - past, NOW)).toBe(expected);
});

test('what was never scanned says so', () => {
  expect(scanAge(undefined, NOW)).toBe('never scanned');
});

test.each([
  ['2026-11-22T07:00:00.000Z', false],
  ['2026-11-22T06:59:59.000Z', true],
  [undefined, true],
])('a scan of %s is stale: %s', (scanned, expected) => {
  expect(isStale(scanned, NOW)).toBe(expected);
});

test('an instant in a sentence is left to the client', () => {
  expect(prose('Quiet until 2026-12-01T08:00:00.000Z (Grady)')).toBe(
    String.raw`Quiet until {{DATE(2026-12-01T08:00:00Z,SHORT)}} {{TIME(2026-12-01T08:00:00Z)}} \(Grady\)`,
  );
});

test('a date that does not exist stays as it is written', () => {
  expect(prose('2026-99-99T08:00:00Z')).toBe('2026-99-99T08:00:00Z');
});

test('a trend runs from old to what the card counts now', () => {
  const history = sweeps(0, 2);

  const { hasTrend, trend } = trendOf(history, 4, ({ bySlug }) => bySlug['stale'] ?? 0);

  expect(hasTrend).toBe(true);
  expect(trend).toMatchObject({
    bars: '▅▁█',
    words: 'Up from 2 to 4 over the last 3 checks.',
    numbers: '2, 0, 4',
  });
});

test.each([
  ['what has risen since the last sweep', sweeps(34, 34), 35, 'Up from 34 to 35 over the last 3 checks.'],
  ['a peak that is over', sweeps(9, 3), 2, 'Down from 3 to 2 over the last 3 checks; the highest was 9.'],
  ['what has come back', sweeps(9, 2), 2, '2 as at first, between 2 and 9 over the last 3 checks.'],
  ['a straight line', sweeps(2, 2), 2, 'Unchanged at 2 over the last 3 checks.'],
])('a trend tells %s', (_what, history, present, words) => {
  expect(trendOf(history, present, totalWithout([])).trend.words).toBe(words);
});

test('a trend has no more points than fit, the present among them', () => {
  const { trend } = trendOf(sweeps(...Array.from({ length: 40 }, () => 1)), 2, totalWithout([]));

  expect(trend.words).toBe('Up from 1 to 2 over the last 30 checks.');
});

test('what is set aside now is left out of the past as well', () => {
  const count = totalWithout(['no-mfa']);

  expect(count({ at: NOW, bySlug: { stale: 4, 'no-mfa': 3, license: 1 } })).toBe(5);
});

test('what is counted now is no trend by itself', () => {
  expect(trendOf([], 1, totalWithout([])).hasTrend).toBe(false);
});

/** Newest first. */
function sweeps(...open: readonly number[]) {
  return open.map((stale, index) => ({ at: NOW - (index + 1) * MINUTE, bySlug: { stale } }));
}

describe('advice of Microsoft', () => {
  test('keeps the links to Microsoft’s own pages, named by their host', () => {
    const text = advice('See Licences (https://learn.microsoft.com/entra/id?view=1#top). Then *ask*.', 300);

    expect(text).toBe(
      String.raw`See Licences \([learn.microsoft.com](https://learn.microsoft.com/entra/id?view=1#top)\). Then \*ask\*.`,
    );
  });

  test.each(['https://evil.example/x', 'https://microsoft.com.evil.example', 'https://notmicrosoft.com'])(
    'makes no link of %s',
    (address) => {
      expect(advice(`See ${address}`, 300)).not.toMatch(/\]\(|:\/\//);
    },
  );

  test('is cut where it is too long, and has no half of a link', () => {
    const text = advice(`${'a '.repeat(200)}https://learn.microsoft.com/x`, 100);

    expect(text).toMatch(/…$/);
    expect(text.length).toBeLessThanOrEqual(100);
  });
});

describe('how an alert stands', () => {
  it('is said to be unknown where Microsoft did not tell', () => {
    expect(stateWord({ state: 'clean', doubtful: true })).toBe('State not known');
    expect(stateWord({ state: 'dismissed' })).toBe('Dismissed');
  });
});

test.each([
  [
    'שרה כהן will lose the role Global Administrator.',
    '\u2068שרה כהן\u2069 will lose the role Global Administrator.',
  ],
  [
    'Asked by שרה כהן (מנהלת), not by محمد.',
    'Asked by \u2068שרה כהן \\(מנהלת\\)\u2069, not by \u2068محمد\u2069.',
  ],
  ['(שרה) said no', '\\(\u2068שרה\u2069\\) said no'],
])('a sentence keeps its order whatever way the names in it are written: %s', (text, shown) => {
  expect(prose(text)).toBe(shown);
});
