import type { Conversation } from './conversation';

/** A rendered Adaptive Card. */
export type Card = Readonly<Record<string, unknown>>;

export interface Message {
  readonly card: Card;
  /** One line for toasts and screen readers. */
  readonly summary: string;
}

/** Speaking unasked. One call is one attempt: retries belong to the outbox. Failures are `DeliveryError`. */
export interface Notifier {
  /** The activity id is for `reply` and `update` alone. It is absent where the channel gives none; such a message cannot be updated later. */
  post(to: Conversation, message: Message, signal?: AbortSignal): Promise<{ readonly activityId?: string }>;
  /**
   * Under the card of that id, in its thread; in a chat, a message like any other. A thread that is no more is `missing`, and the
   * conversation may be well.
   */
  reply(
    to: Conversation,
    activityId: string,
    message: Message,
    signal?: AbortSignal,
  ): Promise<{ readonly activityId?: string }>;
  update(to: Conversation, activityId: string, message: Message, signal?: AbortSignal): Promise<void>;
}

export type DeliveryOutcome =
  /** Certainly not delivered; try again later. */
  | 'retry'
  /** Sent, outcome unknown: it may stand in the conversation. */
  | 'uncertain'
  /** The conversation is lost to us: removed, blocked, deleted. */
  | 'gone'
  /** The message to update no longer exists. */
  | 'missing'
  /** Refused for good: too large, malformed, wrong credentials. */
  | 'refused';

export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly outcome: DeliveryOutcome;
  readonly status?: number;
  /** The channel's code, for the log: `BotNotInConversationRoster`. */
  readonly code?: string;
  readonly retryAfterSeconds?: number;

  constructor(
    message: string,
    details: {
      readonly outcome: DeliveryOutcome;
      readonly status?: number;
      readonly code?: string;
      readonly retryAfterSeconds?: number;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: details.cause });
    this.outcome = details.outcome;
    if (details.status !== undefined) this.status = details.status;
    if (details.code !== undefined) this.code = details.code;
    if (details.retryAfterSeconds !== undefined) this.retryAfterSeconds = details.retryAfterSeconds;
  }
}
