import type { Severity } from '../../src/alerts/alert';
import { postableFrom, wants, type Wish } from '../../src/alerts/subscription';

const everything: Wish = { alerts: [], minimumSeverity: 'informational', mode: 'new' };

describe('a subscription', () => {
  test('to every alert wants each', () => {
    expect(wants(everything, { slug: 'stale', severity: 'low' })).toBe(true);
  });

  test('to some alerts wants these', () => {
    const some: Wish = { ...everything, alerts: ['stale', 'license'] };

    expect(wants(some, { slug: 'stale', severity: 'low' })).toBe(true);
    expect(wants(some, { slug: 'redundant', severity: 'high' })).toBe(false);
  });

  test.each<[Severity, boolean]>([
    ['high', true],
    ['medium', true],
    ['low', false],
    ['informational', false],
    ['unknown', true],
  ])('from medium upwards, asked about %s: %s', (severity, wanted) => {
    expect(wants({ ...everything, minimumSeverity: 'medium' }, { slug: 'stale', severity })).toBe(wanted);
  });
});

describe('the moment to post', () => {
  test.each<[string, readonly (number | undefined)[], number | undefined]>([
    ['is now where nobody sleeps', [undefined], undefined],
    ['is now where one of several is awake', [2000, undefined], undefined],
    ['is now when the sleep is over', [1000], undefined],
    ['is when the first wakes', [3000, 2000], 2000],
    ['is now where nobody asks', [], undefined],
  ])('%s', (_what, snoozes, expected) => {
    const wishes = snoozes.map((at) => (at === undefined ? everything : { ...everything, snoozedUntil: at }));

    expect(postableFrom(wishes, 1000)).toBe(expected);
  });
});
