import type { Actor, Conversation } from './conversation';

/** What a sign-in card needs. */
export interface SignIn {
  readonly connectionName: string;
  readonly link: string;
  /** It happens on a page of its own, of which the client learns nothing: the person comes back and says so. */
  readonly inBrowser?: boolean;
  /** Lets the client exchange its own token in silence. */
  readonly tokenExchange?: { readonly id: string; readonly uri: string; readonly providerId?: string };
}

/** What came back from a sign-in: a token to exchange, or the code of a pop-up. */
export type SignInProof = { readonly exchangeToken: string } | { readonly code: string };

export type UserTokenResult =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'sign-in'; readonly signIn: SignIn }
  /** The proof was not accepted; the client falls back to the pop-up. */
  | { readonly kind: 'exchange-failed'; readonly signIn: SignIn };

/**
 * The person's own Graph token. Its owner, tenant, audience and life are checked before it is handed out; it is used for one
 * action and never stored or logged.
 */
export interface UserTokens {
  get(actor: Actor, conversation: Conversation, proof?: SignInProof): Promise<UserTokenResult>;
  signOut(actor: Actor, conversation: Conversation): Promise<void>;
}
