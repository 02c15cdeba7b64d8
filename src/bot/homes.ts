import type { Conversation } from '../ports/conversation';
import type { Conversations } from '../ports/subscriptions';

/** Whether a conversation is of the tenant it claims. With `keep` it is from now on, unless it is another's already. */
export type AtHome = (conversation: Conversation, keep: boolean) => Promise<boolean>;

const MOST_KEPT = 10_000;

/** A conversation never moves, so what the store has said once is kept. */
export function createHomes({ home }: Pick<Conversations, 'home'>): AtHome {
  const known = new Map<string, string>();
  return async ({ id, tenantId }, keep) => {
    const found = known.get(id) ?? (await home(id, keep ? tenantId : undefined));
    if (found === undefined) return true;
    if (known.size >= MOST_KEPT) known.clear();
    known.set(id, found);
    return found === tenantId;
  };
}
