import type { Actor, Conversation } from './conversation';
import type { PimAlertActions } from './pim-alerts';
import type { SignIn, SignInProof } from './user-tokens';

export type ActingResult =
  | { readonly kind: 'ready'; readonly actions: PimAlertActions }
  | { readonly kind: 'sign-in'; readonly signIn: SignIn }
  | { readonly kind: 'exchange-failed'; readonly signIn: SignIn };

/** The right to change PIM alerts for one action, in the name of the person or, where so configured, of the app. */
export interface Acting {
  as(actor: Actor, conversation: Conversation, proof?: SignInProof): Promise<ActingResult>;
}
