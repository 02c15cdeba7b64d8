import type { Outbox } from '../ports/outbox';

export interface SendLimits {
  /** At most this many messages of one conversation within each window, counted over all replicas. */
  readonly perConversation: readonly { readonly count: number; readonly windowMs: number }[];
  /** Requests a second in one tenant, by all replicas and to all conversations together. */
  readonly perSecond: number;
}

/**
 * Below what Teams allows a bot: 7 in 1 s, 8 in 2 s, 60 in 30 s and 1800 in an hour for a conversation, and 50 a second in a
 * tenant, of which the answers to people take their part.
 */
export const defaultLimits: SendLimits = {
  perConversation: [
    { count: 5, windowMs: 5_000 },
    { count: 1_500, windowMs: 3_600_000 },
  ],
  perSecond: 25,
};

/** How long a conversation has to wait before its next message; 0: not at all. */
export async function conversationWaitMs(
  outbox: Pick<Outbox, 'recentSends'>,
  limits: SendLimits,
  tenantId: string,
  conversationId: string,
): Promise<number> {
  const smallest = Math.min(...limits.perConversation.map(({ count }) => count));
  const widestFirst = limits.perConversation.toSorted((a, b) => b.windowMs - a.windowMs);
  for (const { count, windowMs } of widestFirst) {
    const sends = await outbox.recentSends(tenantId, conversationId, windowMs);
    if (sends >= count) return Math.ceil(windowMs / count);
    // Few in the widest window are few in every other.
    if (sends < smallest) return 0;
  }
  return 0;
}
