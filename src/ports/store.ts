import type { Approvals } from './approvals';
import type { Flags } from './flags';
import type { Knowledge } from './knowledge';
import type { Leases } from './leases';
import type { Audit, Decisions, Nonces } from './ledger';
import type { Operations } from './operations';
import type { Outbox, PostedCards } from './outbox';
import type { Ownership } from './ownership';
import type { Remedies } from './remedies';
import type { Senders } from './senders';
import type { Conversations, Subscriptions } from './subscriptions';

/**
 * What Rolecall remembers. Every row belongs to a tenant. All methods are atomic; times are epoch milliseconds and come from the
 * store's own clock (the database's, unless a test gives one), so that replicas agree. Failures are `StoreError`.
 */
export interface Store {
  readonly conversations: Conversations;
  readonly subscriptions: Subscriptions;
  readonly knowledge: Knowledge;
  readonly leases: Leases;
  readonly outbox: Outbox;
  readonly senders: Senders;
  readonly flags: Flags;
  readonly cards: PostedCards;
  readonly operations: Operations;
  readonly decisions: Decisions;
  readonly nonces: Nonces;
  readonly approvals: Approvals;
  readonly remedies: Remedies;
  readonly ownership: Ownership;
  readonly audit: Audit;
  /** Resolves while the store can be read and written; rejects with `StoreError` otherwise. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** The store cannot be used. The message is one clear sentence for the operator. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
