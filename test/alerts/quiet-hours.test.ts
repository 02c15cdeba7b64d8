import { quietHours, quietUntil } from '../../src/alerts/quiet-hours';

describe('quiet hours, as people say them', () => {
  test.each([
    ['22:00-06:00 Europe/Berlin', { from: '22:00', to: '06:00', zone: 'Europe/Berlin' }],
    ['22-6', { from: '22:00', to: '06:00', zone: 'America/New_York' }],
    ['9:30 – 17:00 UTC', { from: '09:30', to: '17:00', zone: 'UTC' }],
    ['22:00-06:00 Europe/Nowhere', undefined],
    ['25:00-06:00', undefined],
    ['22:60-06:00', undefined],
    ['22:00-22:00', undefined],
    ['at night', undefined],
  ])('%s', (spoken, expected) => {
    expect(quietHours(spoken, 'America/New_York')).toEqual(expected);
  });
});

describe('the end of quiet hours', () => {
  const night = { from: '22:00', to: '06:00', zone: 'Europe/Berlin' };
  const noon = { from: '12:00', to: '13:30', zone: 'Asia/Kolkata' };
  const end = (hours: typeof night, now: string) => {
    const until = quietUntil(hours, Date.parse(now));
    return until === undefined ? undefined : new Date(until).toISOString();
  };

  test.each([
    ['before midnight is the next morning', '2026-11-23T21:30:00Z', '2026-11-24T05:00:00.000Z'],
    ['after midnight is the same morning', '2026-11-24T03:00:00Z', '2026-11-24T05:00:00.000Z'],
    ['at the first minute is the next morning', '2026-11-23T21:00:00Z', '2026-11-24T05:00:00.000Z'],
    ['at the last minute has come', '2026-11-24T05:00:00Z', undefined],
    ['by day is nothing', '2026-11-24T12:00:00Z', undefined],
    ['comes an hour sooner when clocks go forward', '2027-03-27T22:00:00Z', '2027-03-28T04:00:00.000Z'],
    ['comes an hour later when clocks go back', '2026-10-24T21:00:00Z', '2026-10-25T05:00:00.000Z'],
  ])('%s', (_what, now, expected) => {
    expect(end(night, now)).toBe(expected);
  });

  test('within a day, in a zone of half hours', () => {
    expect(end(noon, '2026-11-23T07:00:00Z')).toBe('2026-11-23T08:00:00.000Z');
    expect(end(noon, '2026-11-23T08:00:00Z')).toBeUndefined();
  });

  test('lies ahead even where the hour comes twice', () => {
    const untilTwice = { from: '22:00', to: '02:30', zone: 'Europe/Berlin' };

    const secondTime = Date.parse('2026-10-25T01:10:00Z');

    expect(quietUntil(untilTwice, secondTime)).toBeGreaterThan(secondTime);
  });
});
