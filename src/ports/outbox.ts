import type { Origin } from '../lib/origin';

/** What a post is about; its card is rendered when it leaves, from this alone. */
export interface PostContent {
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface NewPost {
  readonly tenantId: string;
  readonly conversationId: string;
  /** Two posts with the same key are one. */
  readonly dedupeKey: string;
  /** Names the card in the conversation that later updates replace; absent: a message of its own. */
  readonly cardKey?: string;
  /** `update` replaces the card named by `cardKey`, or posts it where none stands. */
  readonly op: 'post' | 'update';
  readonly content: PostContent;
  readonly notBefore?: number;
}

export interface ClaimedPost extends NewPost {
  readonly id: number;
  /** Claims so far, this one included, less those that ended `untried`. */
  readonly attempts: number;
  readonly fence: number;
  /** A claim before this one ended without a word: the message may already stand. */
  readonly uncertain: boolean;
  readonly createdAt: number;
  /** What it came of, perhaps in another process; absent in posts that an older version wrote. */
  readonly origin?: Origin;
}

/** A post and what became of it so far. `together`: told in one message with another. */
export interface PostRecord extends NewPost {
  readonly state: 'waiting' | 'sent' | 'together' | 'dead';
  /** When it may leave, or when it left or was given up. */
  readonly at: number;
  readonly reason?: string;
}

export interface DeadPost extends NewPost {
  readonly id: number;
  readonly reason: string;
  readonly diedAt: number;
}

export interface Outbox {
  add(posts: readonly NewPost[]): Promise<number>;
  /** Those of the tenants that have a post whose time has come; it may still have to wait for its conversation. */
  due(tenantIds: readonly string[]): Promise<readonly string[]>;
  /**
   * Of one tenant the oldest due post of each conversation at most, oldest first, leased to `owner`. One that fails again and again holds up
   * those behind it for ten minutes; then they pass it while it waits for its next try.
   */
  claim(tenantId: string, owner: string, limit: number, leaseMs: number): Promise<readonly ClaimedPost[]>;
  /**
   * Done; remembers the activity id and the content under the card key. `along`: ids of held posts that the same message told.
   * False: the lease was lost meanwhile.
   */
  sent(post: ClaimedPost, activityId: string | undefined, along?: readonly number[]): Promise<boolean>;
  /** Not before `until` after all: it counts as no attempt and stands in nobody's way. */
  hold(post: ClaimedPost, until: number): Promise<boolean>;
  /** Others of its conversation that were held back, were never tried, and may leave now; oldest first. */
  heldWith(post: ClaimedPost): Promise<readonly (NewPost & { readonly id: number })[]>;
  /** What is held back in a conversation may leave now; returns how many. */
  release(tenantId: string, conversationId: string): Promise<number>;
  /** Posts of a conversation, updates left out, newest first, at most `limit`. Sent ones are known for a week. */
  recent(tenantId: string, conversationId: string, limit: number): Promise<readonly PostRecord[]>;
  /** Back in line. `pause` holds the whole conversation as long; `untried`: nothing was sent, so it counts as no attempt. */
  later(
    post: ClaimedPost,
    delayMs: number,
    reason: string,
    options?: { readonly pause?: boolean; readonly uncertain?: boolean; readonly untried?: boolean },
  ): Promise<boolean>;
  dead(post: ClaimedPost, reason: string): Promise<boolean>;
  deadLetters(tenantId: string): Promise<readonly DeadPost[]>;
  /** All dead letters of the tenant back in line; returns how many. */
  resend(tenantId: string): Promise<number>;
  /** For `status` and metrics. */
  depth(
    tenantId?: string,
  ): Promise<{ readonly pending: number; readonly dead: number; readonly oldestMs: number }>;
  /** Sends within the last `windowMs` to one conversation, for the published limits. */
  recentSends(tenantId: string, conversationId: string, windowMs: number): Promise<number>;
}

/** A card of ours that stands in a conversation and can be replaced. */
export interface PostedCard {
  readonly tenantId: string;
  readonly conversationId: string;
  readonly cardKey: string;
  readonly activityId: string;
  /** What it shows, where the outbox sent it: enough to render it again with a change. */
  readonly content?: PostContent;
  readonly postedAt: number;
}

export interface PostedCards {
  save(card: Omit<PostedCard, 'postedAt'>): Promise<void>;
  find(tenantId: string, cardKey: string): Promise<readonly PostedCard[]>;
  /** What this message shows, newest first: more than one where a card has taken another's place. */
  at(tenantId: string, conversationId: string, activityId: string): Promise<readonly PostedCard[]>;
  /** Cards whose key starts with `prefix`, newest first, at most `limit`. */
  under(tenantId: string, prefix: string, limit: number): Promise<readonly PostedCard[]>;
  forget(card: Pick<PostedCard, 'tenantId' | 'conversationId' | 'cardKey'>): Promise<void>;
}
