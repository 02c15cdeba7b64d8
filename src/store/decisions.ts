import type { Decisions } from '../ports/ledger';
import type { Engine } from './engine';
import { fromJson, toJson } from './json';

export function createDecisions(engine: Engine): Decisions {
  return {
    async add(decision) {
      await engine.run((db) =>
        db
          .insertInto('decision')
          .values({
            tenant_id: decision.tenantId,
            decision_id: decision.id,
            alert_id: decision.alertId,
            kind: decision.kind,
            body: toJson(decision),
            at: decision.at,
          })
          .execute(),
      );
    },

    async list(tenantId, { alertId, kind, limit } = {}) {
      const kinds = [kind ?? []].flat();
      const rows = await engine.run((db) =>
        db
          .selectFrom('decision')
          .select('body')
          .where('tenant_id', '=', tenantId)
          .$if(alertId !== undefined, (query) => query.where('alert_id', '=', alertId ?? ''))
          .$if(kinds.length > 0, (query) => query.where('kind', 'in', kinds))
          .orderBy('at', 'desc')
          .orderBy('id', 'desc')
          .$if(limit !== undefined, (query) => query.limit(limit ?? 0))
          .execute(),
      );
      return rows.map((row) => fromJson(row.body));
    },
  };
}
