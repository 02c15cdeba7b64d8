import type { SignIn, UserTokens } from '../ports/user-tokens';
import type { SignIns } from './sign-ins';
import type { Tokens } from './tokens';

/**
 * People of the pretend tenant are signed in from the start: their token is there at once. Who signs out is asked to sign in, on
 * the sandbox's own page, before the next token.
 */
export function createSandboxUserTokens({
  tokens,
  signIns,
  origin,
}: {
  readonly tokens: Tokens;
  readonly signIns: SignIns;
  /** Where the sandbox is listening. */
  readonly origin: () => string;
}): UserTokens {
  function invitation(personId: string): SignIn {
    const link = `${origin()}/sandbox/sign-in?ticket=${encodeURIComponent(signIns.invite(personId))}`;
    return { connectionName: 'sandbox', link, inBrowser: true };
  }

  return {
    get: (actor, _conversation, proof) => {
      if (proof && 'code' in proof) signIns.redeem(proof.code, actor.id);
      if (!signIns.isSignedOut(actor.id)) {
        return Promise.resolve({ kind: 'token', token: tokens.forPerson(actor.id) });
      }
      return Promise.resolve({
        kind: proof ? 'exchange-failed' : 'sign-in',
        signIn: invitation(actor.id),
      });
    },
    signOut: (actor) => {
      signIns.signOut(actor.id);
      return Promise.resolve();
    },
  };
}
