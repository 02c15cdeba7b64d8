import type { ClaimedPost, DeadPost, NewPost } from '../ports/outbox';
import { fromJson } from './json';
import type { ClaimedRow } from './outbox-claim';
import type { OutboxTable } from './schema';

export type PostRow = Pick<
  OutboxTable,
  'tenant_id' | 'conversation_id' | 'dedupe_key' | 'card_key' | 'op' | 'content' | 'not_before'
>;

export function toPost(row: PostRow): NewPost {
  return {
    tenantId: row.tenant_id,
    conversationId: row.conversation_id,
    dedupeKey: row.dedupe_key,
    ...(row.card_key === null ? {} : { cardKey: row.card_key }),
    op: row.op,
    content: fromJson(row.content),
    ...(row.not_before === null ? {} : { notBefore: row.not_before }),
  };
}

export function toClaimed(row: ClaimedRow): ClaimedPost {
  return {
    ...toPost(row),
    id: row.id,
    attempts: row.attempts,
    fence: row.fence,
    uncertain: row.uncertain === 1,
    createdAt: row.created_at,
    ...(row.origin === null ? {} : { origin: fromJson(row.origin) }),
  };
}

export function toDead(
  row: PostRow & { readonly id: number; readonly reason: string | null; readonly finished_at: number | null },
): DeadPost {
  return { ...toPost(row), id: row.id, reason: row.reason ?? '', diedAt: row.finished_at ?? 0 };
}
