import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../engine';

/** Requests that wait for a second person, and remediations that are looked after until their end. */
export async function approvals(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const key = dialect === 'postgres' ? sql`text collate "C"` : sql`text`;
  const statements = [
    sql`create table approval (
      tenant_id ${key} not null, approval_id ${key} not null, body text not null, state text not null,
      decided_by text, decided_at bigint, requested_at bigint not null, expires_at bigint not null,
      primary key (tenant_id, approval_id))`,
    sql`create index approval_open on approval (tenant_id, requested_at) where state = 'open'`,

    sql`create table remedy (
      tenant_id ${key} not null, remedy_id ${key} not null, body text not null, revision bigint not null,
      check_at bigint, started_at bigint not null,
      primary key (tenant_id, remedy_id))`,
    sql`create index remedy_due on remedy (tenant_id, check_at) where check_at is not null`,
  ];
  for (const statement of statements) await statement.execute(db);
}
