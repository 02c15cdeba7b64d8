import { sql, type RawBuilder } from 'kysely';
import type { Engine } from './engine';
import { textRows } from './rows';
import type { OutboxTable } from './schema';

export interface ClaimedRow extends Omit<OutboxTable, 'id' | 'attempts' | 'fence' | 'uncertain'> {
  readonly id: number;
  readonly attempts: number;
  readonly fence: number;
  readonly uncertain: number;
}

/** So long a post that fails again and again holds up those behind it. */
const HOLD_UP_MS = 10 * 60_000;

/** One probe of the index for each tenant, however much waits in any of them. */
export function dueStatement(
  engine: Engine,
  tenantIds: readonly string[],
): RawBuilder<{ readonly tenant_id: string }> {
  const now = engine.now();
  const rows = tenantIds.map((tenantId) => [tenantId]);
  return sql<{ readonly tenant_id: string }>`
    select v.tenant_id from ${textRows(engine.dialect, 'v', ['tenant_id'], rows)}
    where (
      select 1 from outbox o
      where o.tenant_id = v.tenant_id and o.state in ('pending', 'sending') and o.next_attempt_at <= ${now}
        and (o.lease_until is null or o.lease_until <= ${now})
      limit 1) is not null`;
}

/**
 * Leases what may leave now in one tenant: of each conversation the oldest that is due, and only while nothing of it is under way.
 * One whose first moment has not come yet stands in nobody's way.
 */
export function claimStatement(
  engine: Engine,
  {
    tenantId,
    owner,
    limit,
    leaseMs,
  }: {
    readonly tenantId: string;
    readonly owner: string;
    readonly limit: number;
    readonly leaseMs: number;
  },
): RawBuilder<ClaimedRow> {
  const now = engine.now();
  // States stand as literals in both queries: SQLite uses the partial indexes only then.
  const olderInLine = sql`exists (
    select 1 from outbox p
    where p.tenant_id = o.tenant_id and p.conversation_id = o.conversation_id and p.id < o.id
      and p.state in ('pending', 'sending') and p.due_at <= ${now}
      and (p.next_attempt_at <= ${now} or p.due_at > ${now} - ${sql.lit(HOLD_UP_MS)} or p.card_key = o.card_key))`;
  const underWay = sql`exists (
    select 1 from outbox s
    where s.tenant_id = o.tenant_id and s.conversation_id = o.conversation_id and s.id <> o.id
      and s.state in ('pending', 'sending') and s.state = 'sending' and s.lease_until > ${now})`;
  const closed = sql`exists (
    select 1 from conversation c
    where c.tenant_id = o.tenant_id and c.conversation_id = o.conversation_id
      and (c.state = 'gone' or c.not_before > ${now}))`;
  // Snoozed is a conversation all of whose subscriptions are. A card that stands there may still be brought up to date.
  const snoozed = sql`(o.op = 'post' and (
    select min(coalesce(s.snoozed_until, 0)) from subscription s
    where s.tenant_id = o.tenant_id and s.conversation_id = o.conversation_id) > ${now})`;
  const mayLeave = sql`not ${olderInLine} and not ${underWay} and not ${closed} and ${snoozed} is not true`;
  const skipLocked = engine.dialect === 'postgres' ? sql`for update skip locked` : sql``;
  return sql<ClaimedRow>`
    update outbox set
      uncertain = case when state = 'sending' then 1 else uncertain end,
      state = 'sending', attempts = attempts + 1, fence = fence + 1,
      lease_owner = ${owner}, lease_until = ${now} + ${leaseMs}
    where id in (
      select o.id from outbox o
      where o.tenant_id = ${tenantId} and o.state in ('pending', 'sending') and o.next_attempt_at <= ${now}
        and (o.lease_until is null or o.lease_until <= ${now}) and ${mayLeave}
      order by o.next_attempt_at, o.id limit ${limit} ${skipLocked})
    returning *`;
}
