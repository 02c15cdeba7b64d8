import { sql, type Kysely } from 'kysely';
import type { Dialect } from '../engine';

/**
 * Each tenant's posts are claimed on their own, and a conversation belongs to one tenant. States stand as literals, because SQLite
 * uses a partial index only then.
 */
export async function tenants(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const key = dialect === 'postgres' ? sql`text collate "C"` : sql`text`;
  const statements = [
    sql`drop index outbox_due`,
    sql`create index outbox_due on outbox (tenant_id, next_attempt_at, id) where state in ('pending', 'sending')`,
    sql`create table home (conversation_id ${key} not null primary key, tenant_id ${key} not null)`,
    sql`insert into home (conversation_id, tenant_id)
      select conversation_id, min(tenant_id) from conversation group by conversation_id having count(*) = 1`,
  ];
  for (const statement of statements) await statement.execute(db);
}
