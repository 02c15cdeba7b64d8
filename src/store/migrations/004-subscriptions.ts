import { sql, type Kysely } from 'kysely';

/** When each incident was reported and escalated. What an older program left was reported at a time nobody noted. */
export async function subscriptions(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`alter table incident add column reported_at bigint`,
    sql`alter table incident add column escalated_ms bigint not null default 0`,
    sql`create index incident_reported on incident (tenant_id, alert_id, reported_at)
      where resolved_at is null and reported_at is not null`,
  ];
  for (const statement of statements) await statement.execute(db);
}
