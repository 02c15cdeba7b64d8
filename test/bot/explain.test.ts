import { explain } from '../../src/bot/explain';
import { UserError } from '../../src/lib/errors';
import { GraphError, type GraphErrorDetails } from '../../src/ports/pim-alerts';
import { StoreError } from '../../src/ports/store';
import type { CardButton } from '../../src/views/parts/button';
import { seen } from '../support/seen-card';

const AGAIN: CardButton = { title: 'Try again', verb: 'alert.enable', input: { alert: 'stale' } };
const refusal = (details: GraphErrorDetails): GraphError =>
  new GraphError('the words of the service', details);

function told(error: unknown, again?: CardButton) {
  return seen(
    explain(error, { reference: 'abcd1234', now: Date.UTC(2026, 10, 23), again, about: undefined }).card,
  );
}

describe('whatever was thrown is told in words, with a reference', () => {
  it.each<[string, unknown, string]>([
    ['our own words', new UserError('There is no such alert.'), 'There is no such alert.'],
    ['a wrong request', refusal({ reason: 'invalid' }), 'Microsoft refused this'],
    ['something gone', refusal({ reason: 'not-found' }), 'No longer there'],
    ['a wait', refusal({ reason: 'throttled', retryAfterSeconds: 0.2 }), 'Try again in 1 second.'],
    ['a wait without end', refusal({ reason: 'throttled' }), 'Try again in 30 seconds.'],
    ['silence', refusal({ reason: 'unavailable' }), 'Nothing was changed; try again in a few minutes.'],
    ['uncertainty', refusal({ reason: 'unavailable', maybeDone: true }), 'This may have been done'],
    [
      'uncertainty, whatever the reason',
      refusal({ reason: 'not-found', maybeDone: true }),
      'This may have been done',
    ],
    [
      'a missing permission',
      refusal({ reason: 'forbidden', missingPermissions: ['A', 'B'] }),
      'grant A or B to the app',
    ],
    ['a refusal of the app', refusal({ reason: 'forbidden' }), 'does not let Rolecall read this'],
    ['the sign-in of the app', refusal({ reason: 'unauthenticated' }), 'the sign-in of Rolecall itself'],
    ['a lost store', new StoreError('secret path'), 'Rolecall cannot reach its store'],
    ['a bug', new TypeError('x is not a function'), 'Something broke'],
    ['what is no error at all', 'thrown text', 'Something broke'],
    ['nothing', undefined, 'Something broke'],
  ])('%s', (_what, error, words) => {
    const card = told(error);

    expect(card.text).toContain(words);
    expect(card.text).toContain('Reference abcd1234');
    expect(card.text).not.toMatch(/words of the service|secret path|not a function|thrown text/);
  });

  it.each<[string, unknown, string]>([
    ['the person’s sign-in', refusal({ reason: 'unauthenticated', onBehalf: true }), 'Sign in again'],
    ['the sign-in of the app', refusal({ reason: 'unauthenticated' }), 'the sign-in of Rolecall itself'],
    ['a refusal of the app', refusal({ reason: 'forbidden' }), 'does not let Rolecall read this'],
    ['a lost store', new StoreError('secret path'), 'This may have been done'],
    ['a bug', new TypeError('x is not a function'), 'This may have been done'],
    [
      'a permission of the app',
      refusal({ reason: 'forbidden', missingPermissions: ['A'] }),
      'grant A to the app',
    ],
  ])('behind an order: %s', (_what, error, words) => {
    expect(told(error, AGAIN).text).toContain(words);
  });

  it('a role that is not active: where to activate it, and the same once more', () => {
    const card = told(refusal({ reason: 'forbidden', onBehalf: true }), AGAIN);

    expect(card.text).toContain('Activate Privileged Role Administrator in PIM');
    expect(card.text).toContain('Reference abcd1234');
    expect(card.buttons.map(({ title }) => title)).toEqual(['Activate a role', 'Try again']);
  });
});
