import type { Subscriptions } from '../ports/subscriptions';
import type { Engine } from './engine';
import { fromJson, toJson } from './json';

export function createSubscriptions(engine: Engine): Subscriptions {
  return {
    async save(subscription) {
      const row = {
        conversation_id: subscription.conversationId,
        body: toJson(subscription),
        snoozed_until: subscription.snoozedUntil ?? null,
        created_at: subscription.createdAt,
      };
      await engine.run((db) =>
        db
          .insertInto('subscription')
          .values({ tenant_id: subscription.tenantId, subscription_id: subscription.id, ...row })
          .onConflict((conflict) => conflict.columns(['tenant_id', 'subscription_id']).doUpdateSet(row))
          .execute(),
      );
    },

    async list(tenantId, conversationId) {
      const rows = await engine.run((db) =>
        db
          .selectFrom('subscription')
          .select('body')
          .where('tenant_id', '=', tenantId)
          .$if(conversationId !== undefined, (query) =>
            query.where('conversation_id', '=', conversationId ?? ''),
          )
          .orderBy('created_at')
          .orderBy('subscription_id')
          .execute(),
      );
      return rows.map((row) => fromJson(row.body));
    },

    async remove(tenantId, conversationId, id) {
      const removed = await engine.run((db) =>
        db
          .deleteFrom('subscription')
          .where('tenant_id', '=', tenantId)
          .where('conversation_id', '=', conversationId)
          .$if(id !== undefined, (query) => query.where('subscription_id', '=', id ?? ''))
          .executeTakeFirst(),
      );
      return Number(removed.numDeletedRows);
    },
  };
}
