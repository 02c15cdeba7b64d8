import type { Activity } from 'botbuilder';
import { messageOf } from '../lib/errors';
import type { Log } from '../lib/log';
import type { Actor, Conversation } from '../ports/conversation';
import type { Members } from '../ports/members';
import { actorOf } from './activity';
import { tenantAllowed } from './gate';
import type { CommandLimits } from './limits';
import type { Refusals } from './refusals';

/** Whether an activity is served, and in whose name; `refuse` answers 403, a text is told to the person. */
export type Admission =
  | { readonly kind: 'serve'; readonly actor: Actor }
  | { readonly kind: 'tell'; readonly text: string }
  | { readonly kind: 'refuse' };

export type Lobby = (activity: Activity, conversation: Conversation) => Promise<Admission>;

interface LobbyDeps {
  /** Lower case; absent on a loopback bot, which has no tenant to defend. */
  readonly tenants: ReadonlySet<string> | undefined;
  readonly members: Members;
  readonly limits: CommandLimits;
  readonly refusals: Refusals;
  readonly log: Log;
}

/** Who is let in once the signature has been checked: our tenant, our people, and nobody faster than a person can be. */
export function createLobby({ tenants, members, limits, refusals, log }: LobbyDeps): Lobby {
  function tell(reason: string, text: string): Admission {
    refusals.note(reason);
    return { kind: 'tell', text };
  }

  /** The person by the channel's own word. In a shared channel the conversation's tenant is ours even when the person's is not. */
  async function verified(said: Actor, place: Conversation, ours: ReadonlySet<string>): Promise<Admission> {
    const member = await members.find(place, said.channelUserId);
    if (!member || !ours.has(member.tenantId.toLowerCase())) {
      return tell('external person', 'Rolecall serves people of this organisation only.');
    }
    if (said.id !== '' && said.id.toLowerCase() !== member.id.toLowerCase()) {
      return tell('person unclear', 'Teams names two accounts for you, so I cannot tell who you are.');
    }
    return { kind: 'serve', actor: { ...said, id: member.id, name: member.name || said.name } };
  }

  return async (activity, conversation) => {
    if (tenants && !tenantAllowed(activity, tenants)) {
      refusals.note('tenant');
      return { kind: 'refuse' };
    }
    const said = actorOf(activity, conversation.tenantId);
    // Nobody is verified yet where an authenticated channel gave no object id; on loopback the channel's own id has to do.
    const loopback: Actor = { ...said, id: said.id || said.channelUserId };
    const speaks = activity.type === 'message' || activity.type === 'invoke';
    if (!speaks) return { kind: 'serve', actor: said };
    // Before anything is asked of the channel, so that nobody makes us ask it without end.
    const allowance = await limits.allow(said.channelUserId);
    if (!allowance.ok) {
      return tell('too fast', `That was a lot at once. Try again in ${allowance.retryInSeconds} seconds.`);
    }
    if (!tenants) return { kind: 'serve', actor: loopback };
    if (conversation.kind === 'personal' && said.id !== '') return { kind: 'serve', actor: said };
    try {
      return await verified(said, conversation, tenants);
    } catch (error) {
      log.warn('a person could not be verified', { what: messageOf(error) });
      return tell(
        'person not verified',
        'Teams does not tell me right now who you are. Try again in a minute.',
      );
    }
  };
}
