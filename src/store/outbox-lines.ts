import { sql, type RawBuilder } from 'kysely';
import { currentOrigin } from '../lib/origin';
import type { NewPost } from '../ports/outbox';
import type { Engine, Tx } from './engine';
import { toJson } from './json';
import { inChunks, textRows } from './rows';

const NEW_POST_COLUMNS = [
  'place',
  'tenant_id',
  'conversation_id',
  'dedupe_key',
  'card_key',
  'op',
  'content',
  'origin',
  'not_before',
];

/** How many took their place in line; a key that was used before adds nothing. */
export async function addPosts(engine: Engine, tx: Tx, posts: readonly NewPost[]): Promise<number> {
  let added = 0;
  await inChunks(posts, async (chunk) => {
    const { rows } = await insertStatement(engine, chunk).execute(tx);
    added += rows.filter((row) => row.state === 'pending').length;
    const updates = chunk.filter((post) => post.op === 'update' && post.cardKey !== undefined);
    if (updates.length === 0) return;
    await waitForCards(engine, tx, updates);
    await supersedeOlderUpdates(engine, tx, updates);
  });
  return added;
}

/** A post for a conversation that is gone is a dead letter from the start: it is seen, and it never waits for ever. */
function insertStatement(engine: Engine, posts: readonly NewPost[]): RawBuilder<{ state: string }> {
  const now = engine.now();
  const origin = currentOrigin();
  const rows = posts.map((post, place) => [
    String(place),
    post.tenantId,
    post.conversationId,
    post.dedupeKey,
    post.cardKey ?? null,
    post.op,
    toJson(post.content),
    origin === undefined ? null : toJson(origin),
    post.notBefore === undefined ? null : String(post.notBefore),
  ]);
  const gone = sql`exists (select 1 from conversation c where c.tenant_id = v.tenant_id
    and c.conversation_id = v.conversation_id and c.state = 'gone')`;
  const due = sql`coalesce(cast(v.not_before as bigint), ${now})`;
  return sql<{ state: string }>`
    insert into outbox (tenant_id, conversation_id, dedupe_key, card_key, op, content, origin, not_before,
      due_at, next_attempt_at, created_at, state, reason, finished_at)
    select v.tenant_id, v.conversation_id, v.dedupe_key, v.card_key, v.op, v.content, v.origin, cast(v.not_before as bigint),
      ${due}, ${due}, ${now},
      case when ${gone} then 'dead' else 'pending' end,
      case when ${gone} then 'The conversation is gone.' end,
      case when ${gone} then ${now} end
    from ${textRows(engine.dialect, 'v', NEW_POST_COLUMNS, rows)}
    where true
    order by cast(v.place as integer)
    on conflict (tenant_id, dedupe_key) do nothing
    returning state`;
}

/** Of several waiting updates of one card only the newest matters; one that may have arrived keeps its place. */
async function supersedeOlderUpdates(engine: Engine, tx: Tx, updates: readonly NewPost[]): Promise<void> {
  await sql`
    update outbox set state = 'superseded', finished_at = ${engine.now()}
    where state = 'pending' and state in ('pending', 'sending') and op = 'update' and uncertain = 0
      and (tenant_id, conversation_id, card_key) in (${cardsOf(engine, updates)})
      and exists (
        select 1 from outbox n
        where n.tenant_id = outbox.tenant_id and n.conversation_id = outbox.conversation_id
          and n.card_key = outbox.card_key and n.id > outbox.id and n.op = 'update'
          and n.state = 'pending' and n.state in ('pending', 'sending'))`.execute(tx);
}

/** An update waits for the card that is yet to be posted, instead of posting it before its time. */
async function waitForCards(engine: Engine, tx: Tx, updates: readonly NewPost[]): Promise<void> {
  const cardDue = sql`(
    select max(p.due_at) from outbox p
    where p.tenant_id = outbox.tenant_id and p.conversation_id = outbox.conversation_id
      and p.card_key = outbox.card_key and p.id < outbox.id and p.state in ('pending', 'sending'))`;
  await sql`
    update outbox set due_at = ${cardDue}, next_attempt_at = ${cardDue}
    where state in ('pending', 'sending') and op = 'update' and attempts = 0
      and (tenant_id, conversation_id, card_key) in (${cardsOf(engine, updates)})
      and due_at < ${cardDue}`.execute(tx);
}

function cardsOf(engine: Engine, posts: readonly NewPost[]): RawBuilder<unknown> {
  const columns = ['tenant_id', 'conversation_id', 'card_key'];
  const rows = posts.map((post) => [post.tenantId, post.conversationId, post.cardKey ?? null]);
  return sql`select v.tenant_id, v.conversation_id, v.card_key from ${textRows(engine.dialect, 'v', columns, rows)}`;
}
