import { sql, type Kysely } from 'kysely';

/** Each tenant's posts are claimed on their own. States stand as literals, because SQLite uses a partial index only then. */
export async function tenants(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`drop index outbox_due`,
    sql`create index outbox_due on outbox (tenant_id, next_attempt_at, id) where state in ('pending', 'sending')`,
  ];
  for (const statement of statements) await statement.execute(db);
}
