import { actingBy } from '../../src/app/teams';
import type { PimAlertActions } from '../../src/ports/pim-alerts';
import type { UserTokenResult, UserTokens } from '../../src/ports/user-tokens';
import { aConversation, TENANT } from '../support/fakes';

const ACTOR = { id: 'alex-id', name: 'Alex', tenantId: TENANT, channelUserId: '29:alex' };
const signIn = { connectionName: 'graph', link: 'https://token.example' };

function acting(result?: UserTokenResult) {
  const given: (string | undefined)[] = [];
  const tokens: UserTokens | undefined = result && {
    get: () => Promise.resolve(result),
    signOut: () => Promise.resolve(),
  };
  const right = actingBy(tokens, (token) => {
    given.push(token);
    return {} as PimAlertActions;
  });
  return { given, as: () => right.as(ACTOR, aConversation('c')) };
}

describe('the right to change something', () => {
  it('is the person’s own, where people’s tokens are used', async () => {
    const { given, as } = acting({ kind: 'token', token: 'of-alex' });

    expect((await as()).kind).toBe('ready');
    expect(given).toEqual(['of-alex']);
  });

  it.each<UserTokenResult>([
    { kind: 'sign-in', signIn },
    { kind: 'exchange-failed', signIn },
  ])('is not there before the person has signed in: $kind', async (result) => {
    const { given, as } = acting(result);

    expect(await as()).toEqual(result);
    expect(given).toEqual([]);
  });

  it('is the app’s, where the app writes', async () => {
    const { given, as } = acting();

    expect((await as()).kind).toBe('ready');
    expect(given).toEqual([undefined]);
  });
});
