import { totalOf, trendOf } from '../../src/views/trend';
import { advice, ago, isStale, prose, scanAge, stateWord } from '../../src/views/wording';

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

test('a trend runs from old to new and says where it stands', () => {
  const history = [4, 0, 2].map((open, index) => ({ at: NOW - index * MINUTE, bySlug: { stale: open } }));

  const { hasTrend, trend } = trendOf(history, ({ bySlug }) => bySlug['stale'] ?? 0);

  expect(hasTrend).toBe(true);
  expect(trend).toMatchObject({
    bars: '▅▁█',
    words: 'Up from 2 to 4 over the last 3 checks.',
    numbers: '2, 0, 4',
  });
});

test('a trend tells a peak that is over', () => {
  const history = [2, 9, 2].map((open, index) => ({ at: NOW - index * MINUTE, bySlug: { stale: open } }));

  expect(trendOf(history, totalOf).trend.words).toBe(
    'Unchanged at 2 over the last 3 checks; the highest was 9.',
  );
});

test('one sweep is no trend', () => {
  expect(trendOf([{ at: NOW, bySlug: {} }], () => 1).hasTrend).toBe(false);
});

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
    expect(stateWord({ state: 'clean', doubtful: true })).toBe('State not told');
    expect(stateWord({ state: 'dismissed' })).toBe('Dismissed');
  });
});
