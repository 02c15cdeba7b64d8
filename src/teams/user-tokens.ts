import type { Activity } from 'botbuilder';
import type { UserTokenClient } from 'botframework-connector';
import type { Clock } from '../lib/clock';
import { UserError } from '../lib/errors';
import type { Log } from '../lib/log';
import type { Actor, Conversation } from '../ports/conversation';
import { DeliveryError } from '../ports/notifier';
import type { SignIn, SignInProof, UserTokens } from '../ports/user-tokens';
import type { TeamsAdapter } from './adapter';
import { flawOf } from './user-token-claims';

export interface UserTokensOptions {
  readonly adapter: Pick<TeamsAdapter, 'userTokenClient'>;
  /** The OAuth connection of the Azure Bot resource that yields Graph tokens. */
  readonly connectionName: string;
  /** Such as `https://graph.microsoft.com`. */
  readonly graphOrigin: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** People's Graph tokens out of the Bot Framework token service, which keeps and renews them; nothing of them is kept here. */
export function createUserTokens(options: UserTokensOptions): UserTokens {
  const { adapter, connectionName, log } = options;
  return {
    async get(actor, conversation, proof) {
      try {
        const client = await adapter.userTokenClient();
        const token = await tokenFrom(client, connectionName, actor, conversation, proof);
        if (token && (await belongs(token, client, actor, conversation, options))) {
          return { kind: 'token', token };
        }
        const signIn = await signInFrom(client, connectionName, actor, conversation);
        return { kind: proof ? 'exchange-failed' : 'sign-in', signIn };
      } catch (error) {
        throw explained(error, log);
      }
    },

    async signOut(actor, conversation) {
      try {
        const client = await adapter.userTokenClient();
        await client.signOutUser(actor.channelUserId, connectionName, conversation.channelId);
      } catch (error) {
        throw explained(error, log);
      }
    },
  };
}

async function tokenFrom(
  client: UserTokenClient,
  connectionName: string,
  { channelUserId }: Actor,
  { channelId }: Conversation,
  proof: SignInProof | undefined,
): Promise<string | undefined> {
  // The service answers 404 or 400 with a body of another shape, and the SDK hands that out as if it were a token.
  const found: { readonly token?: unknown } | undefined =
    proof && 'exchangeToken' in proof
      ? await exchanged(client, connectionName, channelUserId, channelId, proof.exchangeToken)
      : await client.getUserToken(channelUserId, connectionName, channelId, proof?.code ?? '');
  return typeof found?.token === 'string' && found.token !== '' ? found.token : undefined;
}

async function exchanged(
  client: UserTokenClient,
  connectionName: string,
  userId: string,
  channelId: string,
  token: string,
): Promise<{ readonly token?: unknown } | undefined> {
  try {
    return await client.exchangeToken(userId, connectionName, channelId, { token });
  } catch (error) {
    // Refused, for want of consent mostly: the pop-up can still help. Anything else is the service being out of reach.
    if (error instanceof DeliveryError && error.status !== undefined && error.status < 500) return undefined;
    throw error;
  }
}

/** False: it has run out, sign in again. A token of somebody else is given up at the service before the person is told. */
async function belongs(
  token: string,
  client: UserTokenClient,
  actor: Actor,
  { channelId }: Conversation,
  { graphOrigin, clock, connectionName, log }: UserTokensOptions,
): Promise<boolean> {
  const flaw = flawOf(token, { actor, graphOrigin, now: clock.now() });
  if (!flaw) return true;
  log.warn('user token refused', { actor: actor.id, flaw });
  await client.signOutUser(actor.channelUserId, connectionName, channelId);
  if (flaw === 'expired') return false;
  if (flaw === 'other-person' || flaw === 'other-tenant') {
    throw new UserError(
      'You signed in with another account than the one you use in Teams. Sign in with that one, then press again.',
    );
  }
  throw new UserError(
    `The sign-in connection "${connectionName}" does not yield tokens for Microsoft Graph. Ask whoever runs Rolecall to correct it.`,
  );
}

async function signInFrom(
  client: UserTokenClient,
  connectionName: string,
  actor: Actor,
  conversation: Conversation,
): Promise<SignIn> {
  const activity = {
    type: 'message',
    channelId: conversation.channelId,
    serviceUrl: conversation.serviceUrl,
    conversation: { id: conversation.id, tenantId: conversation.tenantId },
    from: { id: actor.channelUserId, name: actor.name, aadObjectId: actor.id },
    recipient: conversation.bot,
  } as unknown as Activity;
  const { signInLink, tokenExchangeResource } = await client.getSignInResource(connectionName, activity, '');
  if (!signInLink) throw new Error('The token service gave no sign-in link.');
  const { id, uri, providerId } = tokenExchangeResource ?? {};
  return {
    connectionName,
    link: signInLink,
    ...(id && uri ? { tokenExchange: { id, uri, ...(providerId ? { providerId } : {}) } } : {}),
  };
}

function explained(error: unknown, log: Log): unknown {
  if (!(error instanceof DeliveryError)) return error;
  log.warn('token service failed', { outcome: error.outcome, status: error.status, code: error.code });
  return new UserError('Signing in is not possible right now. Try again in a minute.', { cause: error });
}
