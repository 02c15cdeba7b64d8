import { sql } from 'kysely';
import type { Knowledge } from '../ports/knowledge';
import type { Engine } from './engine';
import { fromJson } from './json';
import type { IncidentTable } from './schema';

const SAMPLE = 10;

interface Counted {
  readonly alert_id: string;
  readonly open: number;
  readonly raised: number;
  readonly cleared: number;
}

/** Read from the rows themselves, so that it tells of every sweep, whoever made it and whatever was restarted meanwhile. */
export function createChanges(engine: Engine): Knowledge['changesSince'] {
  async function sample(tenantId: string, alertId: string, at: number) {
    const { rows } = await engine.run((db) =>
      sql<Pick<IncidentTable, 'body'>>`
        select body from incident
        where tenant_id = ${tenantId} and alert_id = ${alertId} and resolved_at is null and reported_at is not null
          and reported_at >= ${at}
        order by reported_at, incident_key limit ${sql.lit(SAMPLE)}`.execute(db),
    );
    return rows.map(({ body }) => fromJson(body));
  }

  return async (tenantId, at) => {
    const { rows } = await engine.run((db) =>
      sql<Counted>`
        select a.alert_id,
          (select count(*) from incident i where i.tenant_id = a.tenant_id and i.alert_id = a.alert_id
            and i.resolved_at is null) as open,
          (select count(*) from incident i where i.tenant_id = a.tenant_id and i.alert_id = a.alert_id
            and i.resolved_at is null and i.reported_at is not null and i.reported_at >= ${at}) as raised,
          (select count(*) from incident i where i.tenant_id = a.tenant_id and i.alert_id = a.alert_id
            and i.resolved_at is not null and i.resolved_at >= ${at}) as cleared
        from alert_state a where a.tenant_id = ${tenantId} order by a.alert_id`.execute(db),
    );
    const changes = [];
    for (const { alert_id: alertId, open, raised, cleared } of rows) {
      const first = raised > 0 ? await sample(tenantId, alertId, at) : [];
      changes.push({ alertId, raised, cleared, unchanged: open - raised, sample: first });
    }
    return changes;
  };
}
