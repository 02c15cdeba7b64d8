import type { Ownership } from '../ports/ownership';
import type { Engine } from './engine';
import { fromJson, toJson } from './json';

export function createOwnership(engine: Engine): Ownership {
  return {
    async assign(assignment) {
      const row = {
        body: toJson(assignment),
        assigned_at: assignment.assignedAt,
        remind_at: assignment.dueAt,
      };
      await engine.run((db) =>
        db
          .insertInto('assignment')
          .values({
            tenant_id: assignment.tenantId,
            alert_id: assignment.alertId,
            incident_key: assignment.incidentKey,
            ...row,
          })
          .onConflict((conflict) =>
            conflict.columns(['tenant_id', 'alert_id', 'incident_key']).doUpdateSet(row),
          )
          .execute(),
      );
    },

    async list(tenantId, alertId) {
      const rows = await engine.run((db) =>
        db
          .selectFrom('assignment')
          .select('body')
          .where('tenant_id', '=', tenantId)
          .$if(alertId !== undefined, (query) => query.where('alert_id', '=', alertId ?? ''))
          .orderBy('assigned_at')
          .orderBy('incident_key')
          .execute(),
      );
      return rows.map((row) => fromJson(row.body));
    },

    async due(tenantId, at, limit) {
      const rows = await engine.run((db) =>
        db
          .selectFrom('assignment')
          .select('body')
          .where('tenant_id', '=', tenantId)
          .where('remind_at', 'is not', null)
          .where('remind_at', '<=', at)
          .orderBy('remind_at')
          .orderBy('incident_key')
          .limit(limit)
          .execute(),
      );
      return rows.map((row) => fromJson(row.body));
    },

    async reminded({ tenantId, alertId, incidentKey, assignedAt }) {
      const done = await engine.run((db) =>
        db
          .updateTable('assignment')
          .set({ remind_at: null })
          .where('tenant_id', '=', tenantId)
          .where('alert_id', '=', alertId)
          .where('incident_key', '=', incidentKey)
          .where('assigned_at', '=', assignedAt)
          .executeTakeFirst(),
      );
      return done.numUpdatedRows > 0n;
    },

    async end(tenantId, alertId, incidentKey) {
      const ended = await engine.run((db) =>
        db
          .deleteFrom('assignment')
          .where('tenant_id', '=', tenantId)
          .where('alert_id', '=', alertId)
          .where('incident_key', '=', incidentKey)
          .executeTakeFirst(),
      );
      return ended.numDeletedRows > 0n;
    },
  };
}
