import type { Remedies, Remedy, StoredRemedy } from '../ports/remedies';
import type { Engine } from './engine';
import { fromJson, toJson } from './json';
import type { RemedyTable } from './schema';

export function createRemedies(engine: Engine): Remedies {
  return {
    async begin(remedy, checkAt) {
      const begun = await engine.run((db) =>
        db
          .insertInto('remedy')
          .values({
            tenant_id: remedy.tenantId,
            remedy_id: remedy.id,
            body: toJson(remedy),
            revision: 1,
            check_at: checkAt,
            started_at: remedy.startedAt,
          })
          .onConflict((row) => row.columns(['tenant_id', 'remedy_id']).doNothing())
          .executeTakeFirst(),
      );
      return (begun.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },

    async get(tenantId, id) {
      const row = await engine.run((db) =>
        db
          .selectFrom('remedy')
          .selectAll()
          .where('tenant_id', '=', tenantId)
          .where('remedy_id', '=', id)
          .executeTakeFirst(),
      );
      return row && remedyOf(row);
    },

    async save(stored) {
      const { revision, checkAt, ...remedy } = stored;
      const saved = await engine.run((db) =>
        db
          .updateTable('remedy')
          .set({ body: toJson<Remedy>(remedy), revision: revision + 1, check_at: checkAt ?? null })
          .where('tenant_id', '=', remedy.tenantId)
          .where('remedy_id', '=', remedy.id)
          .where('revision', '=', revision)
          .executeTakeFirst(),
      );
      return saved.numUpdatedRows > 0n ? { ...stored, revision: revision + 1 } : undefined;
    },

    async due(tenantId, at, limit) {
      const rows = await engine.run((db) =>
        db
          .selectFrom('remedy')
          .selectAll()
          .where('tenant_id', '=', tenantId)
          .where('check_at', 'is not', null)
          .where('check_at', '<=', at)
          .orderBy('check_at')
          .orderBy('remedy_id')
          .limit(limit)
          .execute(),
      );
      return rows.map(remedyOf);
    },

    async since(tenantId, at, limit) {
      const rows = await engine.run((db) =>
        db
          .selectFrom('remedy')
          .selectAll()
          .where('tenant_id', '=', tenantId)
          .where('started_at', '>=', at)
          .orderBy('started_at', 'desc')
          .orderBy('remedy_id')
          .limit(limit)
          .execute(),
      );
      return rows.map(remedyOf);
    },
  };
}

function remedyOf({ body, revision, check_at }: RemedyTable): StoredRemedy {
  return { ...fromJson(body), revision, ...(check_at === null ? {} : { checkAt: check_at }) };
}
