import type { Activity } from 'botbuilder';
import type { Actor, Conversation } from '../ports/conversation';
import type { Members } from '../ports/members';
import type { Admission } from './bot';
import { tenantAllowed } from './gate';
import type { CommandLimits } from './limits';

interface LobbyDeps {
  /** Lower case; absent on a loopback bot, which has no tenant to defend. */
  readonly tenants: ReadonlySet<string> | undefined;
  readonly members: Members;
  readonly limits: CommandLimits;
}

/** Who is let in once the signature has been checked: our tenant, our people, and nobody faster than a person can be. */
export function createLobby({ tenants, members, limits }: LobbyDeps) {
  return async (activity: Activity, actor: Actor, conversation: Conversation): Promise<Admission> => {
    if (tenants && !tenantAllowed(activity, tenants)) return 'refuse';
    const speaks = activity.type === 'message' || activity.type === 'invoke';
    if (!speaks) return 'serve';
    if (tenants && conversation.kind !== 'personal') {
      // In a shared channel the conversation's tenant is ours even when the person's is not.
      const member = await members.find(conversation, actor.channelUserId);
      if (!member || !tenants.has(member.tenantId.toLowerCase())) {
        return { tell: 'Rolecall serves people of this organisation only.' };
      }
    }
    const allowance = await limits.allow(actor.id);
    return allowance.ok
      ? 'serve'
      : { tell: `That was a lot at once. Try again in ${allowance.retryInSeconds} seconds.` };
  };
}
