import type { Operations } from '../ports/operations';
import type { Engine } from './engine';
import { fromJson, toJson } from './json';

export function createOperations(engine: Engine): Operations {
  return {
    async begin({ watchers, ...operation }) {
      const begun = await engine.run((db) =>
        db
          .insertInto('operation')
          .values({
            tenant_id: operation.tenantId,
            operation_id: operation.id,
            body: toJson(operation),
            watchers: toJson(watchers),
            started_at: operation.startedAt,
          })
          .onConflict((row) => row.columns(['tenant_id', 'operation_id']).doNothing())
          .executeTakeFirst(),
      );
      return (begun.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },

    async list(tenantId) {
      const rows = await engine.run((db) =>
        db
          .selectFrom('operation')
          .select(['body', 'watchers'])
          .where('tenant_id', '=', tenantId)
          .orderBy('started_at')
          .orderBy('operation_id')
          .execute(),
      );
      return rows.map((row) => ({
        ...fromJson(row.body),
        watchers: fromJson(row.watchers),
      }));
    },

    watch: (tenantId, id, watcher) =>
      engine.transaction(async (tx) => {
        const row = await tx
          .selectFrom('operation')
          .select('watchers')
          .where('tenant_id', '=', tenantId)
          .where('operation_id', '=', id)
          .$if(engine.dialect === 'postgres', (query) => query.forUpdate())
          .executeTakeFirst();
        if (row === undefined) return false;

        const others = fromJson(row.watchers).filter(
          ({ conversationId, activityId }) =>
            conversationId !== watcher.conversationId || activityId !== watcher.activityId,
        );
        await tx
          .updateTable('operation')
          .set({ watchers: toJson([...others, watcher]) })
          .where('tenant_id', '=', tenantId)
          .where('operation_id', '=', id)
          .execute();
        return true;
      }),

    async end(tenantId, id) {
      await engine.run((db) =>
        db.deleteFrom('operation').where('tenant_id', '=', tenantId).where('operation_id', '=', id).execute(),
      );
    },
  };
}
