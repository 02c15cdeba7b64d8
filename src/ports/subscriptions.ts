import type { Wish } from '../alerts/subscription';
import type { Conversation } from './conversation';

/** A wish of one conversation. `new`: incidents that appear. `all`: also those that go. */
export interface Subscription extends Wish {
  readonly tenantId: string;
  readonly id: string;
  readonly conversationId: string;
  readonly createdBy: string;
  readonly createdAt: number;
}

export interface Conversations {
  save(conversation: Conversation): Promise<void>;
  get(tenantId: string, id: string): Promise<Conversation | undefined>;
  list(tenantId: string): Promise<readonly Conversation[]>;
  /**
   * The tenant that a conversation belongs to, for good. Given a tenant, it belongs to that one from now on, unless it is another's
   * already.
   */
  home(id: string, tenantId?: string): Promise<string | undefined>;
  /** Removed, blocked or deleted. Its subscriptions and open posts go with it. Returns how many subscriptions ended. */
  retire(tenantId: string, id: string, reason: string): Promise<number>;
}

export interface Subscriptions {
  /** Replaces the one with the same id. */
  save(subscription: Subscription): Promise<void>;
  list(tenantId: string, conversationId?: string): Promise<readonly Subscription[]>;
  remove(tenantId: string, conversationId: string, id?: string): Promise<number>;
}
