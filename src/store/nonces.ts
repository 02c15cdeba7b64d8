import { sql } from 'kysely';
import type { Nonces } from '../ports/ledger';
import type { Engine } from './engine';

export function createNonces(engine: Engine): Nonces {
  return {
    async use(tenantId, nonce, keepMs) {
      const now = engine.now();
      await engine.run((db) => db.deleteFrom('nonce').where('expires_at', '<=', now).execute());
      const used = await engine.run((db) =>
        db
          .insertInto('nonce')
          .values({ tenant_id: tenantId, nonce, expires_at: sql<number>`${now} + ${keepMs}` })
          .onConflict((row) => row.columns(['tenant_id', 'nonce']).doNothing())
          .executeTakeFirst(),
      );
      return (used.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
  };
}
