/** One of the two people of a request. `id` is the Entra object id. */
export interface Somebody {
  readonly id: string;
  readonly name: string;
}

/** A change that somebody has confirmed and that waits for a second person. */
export interface ApprovalRequest {
  readonly tenantId: string;
  readonly id: string;
  readonly verb: string;
  /** As in the audit log. */
  readonly target: string;
  /** For the card: what is asked for, and what it would do. */
  readonly title: string;
  readonly lines: readonly string[];
  /** Of the verb, with every name replaced by the id it meant. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Digest of the facts that were confirmed. */
  readonly seen: string;
  readonly reason: string;
  readonly requestedBy: Somebody;
  readonly conversationId: string;
  readonly requestedAt: number;
  readonly expiresAt: number;
}

/** `running`: claimed by one approver. Whether an open request has expired is a question to the clock, not a state. */
export type ApprovalState = 'open' | 'running' | 'done' | 'failed' | 'maybe-done' | 'withdrawn' | 'outdated';

export interface Approval extends ApprovalRequest {
  readonly state: ApprovalState;
  readonly decidedBy?: Somebody;
  readonly decidedAt?: number;
}

export interface Approvals {
  add(request: ApprovalRequest): Promise<void>;
  get(tenantId: string, id: string): Promise<Approval | undefined>;
  /** Open and not expired at that moment, newest first. */
  open(tenantId: string, at: number, limit: number): Promise<readonly Approval[]>;
  /** Claimed before that moment and not ended since. */
  running(tenantId: string, before: number, limit: number): Promise<readonly Approval[]>;
  /**
   * From one state to another, for the first asker alone: false where it is in another state by now, or where it was open and
   * has expired. Back to `open` forgets who had decided.
   */
  move(
    tenantId: string,
    id: string,
    change: {
      readonly from: ApprovalState;
      readonly to: ApprovalState;
      readonly by: Somebody;
      readonly at: number;
    },
  ): Promise<boolean>;
}
