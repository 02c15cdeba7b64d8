import type { ChainBreak, ChainEnd } from '../lib/hash-chain';

export type DecisionKind =
  | 'dismissed'
  | 'enabled'
  /** A dismissal has ended without `enabled`: a scan brought the alert back. */
  | 'returned'
  /** A scan is under way after which the dismissal is renewed; it stands meanwhile. */
  | 'restoring'
  | 'configured'
  | 'remediated'
  /** `detail.ended` on a newer one says that it is over, and why. */
  | 'accepted';

/** Who decided what about what, why, until when. */
export interface Decision {
  readonly tenantId: string;
  readonly id: string;
  readonly kind: DecisionKind;
  readonly alertId: string;
  readonly incidentKey?: string;
  readonly actorId: string;
  readonly actorName: string;
  readonly reason: string;
  readonly until?: number;
  readonly at: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface Decisions {
  add(decision: Decision): Promise<void>;
  /** Newest first. */
  list(
    tenantId: string,
    filter?: {
      readonly alertId?: string;
      readonly kind?: DecisionKind | readonly DecisionKind[];
      readonly limit?: number;
    },
  ): Promise<readonly Decision[]>;
}

export interface Nonces {
  /** True for the first asker alone; the nonce may be forgotten after `keepMs`. */
  use(tenantId: string, nonce: string, keepMs: number): Promise<boolean>;
}

export interface AuditEntry {
  readonly tenantId: string;
  readonly at: number;
  readonly actorId: string;
  readonly actorName: string;
  readonly verb: string;
  readonly outcome:
    | 'allowed'
    | 'denied'
    | 'done'
    | 'failed'
    | 'maybe-done'
    /** A second person was asked; said yes; or one of the two took it back. */
    | 'requested'
    | 'approved'
    | 'withdrawn'
    /** What looking again has shown. */
    | 'verified'
    | 'still-there';
  readonly target: string;
  readonly reason: string;
  /** The reference shown to the person. */
  readonly reference: string;
  readonly requestId?: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface StoredAuditEntry extends AuditEntry {
  readonly sequence: number;
  readonly previousHash: string;
  readonly hash: string;
}

/** How the chain stands: where it ends, and the first place where it does not hold. */
export interface ChainState {
  readonly end: ChainEnd;
  readonly broken?: ChainBreak;
}

/** Append-only, chained by hash per tenant. */
export interface Audit {
  append(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  list(
    tenantId: string,
    filter?: { readonly target?: string; readonly actorId?: string; readonly limit?: number },
  ): Promise<readonly StoredAuditEntry[]>;
  /** From the first to the last, for verification and export. */
  all(tenantId: string): AsyncIterable<readonly StoredAuditEntry[]>;
  /**
   * Checks every stored byte, what the entries are found by, and that nothing was cut off at the end. Whoever may write to the
   * database can forge all of it anew: then an `end` noted elsewhere and given as `anchor` tells.
   */
  verify(tenantId: string, anchor?: ChainEnd): Promise<ChainState>;
}
