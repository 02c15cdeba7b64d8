import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../engine';

/** Whose an incident is, and when its owner has to be reminded. */
export async function ownership(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const key = dialect === 'postgres' ? sql`text collate "C"` : sql`text`;
  const statements = [
    sql`create table assignment (
      tenant_id ${key} not null, alert_id ${key} not null, incident_key ${key} not null, body text not null,
      assigned_at bigint not null, remind_at bigint,
      primary key (tenant_id, alert_id, incident_key))`,
    sql`create index assignment_due on assignment (tenant_id, remind_at) where remind_at is not null`,
  ];
  for (const statement of statements) await statement.execute(db);
}
