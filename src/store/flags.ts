import type { Flags } from '../ports/flags';
import type { Engine } from './engine';
import { addPosts } from './outbox-lines';

export function createFlags(engine: Engine): Flags {
  return {
    raise: (tenantId, name, detail, posts) =>
      engine.transaction(async (tx) => {
        const raised = await tx
          .insertInto('flag')
          .values({ tenant_id: tenantId, name, detail, raised_at: engine.now() })
          .onConflict((row) => row.columns(['tenant_id', 'name']).doNothing())
          .executeTakeFirst();
        if ((raised.numInsertedOrUpdatedRows ?? 0n) === 0n) return false;
        await addPosts(engine, tx, posts);
        return true;
      }),

    clear: (tenantId, name, posts) =>
      engine.transaction(async (tx) => {
        const cleared = await tx
          .deleteFrom('flag')
          .where('tenant_id', '=', tenantId)
          .where('name', '=', name)
          .executeTakeFirst();
        if (cleared.numDeletedRows === 0n) return false;
        await addPosts(engine, tx, posts);
        return true;
      }),

    list: (tenantId) =>
      engine.run((db) =>
        db
          .selectFrom('flag')
          .select(['name', 'detail', 'raised_at as raisedAt'])
          .where('tenant_id', '=', tenantId)
          .orderBy('raised_at')
          .orderBy('name')
          .execute(),
      ),
  };
}
