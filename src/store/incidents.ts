import { sql } from 'kysely';
import { incidentKey, type Incident } from '../alerts/alert';
import type { SweepWrite } from '../ports/knowledge';
import type { Engine, Tx } from './engine';
import { toJson } from './json';
import { inChunks, textRows, type TextRow } from './rows';

interface Found {
  readonly alertId: string;
  readonly incident: Incident;
  readonly hash: string;
}

/** One statement for raised and changed: the row itself says whether it is new, back again, or different. */
export async function writeFound(
  engine: Engine,
  tx: Tx,
  {
    tenantId,
    at,
    found,
    baseline = false,
  }: {
    readonly tenantId: string;
    readonly at: number;
    readonly found: readonly Found[];
    readonly baseline?: boolean | undefined;
  },
): Promise<void> {
  // The same key twice, in another casing, is one incident; PostgreSQL would refuse the statement.
  const byKey = new Map(found.map((one) => [`${one.alertId}\n${incidentKey(one.incident)}`, one]));
  const columns = ['alert_id', 'incident_key', 'content_hash', 'body'];
  const reportedAt = baseline ? null : at;
  await inChunks([...byKey.values()], async (chunk) => {
    const rows = chunk.map(({ alertId, incident, hash }) => [
      alertId,
      incidentKey(incident),
      hash,
      toJson(incident),
    ]);
    await sql`
      insert into incident
        (tenant_id, alert_id, incident_key, content_hash, body, episode, first_seen_at, changed_at, resolved_at,
          reported_at)
      select cast(${tenantId} as text), v.alert_id, v.incident_key, v.content_hash, v.body, 0,
        cast(${at} as bigint), cast(${at} as bigint), null, cast(${reportedAt} as bigint)
      from ${textRows(engine.dialect, 'v', columns, rows)}
      where true
      on conflict (tenant_id, alert_id, incident_key) do update set
        content_hash = excluded.content_hash, body = excluded.body, changed_at = excluded.changed_at, resolved_at = null,
        episode = incident.episode + case when incident.resolved_at is null then 0 else 1 end,
        reported_at = case when incident.resolved_at is null then incident.reported_at else excluded.reported_at end,
        escalated_ms = case when incident.resolved_at is null then incident.escalated_ms else 0 end
      where incident.resolved_at is not null or incident.content_hash <> excluded.content_hash`.execute(tx);
  });
}

export async function writeCleared(
  engine: Engine,
  tx: Tx,
  { tenantId, at, cleared }: { readonly at: number } & Pick<SweepWrite, 'tenantId' | 'cleared'>,
): Promise<void> {
  await inChunks(cleared, async (chunk) => {
    const keys = chunk.map(({ alertId, key }) => [tenantId, alertId, key.toLowerCase()]);
    await sql`
      update incident set resolved_at = ${at}, changed_at = ${at}
      where resolved_at is null and (tenant_id, alert_id, incident_key) in (
        select tenant_id, alert_id, incident_key from ${keyRows(engine, keys)})`.execute(tx);
  });
}

/**
 * Keys of incidents as a table `v`. The tenant stands in each row: as a condition beside them, PostgreSQL takes it for so rare, until it
 * has counted its rows, that it reads all incidents of the tenant to find a few.
 */
export function keyRows({ dialect }: Engine, keys: readonly TextRow[], more: readonly string[] = []) {
  return textRows(dialect, 'v', ['tenant_id', 'alert_id', 'incident_key', ...more], keys);
}

export async function writeEscalated(
  engine: Engine,
  tx: Tx,
  tenantId: string,
  escalated: NonNullable<SweepWrite['escalated']>,
): Promise<void> {
  await inChunks(escalated, async (chunk) => {
    const keys = chunk.map(({ alertId, key, afterMs }) => [tenantId, alertId, key, String(afterMs)]);
    const late = keyRows(engine, keys, ['after_ms']);
    await sql`
      update incident set escalated_ms = (
        select max(cast(v.after_ms as bigint)) from ${late}
        where v.alert_id = incident.alert_id and v.incident_key = incident.incident_key)
      where (tenant_id, alert_id, incident_key) in (select tenant_id, alert_id, incident_key from ${late})`.execute(
      tx,
    );
  });
}
