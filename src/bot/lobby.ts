import type { Activity } from 'botbuilder';
import { messageOf } from '../lib/errors';
import type { Log } from '../lib/log';
import type { Actor, Conversation } from '../ports/conversation';
import type { Members } from '../ports/members';
import type { Conversations } from '../ports/subscriptions';
import { actorOf, conversationOf } from './activity';
import { tenantOf } from './gate';
import { createHomes } from './homes';
import type { CommandLimits } from './limits';
import type { Refusals } from './refusals';
import { isSearch } from './search';
import { amount } from '../views/parts/wording';

/** Whether an activity is served, in whose name and for which tenant; `refuse` answers 403, a text is told to the person. */
export type Admission =
  | { readonly kind: 'serve'; readonly actor: Actor; readonly conversation: Conversation }
  | { readonly kind: 'tell'; readonly text: string; readonly conversation: Conversation }
  | { readonly kind: 'refuse' };

export type Lobby = (activity: Activity) => Promise<Admission>;

interface LobbyDeps {
  /** Lower case; one at least. */
  readonly tenants: ReadonlySet<string>;
  /** False on a loopback bot, which has no tenant to defend: whatever comes is the first one's. */
  readonly authenticated: boolean;
  readonly conversations: Pick<Conversations, 'home'>;
  readonly members: Members;
  readonly limits: CommandLimits;
  readonly refusals: Refusals;
  readonly log: Log;
}

/** Of these somebody was verified, or nobody says them. Whoever reacts or edits is not looked at, for nothing is done about it. */
const DECIDES = new Set(['message', 'invoke', 'installationUpdate', 'conversationUpdate']);

/** Who is let in once the signature has been checked: our tenant, our people, and nobody faster than a person can be. */
export function createLobby(dependencies: LobbyDeps): Lobby {
  const { tenants, authenticated, conversations, members, limits, refusals, log } = dependencies;
  const isAtHome = createHomes(conversations);
  const [loopbackTenant = ''] = tenants;

  function refuse(reason: string): Admission {
    refusals.note(reason);
    return { kind: 'refuse' };
  }

  function tell(conversation: Conversation, reason: string, text: string): Admission {
    refusals.note(reason);
    return { kind: 'tell', text, conversation };
  }

  /** The person by the channel's own word. In a shared channel the conversation's tenant is ours even when the person's is not. */
  async function verified(said: Actor, conversation: Conversation): Promise<Admission> {
    const member = await members.find(conversation, said.channelUserId);
    if (!member || member.tenantId.toLowerCase() !== conversation.tenantId) {
      return tell(conversation, 'external person', 'Rolecall serves people of this organisation only.');
    }
    if (said.id !== '' && said.id.toLowerCase() !== member.id.toLowerCase()) {
      return tell(
        conversation,
        'person unclear',
        'Teams names two accounts for you, so I cannot tell who you are. Sign out of Teams and in again.',
      );
    }
    const actor = { ...said, id: member.id, name: member.name || said.name };
    return { kind: 'serve', actor, conversation };
  }

  async function judge(activity: Activity, conversation: Conversation): Promise<Admission> {
    const { tenantId } = conversation;
    const said = actorOf(activity, tenantId);
    // Nobody is verified yet where an authenticated channel gave no object id; on loopback the channel's own id has to do.
    const loopback: Actor = { ...said, id: said.id || said.channelUserId };
    const speaks = activity.type === 'message' || activity.type === 'invoke';
    if (!speaks) return { kind: 'serve', actor: said, conversation };
    // Before anything is asked of the channel, so that nobody makes us ask it without end.
    const allowance = await limits.allow(said.channelUserId);
    if (!allowance.ok) {
      const { retryInSeconds } = allowance;
      return tell(
        conversation,
        'too fast',
        `That was a lot at once. Try again in ${amount(retryInSeconds, 'second', 'seconds')}.`,
      );
    }
    if (!authenticated) return { kind: 'serve', actor: loopback, conversation };
    if (conversation.kind === 'personal' && said.id !== '')
      return { kind: 'serve', actor: said, conversation };
    try {
      return await verified(said, conversation);
    } catch (error) {
      log.warn('a person could not be verified', { tenantId, what: messageOf(error) });
      return tell(
        conversation,
        'person not verified',
        'Teams does not tell me right now who you are. Try again in a minute.',
      );
    }
  }

  return async (activity) => {
    const tenantId = authenticated ? tenantOf(activity, tenants) : loopbackTenant;
    if (tenantId === undefined) return refuse('tenant');
    const conversation = conversationOf(activity, tenantId);
    if (!authenticated) return judge(activity, conversation);
    if (!(await isAtHome(conversation, false))) return refuse('conversation of another tenant');
    const admission = await judge(activity, conversation);
    // Kept only now: who is not one of the tenant's must not decide whose the conversation is. A search leaves no trace at all.
    const keeps = admission.kind === 'serve' && DECIDES.has(activity.type) && !isSearch(activity);
    if (keeps && !(await isAtHome(conversation, true))) return refuse('conversation of another tenant');
    return admission;
  };
}
