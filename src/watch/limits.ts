import type { Clock } from '../lib/clock';
import type { Outbox } from '../ports/outbox';

export interface SendLimits {
  /** At most this many messages of one conversation within each window, counted over all replicas. */
  readonly perConversation: readonly { readonly count: number; readonly windowMs: number }[];
  /** Requests a second of this process, all conversations together. */
  readonly perSecond: number;
}

/**
 * Below what Teams allows a bot: 7 in 1 s, 8 in 2 s, 60 in 30 s and 1800 in an hour for a conversation, and 50 a second in a
 * tenant, which two replicas can share.
 */
export const defaultLimits: SendLimits = {
  perConversation: [
    { count: 5, windowMs: 5_000 },
    { count: 1_500, windowMs: 3_600_000 },
  ],
  perSecond: 20,
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

/** Spaces the requests of this process evenly; each caller gets the next free moment. */
export function createPace(perSecond: number, clock: Clock): (signal?: AbortSignal) => Promise<void> {
  const gap = 1000 / perSecond;
  let free = 0;
  return async (signal) => {
    const now = clock.now();
    const turn = Math.max(now, free);
    free = turn + gap;
    // A signal of its own: very many may wait on the one that came in.
    if (turn > now) await clock.sleep(turn - now, AbortSignal.any(signal ? [signal] : []));
  };
}
