import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../engine';

/** Everything but the history of sweeps. States stand as literals, because SQLite uses a partial index only then. */
export async function base(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const postgres = dialect === 'postgres';
  // Keys are compared byte by byte on both engines, so that pages by key come in the same order.
  const key = postgres ? sql`text collate "C"` : sql`text`;
  const identity = postgres
    ? sql`bigint generated always as identity primary key`
    : sql`integer primary key autoincrement`;

  const statements = [
    sql`create table conversation (
      tenant_id ${key} not null, conversation_id ${key} not null, reference text not null,
      state text not null, reason text, not_before bigint not null default 0, updated_at bigint not null,
      primary key (tenant_id, conversation_id))`,

    sql`create table subscription (
      tenant_id ${key} not null, subscription_id ${key} not null, conversation_id ${key} not null, body text not null,
      snoozed_until bigint, created_at bigint not null,
      primary key (tenant_id, subscription_id))`,
    sql`create index subscription_conversation on subscription (tenant_id, conversation_id)`,

    sql`create table alert_state (
      tenant_id ${key} not null, alert_id ${key} not null, slug text not null, body text not null, updated_at bigint not null,
      primary key (tenant_id, alert_id))`,

    sql`create table incident (
      tenant_id ${key} not null, alert_id ${key} not null, incident_key ${key} not null, content_hash text not null,
      body text not null, episode bigint not null, first_seen_at bigint not null, changed_at bigint not null,
      resolved_at bigint,
      primary key (tenant_id, alert_id, incident_key))`,
    // With all that is asked of open incidents, so that a sweep reads the index alone.
    sql`create index incident_open on incident (tenant_id, alert_id, incident_key, content_hash, resolved_at)
      where resolved_at is null`,
    sql`create index incident_resolved on incident (tenant_id, resolved_at) where resolved_at is not null`,

    sql`create table lease (
      name ${key} not null primary key, owner text not null, fence bigint not null, expires_at bigint not null)`,

    sql`create table flag (
      tenant_id ${key} not null, name ${key} not null, detail text not null, raised_at bigint not null,
      primary key (tenant_id, name))`,

    sql`create table outbox (
      id ${identity}, tenant_id ${key} not null, conversation_id ${key} not null, dedupe_key ${key} not null, card_key ${key},
      op text not null, content text not null, not_before bigint, state text not null, uncertain integer not null default 0,
      attempts integer not null default 0, due_at bigint not null, next_attempt_at bigint not null,
      lease_owner text, lease_until bigint, fence bigint not null default 0, reason text,
      created_at bigint not null, finished_at bigint)`,
    sql`create unique index outbox_dedupe on outbox (tenant_id, dedupe_key)`,
    sql`create index outbox_due on outbox (next_attempt_at, id) where state in ('pending', 'sending')`,
    sql`create index outbox_line on outbox (tenant_id, conversation_id, id) where state in ('pending', 'sending')`,
    sql`create index outbox_sent on outbox (tenant_id, conversation_id, finished_at) where state = 'sent'`,
    sql`create index outbox_finished on outbox (finished_at) where state in ('sent', 'superseded')`,
    sql`create index outbox_dead on outbox (tenant_id, finished_at) where state = 'dead'`,

    sql`create table posted_card (
      tenant_id ${key} not null, conversation_id ${key} not null, card_key ${key} not null, activity_id text not null,
      content text, posted_at bigint not null,
      primary key (tenant_id, conversation_id, card_key))`,
    sql`create index posted_card_key on posted_card (tenant_id, card_key)`,

    sql`create table operation (
      tenant_id ${key} not null, operation_id ${key} not null, body text not null, watchers text not null,
      started_at bigint not null,
      primary key (tenant_id, operation_id))`,

    sql`create table decision (
      id ${identity}, tenant_id ${key} not null, decision_id ${key} not null, alert_id ${key} not null, kind text not null,
      body text not null, at bigint not null)`,
    sql`create unique index decision_key on decision (tenant_id, decision_id)`,
    sql`create index decision_newest on decision (tenant_id, at, id)`,

    sql`create table nonce (
      tenant_id ${key} not null, nonce ${key} not null, expires_at bigint not null, primary key (tenant_id, nonce))`,
    sql`create index nonce_expiry on nonce (expires_at)`,

    sql`create table audit_head (
      tenant_id ${key} not null primary key, sequence bigint not null, hash text not null)`,
    sql`create table audit_entry (
      tenant_id ${key} not null, sequence bigint not null, actor_id ${key} not null, target ${key} not null, body text not null,
      previous_hash text not null, hash text not null,
      primary key (tenant_id, sequence))`,
    sql`create index audit_entry_target on audit_entry (tenant_id, target, sequence)`,
    sql`create index audit_entry_actor on audit_entry (tenant_id, actor_id, sequence)`,
    ...(postgres ? APPEND_ONLY_POSTGRES : APPEND_ONLY_SQLITE),

    sql`create table probe (id integer not null primary key, at bigint not null)`,
  ];
  for (const statement of statements) await statement.execute(db);
}

const APPEND_ONLY_SQLITE = [
  sql`create trigger audit_entry_update before update on audit_entry
    begin select raise(abort, 'The audit log is append-only.'); end`,
  sql`create trigger audit_entry_delete before delete on audit_entry
    begin select raise(abort, 'The audit log is append-only.'); end`,
];

const APPEND_ONLY_POSTGRES = [
  sql`create function audit_entry_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'The audit log is append-only.'; end $$`,
  sql`create trigger audit_entry_change before update or delete on audit_entry
    for each row execute function audit_entry_append_only()`,
  sql`create trigger audit_entry_truncate before truncate on audit_entry
    for each statement execute function audit_entry_append_only()`,
];
