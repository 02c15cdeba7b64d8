import { after, clauses, isExactly } from '../../src/capabilities/words';

describe('what follows a command', () => {
  it.each([
    ['alert', 'alert stale', 'stale'],
    ['alert', 'Alert  Stale ', 'Stale'],
    ['alert', 'alert', ''],
    ['alert', 'alerts', undefined],
    ['alert', 'alerting', undefined],
    ['alert', 'show alert', undefined],
    ['who is', 'WHO IS Megan', 'Megan'],
  ])('of “%s” in %j is %j', (command, text, expected) => {
    expect(after(command, text)).toBe(expected);
  });
});

describe('a text', () => {
  it('is a command alone in any case', () => {
    expect([isExactly('HELP', 'help', '?'), isExactly('help me', 'help')]).toEqual([true, false]);
  });
});

describe('the clauses of a command', () => {
  it.each([
    ['stale', { head: 'stale' }],
    ['stale until friday', { head: 'stale', until: 'friday' }],
    ['stale because of leave', { head: 'stale', because: 'of leave' }],
    [
      'stale until friday because we wait until then',
      { head: 'stale', until: 'friday', because: 'we wait until then' },
    ],
    ['stale BECAUSE he said because', { head: 'stale', because: 'he said because' }],
    ['because of leave', { head: '', because: 'of leave' }],
    ['until friday', { head: '', until: 'friday' }],
    ['untilled because', { head: 'untilled because' }],
    ['', { head: '' }],
  ])('in %j are %j', (text, expected) => {
    expect(clauses(text)).toEqual(expected);
  });
});
