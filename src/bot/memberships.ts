import type { Activity } from 'botbuilder';
import type { Log } from '../lib/log';
import type { Conversation } from '../ports/conversation';
import type { Conversations } from '../ports/subscriptions';

export interface Memberships {
  /** Learns where the bot has been added, renamed or removed. `added`: nobody there has seen it yet. */
  update(activity: Activity, conversation: Conversation): Promise<'added' | undefined>;
  /** Keeps the address fresh: the channel moves it now and then. */
  seen(conversation: Conversation): Promise<void>;
}

interface MembershipDeps {
  readonly conversations: Conversations;
  readonly log: Log;
}

const REMOVED = new Set(['channelDeleted', 'teamDeleted', 'teamHardDeleted', 'teamArchived']);

export function createMemberships({ conversations, log }: MembershipDeps): Memberships {
  // What was last saved, so that a busy channel does not write the same row with every message.
  const saved = new Map<string, string>();

  async function save(conversation: Conversation): Promise<void> {
    await conversations.save(conversation);
    if (saved.size > 10_000) saved.clear();
    saved.set(conversation.id, JSON.stringify(conversation));
  }

  async function retire(conversation: Conversation, reason: string): Promise<void> {
    saved.delete(conversation.id);
    const ended = await conversations.retire(conversation.tenantId, conversation.id, reason);
    const { tenantId, id: conversationId } = conversation;
    log.info('conversation retired', { tenantId, conversationId, reason, subscriptions: ended });
  }

  return {
    async update(activity, conversation) {
      if (wasRemoved(activity)) {
        await retire(conversation, activity.type);
        return undefined;
      }
      await save(conversation);
      return activity.type === 'installationUpdate' && activity.action === 'add' ? 'added' : undefined;
    },
    async seen(conversation) {
      if (saved.get(conversation.id) !== JSON.stringify(conversation)) await save(conversation);
    },
  };
}

function wasRemoved(activity: Activity): boolean {
  if (activity.type === 'installationUpdate') return activity.action?.startsWith('remove') ?? false;
  if (activity.membersRemoved?.some((member) => member.id === activity.recipient.id)) return true;
  const { eventType } = (activity.channelData ?? {}) as { readonly eventType?: unknown };
  return typeof eventType === 'string' && REMOVED.has(eventType);
}
