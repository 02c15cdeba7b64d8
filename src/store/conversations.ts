import type { Conversations } from '../ports/subscriptions';
import type { Engine } from './engine';
import { fromJson, toJson } from './json';

export function createConversations(engine: Engine): Conversations {
  return {
    async save(conversation) {
      const reference = toJson(conversation);
      const now = engine.now();
      await engine.run((db) =>
        db
          .insertInto('conversation')
          .values({
            tenant_id: conversation.tenantId,
            conversation_id: conversation.id,
            reference,
            state: 'ok',
            reason: null,
            not_before: 0,
            updated_at: now,
          })
          .onConflict((row) =>
            row
              .columns(['tenant_id', 'conversation_id'])
              .doUpdateSet({ reference, state: 'ok', reason: null, updated_at: now })
              // Each incoming message saves: the same again costs no write.
              .where((where) =>
                where.or([
                  where('conversation.reference', '!=', reference),
                  where('conversation.state', '!=', 'ok'),
                ]),
              ),
          )
          .execute(),
      );
    },

    async get(tenantId, id) {
      const row = await engine.run((db) =>
        db
          .selectFrom('conversation')
          .select('reference')
          .where('tenant_id', '=', tenantId)
          .where('conversation_id', '=', id)
          .where('state', '=', 'ok')
          .executeTakeFirst(),
      );
      return row && fromJson(row.reference);
    },

    async list(tenantId) {
      const rows = await engine.run((db) =>
        db
          .selectFrom('conversation')
          .select('reference')
          .where('tenant_id', '=', tenantId)
          .where('state', '=', 'ok')
          .orderBy('conversation_id')
          .execute(),
      );
      return rows.map((row) => fromJson(row.reference));
    },

    async home(id, tenantId) {
      if (tenantId !== undefined)
        await engine.run((db) =>
          db
            .insertInto('home')
            .values({ conversation_id: id, tenant_id: tenantId })
            .onConflict((row) => row.column('conversation_id').doNothing())
            .execute(),
        );
      const row = await engine.run((db) =>
        db.selectFrom('home').select('tenant_id').where('conversation_id', '=', id).executeTakeFirst(),
      );
      return row?.tenant_id;
    },

    retire: (tenantId, id, reason) =>
      engine.transaction(async (tx) => {
        const now = engine.now();
        await tx
          .updateTable('conversation')
          .set({ state: 'gone', reason, not_before: 0, updated_at: now })
          .where('tenant_id', '=', tenantId)
          .where('conversation_id', '=', id)
          .execute();
        await tx
          .updateTable('outbox')
          .set({ state: 'dead', reason, finished_at: now, lease_until: null })
          .where('tenant_id', '=', tenantId)
          .where('conversation_id', '=', id)
          .where('state', 'in', ['pending', 'sending'])
          .execute();
        // Nothing of ours can be replaced there any more.
        await tx
          .deleteFrom('posted_card')
          .where('tenant_id', '=', tenantId)
          .where('conversation_id', '=', id)
          .execute();
        const ended = await tx
          .deleteFrom('subscription')
          .where('tenant_id', '=', tenantId)
          .where('conversation_id', '=', id)
          .executeTakeFirst();
        return Number(ended.numDeletedRows);
      }),
  };
}
