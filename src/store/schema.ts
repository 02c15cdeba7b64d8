import type { Generated } from 'kysely';
import type { Incident } from '../alerts/alert';
import type { Origin } from '../lib/origin';
import type { ApprovalRequest, ApprovalState, Somebody } from '../ports/approvals';
import type { Conversation } from '../ports/conversation';
import type { KnownAlert } from '../ports/knowledge';
import type { AuditEntry, Decision } from '../ports/ledger';
import type { StoredOperation } from '../ports/operations';
import type { PostContent } from '../ports/outbox';
import type { Assignment } from '../ports/ownership';
import type { Remedy } from '../ports/remedies';
import type { Subscription } from '../ports/subscriptions';
import type { Json } from './json';

/** Columns that hold JSON are text on both engines; times are epoch milliseconds; flags are 0 or 1. */
export interface Schema {
  conversation: ConversationTable;
  home: HomeTable;
  subscription: SubscriptionTable;
  alert_state: AlertStateTable;
  incident: IncidentTable;
  sweep: SweepTable;
  lease: LeaseTable;
  flag: FlagTable;
  outbox: OutboxTable;
  posted_card: PostedCardTable;
  operation: OperationTable;
  decision: DecisionTable;
  nonce: NonceTable;
  approval: ApprovalTable;
  remedy: RemedyTable;
  assignment: AssignmentTable;
  sender: SenderTable;
  audit_head: AuditHeadTable;
  audit_entry: AuditEntryTable;
  probe: ProbeTable;
}

export interface ConversationTable {
  tenant_id: string;
  conversation_id: string;
  reference: Json<Conversation>;
  state: 'ok' | 'gone';
  reason: string | null;
  /** Nothing leaves for this conversation before that moment: its own answer to a 429. */
  not_before: number;
  updated_at: number;
}

/** Whose a conversation is, whatever became of it. */
export interface HomeTable {
  conversation_id: string;
  tenant_id: string;
}

export interface SubscriptionTable {
  tenant_id: string;
  subscription_id: string;
  conversation_id: string;
  body: Json<Subscription>;
  snoozed_until: number | null;
  created_at: number;
}

export interface AlertStateTable {
  tenant_id: string;
  alert_id: string;
  slug: string;
  body: Json<KnownAlert>;
  updated_at: number;
}

export interface IncidentTable {
  tenant_id: string;
  alert_id: string;
  incident_key: string;
  content_hash: string;
  body: Json<Incident>;
  episode: number;
  first_seen_at: number;
  changed_at: number;
  resolved_at: number | null;
  /** When this episode was told as new; null: it was there before the watch began. */
  reported_at: number | null;
  /** The longest time without action that was escalated in this episode. */
  escalated_ms: Generated<number>;
}

export interface SweepTable {
  id: Generated<number>;
  tenant_id: string;
  at: number;
  by_slug: Json<Record<string, number>>;
}

export interface FlagTable {
  tenant_id: string;
  name: string;
  detail: string;
  raised_at: number;
}

export interface LeaseTable {
  name: string;
  owner: string;
  fence: number;
  expires_at: number;
}

export type PostState = 'pending' | 'sending' | 'sent' | 'superseded' | 'dead';

export interface OutboxTable {
  id: Generated<number>;
  tenant_id: string;
  conversation_id: string;
  dedupe_key: string;
  card_key: string | null;
  op: 'post' | 'update';
  content: Json<PostContent>;
  /** Null: of a version before there were any. */
  origin: Json<Origin> | null;
  not_before: number | null;
  state: PostState;
  uncertain: Generated<number>;
  attempts: Generated<number>;
  /** When it first may leave; from then on it has its place in the line of its conversation. */
  due_at: number;
  next_attempt_at: number;
  lease_owner: string | null;
  lease_until: number | null;
  fence: Generated<number>;
  reason: string | null;
  created_at: number;
  finished_at: number | null;
}

export interface PostedCardTable {
  tenant_id: string;
  conversation_id: string;
  card_key: string;
  activity_id: string;
  content: Json<PostContent> | null;
  posted_at: number;
}

export interface OperationTable {
  tenant_id: string;
  operation_id: string;
  body: Json<Omit<StoredOperation, 'watchers'>>;
  watchers: Json<StoredOperation['watchers']>;
  started_at: number;
}

export interface DecisionTable {
  id: Generated<number>;
  tenant_id: string;
  decision_id: string;
  alert_id: string;
  kind: string;
  body: Json<Decision>;
  at: number;
}

export interface NonceTable {
  tenant_id: string;
  nonce: string;
  expires_at: number;
}

export interface ApprovalTable {
  tenant_id: string;
  approval_id: string;
  body: Json<ApprovalRequest>;
  state: ApprovalState;
  decided_by: Json<Somebody> | null;
  decided_at: number | null;
  requested_at: number;
  expires_at: number;
}

export interface RemedyTable {
  tenant_id: string;
  remedy_id: string;
  body: Json<Remedy>;
  revision: number;
  check_at: number | null;
  started_at: number;
}

export interface AssignmentTable {
  tenant_id: string;
  alert_id: string;
  incident_key: string;
  body: Json<Assignment>;
  assigned_at: number;
  /** Null: the owner was reminded. */
  remind_at: number | null;
}

export interface SenderTable {
  owner: string;
  share: number;
  expires_at: number;
}

export interface AuditHeadTable {
  tenant_id: string;
  sequence: number;
  hash: string;
}

export interface AuditEntryTable {
  tenant_id: string;
  sequence: number;
  actor_id: string;
  target: string;
  body: Json<AuditEntry>;
  previous_hash: string;
  hash: string;
}

export interface ProbeTable {
  id: number;
  at: number;
}
