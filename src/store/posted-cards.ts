import { sql, type Kysely } from 'kysely';
import type { PostedCard, PostedCards } from '../ports/outbox';
import type { Engine } from './engine';
import { fromJson, toJson } from './json';
import type { PostedCardTable, Schema } from './schema';

// Keys are ordered by their UTF-8 bytes, and no other character's are higher.
const LAST_CHARACTER = '\u{10FFFF}';

export function createPostedCards(engine: Engine): PostedCards {
  const ofTenant = (db: Kysely<Schema>, tenantId: string) =>
    db.selectFrom('posted_card').selectAll().where('tenant_id', '=', tenantId);

  return {
    async save(card) {
      await engine.run((db) => savePostedCard(engine, db, card));
    },

    async find(tenantId, cardKey) {
      const rows = await engine.run((db) =>
        ofTenant(db, tenantId).where('card_key', '=', cardKey).orderBy('conversation_id').execute(),
      );
      return rows.map(toCard);
    },

    async at(tenantId, conversationId, activityId) {
      const rows = await engine.run((db) =>
        ofTenant(db, tenantId)
          .where('conversation_id', '=', conversationId)
          .where('activity_id', '=', activityId)
          .orderBy('posted_at', 'desc')
          .orderBy('card_key')
          .execute(),
      );
      return rows.map(toCard);
    },

    async under(tenantId, prefix, limit) {
      const rows = await engine.run((db) =>
        ofTenant(db, tenantId)
          .where('card_key', '>=', prefix)
          .where('card_key', '<=', `${prefix}${LAST_CHARACTER}`)
          .orderBy('posted_at', 'desc')
          .orderBy('card_key')
          .orderBy('conversation_id')
          .limit(limit)
          .execute(),
      );
      return rows.map(toCard);
    },

    async forget({ tenantId, conversationId, cardKey }) {
      await engine.run((db) =>
        db
          .deleteFrom('posted_card')
          .where('tenant_id', '=', tenantId)
          .where('conversation_id', '=', conversationId)
          .where('card_key', '=', cardKey)
          .execute(),
      );
    },
  };
}

export async function savePostedCard(
  engine: Engine,
  db: Kysely<Schema>,
  { tenantId, conversationId, cardKey, activityId, content }: Omit<PostedCard, 'postedAt'>,
): Promise<void> {
  const now = engine.now();
  await sql`
    insert into posted_card (tenant_id, conversation_id, card_key, activity_id, content, posted_at)
    values (${tenantId}, ${conversationId}, ${cardKey}, ${activityId}, ${content ? toJson(content) : null}, ${now})
    on conflict (tenant_id, conversation_id, card_key) do update set
      posted_at = case when posted_card.activity_id = excluded.activity_id then posted_card.posted_at else excluded.posted_at end,
      activity_id = excluded.activity_id, content = excluded.content`.execute(db);
}

function toCard(row: PostedCardTable): PostedCard {
  return {
    tenantId: row.tenant_id,
    conversationId: row.conversation_id,
    cardKey: row.card_key,
    activityId: row.activity_id,
    ...(row.content === null ? {} : { content: fromJson(row.content) }),
    postedAt: row.posted_at,
  };
}
