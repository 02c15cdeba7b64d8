import { sql } from 'kysely';
import type { IncidentLife } from '../ports/knowledge';
import type { Engine } from './engine';
import type { IncidentTable } from './schema';

const PAGE = 5_000;

type Row = Pick<IncidentTable, 'alert_id' | 'incident_key' | 'first_seen_at' | 'resolved_at' | 'episode'>;

/** Incidents that were open at some time of a period, page after page. */
export async function* readLives(
  engine: Engine,
  tenantId: string,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<readonly IncidentLife[]> {
  let after = { alert: '', key: '' };
  for (;;) {
    const { alert, key } = after;
    const { rows } = await engine.run((db) =>
      sql<Row>`
        select alert_id, incident_key, first_seen_at, resolved_at, episode from incident
        where tenant_id = ${tenantId} and (alert_id, incident_key) > (${alert}, ${key})
          and first_seen_at < ${to} and (resolved_at is null or resolved_at >= ${from})
        order by alert_id, incident_key limit ${sql.lit(PAGE)}`.execute(db),
    );
    if (rows.length > 0) yield rows.map(lifeOf);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = { alert: last.alert_id, key: last.incident_key };
  }
}

function lifeOf({ alert_id, incident_key, first_seen_at, resolved_at, episode }: Row): IncidentLife {
  return {
    alertId: alert_id,
    key: incident_key,
    firstSeen: first_seen_at,
    ...(resolved_at === null ? {} : { resolvedAt: resolved_at }),
    episode,
  };
}
