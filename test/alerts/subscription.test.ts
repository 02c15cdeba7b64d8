import type { Severity } from '../../src/alerts/alert';
import {
  concerns,
  postableFrom,
  verdict,
  wants,
  type Verdict,
  type Wish,
} from '../../src/alerts/subscription';
import { anIncident } from '../support/fakes';

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

  test.each<[string, Partial<Wish>, boolean]>([
    ['a role by its name', { role: 'exchange administrator' }, true],
    ['a role by its id', { role: 'Role-1' }, true],
    ['another role', { role: 'Global Administrator' }, false],
    ['a part of a role', { role: 'Exchange' }, false],
    ['a person by name', { person: 'megan' }, true],
    ['a person by sign-in name', { person: 'MEGAN@contoso.test' }, true],
    ['a person by id', { person: 'person-megan' }, true],
    ['another person', { person: 'Diego' }, false],
    ['a role and another person', { role: 'Role-1', person: 'Diego' }, false],
  ])('to %s', (_what, wish, expected) => {
    expect(concerns(wish, anIncident('Megan'))).toBe(expected);
  });

  test('to a person or a role wants nothing that names neither', () => {
    const nameless = { id: 'i', facts: [] };

    expect(concerns({ role: 'Role-1' }, nameless)).toBe(false);
    expect(concerns({ person: 'Megan' }, nameless)).toBe(false);
  });
});

describe('the verdict about one incident', () => {
  const NIGHT = Date.parse('2026-11-24T03:00:00Z');
  const MORNING = Date.parse('2026-11-24T06:00:00Z');
  const quiet = { from: '22:00', to: '06:00', zone: 'UTC' };

  test.each<[string, Partial<Wish>, Verdict]>([
    ['posts', {}, { outcome: 'posts' }],
    ['skips another alert', { alerts: ['license'] }, { outcome: 'skips', because: 'alert' }],
    ['skips what is too mild', { minimumSeverity: 'high' }, { outcome: 'skips', because: 'severity' }],
    ['skips another role', { role: 'Reader' }, { outcome: 'skips', because: 'role' }],
    ['skips another person', { person: 'Diego' }, { outcome: 'skips', because: 'person' }],
    ['leaves news to others', { escalateAfterMs: 1 }, { outcome: 'skips', because: 'escalations-only' }],
    ['sleeps', { snoozedUntil: NIGHT + 5 }, { outcome: 'holds', by: 'snooze', until: NIGHT + 5 }],
    ['is awake after its sleep', { snoozedUntil: NIGHT }, { outcome: 'posts' }],
    [
      'sleeps about this alert',
      { snoozedAlerts: { stale: NIGHT + 5 } },
      { outcome: 'holds', by: 'snooze', until: NIGHT + 5 },
    ],
    ['sleeps about another alert', { snoozedAlerts: { license: NIGHT + 5 } }, { outcome: 'posts' }],
    ['keeps quiet at night', { quiet }, { outcome: 'holds', by: 'quiet-hours', until: MORNING }],
    [
      'wakes from sleep into a quiet night',
      { quiet, snoozedUntil: NIGHT + 5 },
      { outcome: 'holds', by: 'snooze', until: MORNING },
    ],
    [
      'sleeps on after the night',
      { quiet, snoozedUntil: MORNING + 5 },
      { outcome: 'holds', by: 'snooze', until: MORNING + 5 },
    ],
  ])('%s', (_what, wish, expected) => {
    const alert = { slug: 'stale', severity: 'medium' } as const;

    expect(verdict({ ...everything, ...wish }, alert, anIncident('Megan'), NIGHT)).toEqual(expected);
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

  test('about one alert is not that of another', () => {
    const wish: Wish = { ...everything, snoozedAlerts: { stale: 2000 } };

    expect([postableFrom([wish], 1000, 'stale'), postableFrom([wish], 1000, 'license')]).toEqual([
      2000,
      undefined,
    ]);
    expect(postableFrom([wish], 1000)).toBeUndefined();
  });
});
