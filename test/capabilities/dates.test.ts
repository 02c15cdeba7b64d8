import { dayOf, futureMoment } from '../../src/capabilities/dates';

// A Monday.
const NOW = Date.parse('2026-11-23T15:30:00.000Z');
const at = (typed: string, zone = 'UTC'): string => new Date(futureMoment(typed, NOW, zone)).toISOString();

describe('a date as people type it', () => {
  it.each([
    ['2026-12-24', '2026-12-24T23:59:59.999Z'],
    ['friday', '2026-11-27T23:59:59.999Z'],
    ['tomorrow', '2026-11-24T23:59:59.999Z'],
    ['today', '2026-11-23T23:59:59.999Z'],
    ['24 December', '2026-12-24T23:59:59.999Z'],
    ['1 March', '2027-03-01T23:59:59.999Z'],
    ['friday 18:00', '2026-11-27T18:00:00.000Z'],
    ['in 3 hours', '2026-11-23T18:30:00.000Z'],
    ['2026-11-27T23:59:59.999Z', '2026-11-27T23:59:59.999Z'],
  ])('“%s” is %s', (typed, expected) => {
    expect(at(typed)).toBe(expected);
  });

  it('ends with the day where the person lives, in summer as in winter', () => {
    expect(at('2026-12-24', 'America/New_York')).toBe('2026-12-25T04:59:59.999Z');
    expect(at('2027-07-01', 'America/New_York')).toBe('2027-07-02T03:59:59.999Z');
    expect(at('tomorrow', 'Pacific/Auckland')).toBe('2026-11-25T10:59:59.999Z');
  });

  it('means an hour where the person lives, even beyond a change of clocks', () => {
    expect(at('2027-07-01 18:00', 'Europe/Berlin')).toBe('2027-07-01T16:00:00.000Z');
    expect(at('2026-12-01 18:00', 'Europe/Berlin')).toBe('2026-12-01T17:00:00.000Z');
  });

  it('comes through a confirmation unchanged', () => {
    const first = at('2026-12-24', 'Asia/Kolkata');

    expect(at(first, 'Asia/Kolkata')).toBe(first);
  });

  it('in a zone nobody knows is taken as UTC', () => {
    expect(at('2026-12-24', 'Mars/Olympus')).toBe('2026-12-24T23:59:59.999Z');
  });

  it.each(['', 'soon-ish', 'the end', 'because'])('that is none (%j) is refused with advice', (typed) => {
    expect(() => at(typed)).toThrow('is not a date I understand. Try “until 2026-12-24”');
  });

  it.each(['yesterday', '2020-01-01', '2 hours ago'])('that is over (%s) is refused', (typed) => {
    expect(() => at(typed)).toThrow('has already passed');
  });
});

describe('a day in words', () => {
  it('is the day where the person lives', () => {
    const moment = Date.parse('2026-12-24T23:30:00Z');

    expect([dayOf(moment, 'UTC'), dayOf(moment, 'Asia/Tokyo'), dayOf(moment, 'Nowhere/Land')]).toEqual([
      '24 December 2026',
      '25 December 2026',
      '24 December 2026',
    ]);
  });
});
