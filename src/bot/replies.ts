import type { Activity } from 'botbuilder';
import type { Message } from '../ports/notifier';
import type { SignIn } from '../ports/user-tokens';

export const CARD = 'application/vnd.microsoft.card.adaptive';

/** A message that is one card; with a text beside it Teams may make two messages of it. */
export function cardActivity({ card, summary }: Message): Partial<Activity> {
  return { type: 'message', summary, attachments: [{ contentType: CARD, content: card }] };
}

/** The body of an answer to a pressed button. The HTTP status is 200 whatever the body says: clients show nothing otherwise. */
export interface InvokeBody {
  readonly statusCode: number;
  readonly type: string;
  readonly value?: unknown;
}

export function invokeActivity(body: InvokeBody): Partial<Activity> {
  return { type: 'invokeResponse', value: { status: 200, body } };
}

export function cardAnswer({ card }: Message): InvokeBody {
  return { statusCode: 200, type: CARD, value: card };
}

/** Asks the client to sign in, in silence where it can, and to press again by itself. */
export function loginRequest(signIn: SignIn): InvokeBody {
  return {
    statusCode: 401,
    type: 'application/vnd.microsoft.activity.loginRequest',
    value: oauthCard(signIn),
  };
}

/** The same for words: the client reports the sign-in by an invoke of its own. */
export function oauthActivity(signIn: SignIn): Partial<Activity> {
  return {
    type: 'message',
    summary: 'Sign in first',
    attachments: [{ contentType: 'application/vnd.microsoft.card.oauth', content: oauthCard(signIn) }],
  };
}

function oauthCard({ connectionName, link, tokenExchange }: SignIn): object {
  return {
    text: 'Sign in, so that this happens in your name.',
    connectionName,
    ...(tokenExchange ? { tokenExchangeResource: tokenExchange } : {}),
    buttons: [{ type: 'signin', title: 'Sign in', text: 'Sign in', value: link }],
  };
}

export function exchangeFailed(): InvokeBody {
  return {
    statusCode: 412,
    type: 'application/vnd.microsoft.error.preconditionFailed',
    value: { code: '412', message: 'The sign-in could not be completed in silence.' },
  };
}
