import { sql } from 'kysely';
import type { KnownAlert, KnownIncident, Knowledge } from '../ports/knowledge';
import { createChanges } from './changes';
import type { Engine, Tx } from './engine';
import { readLives } from './incident-lives';
import { keyRows, writeCleared, writeEscalated, writeFound } from './incidents';
import { fromJson, toJson, type Json } from './json';
import { heldUntilCommit } from './leases';
import { addPosts } from './outbox-lines';
import { inChunks } from './rows';
import type { IncidentTable } from './schema';
import { appendSweep, createHistory } from './sweep-history';

const PAGE = 5_000;

export function createKnowledge(engine: Engine): Knowledge {
  return {
    async alerts(tenantId) {
      const rows = await engine.run((db) =>
        db
          .selectFrom('alert_state')
          .select('body')
          .where('tenant_id', '=', tenantId)
          .orderBy('alert_id')
          .execute(),
      );
      return rows.map((row) => fromJson(row.body));
    },

    async unlisted(tenantId, forMs) {
      const rows = await engine.run((db) =>
        db
          .selectFrom('alert_state')
          .select('body')
          .where('tenant_id', '=', tenantId)
          .where('updated_at', '<=', sql<number>`${engine.now()} - ${forMs}`)
          .orderBy('alert_id')
          .execute(),
      );
      return rows.map((row) => fromJson(row.body));
    },

    async *hashes(tenantId, alertId) {
      // A page comes as one row of two lists: as many rows cost more than all that a sweep does with them.
      const list = engine.dialect === 'sqlite' ? sql`json_group_array` : sql`json_agg`;
      let after: string | null = '';
      while (after !== null) {
        const last: string = after;
        const { rows } = await engine.run((db) =>
          sql<HashesRow>`
            select cast(${list}(incident_key) as text) as keys, cast(${list}(content_hash) as text) as hashes,
              max(incident_key) as last
            from (
              select incident_key, content_hash from incident
              where tenant_id = ${tenantId} and alert_id = ${alertId} and incident_key > ${last} and resolved_at is null
              order by incident_key limit ${sql.lit(PAGE)}) page`.execute(db),
        );
        const [page] = rows;
        after = page?.last ?? null;
        if (page && after !== null) yield pairs(page);
      }
    },

    async incidents(tenantId, alertId, keys) {
      const found: KnownIncident[] = [];
      const wanted = [...new Set(keys.map((key) => key.toLowerCase()))];
      await inChunks(wanted, async (chunk) => {
        found.push(...(await readIncidents(engine, tenantId, alertId, chunk)));
      });
      return found;
    },

    write: (sweep) =>
      engine.transaction(async (tx) => {
        const { tenantId } = sweep;
        const at = await heldUntilCommit(engine, tx, sweep.lease);
        if (at === undefined) return false;

        await writeAlerts(tx, tenantId, at, sweep.alerts);
        await writeCleared(engine, tx, { tenantId, at, cleared: sweep.cleared });
        await forgetAlerts(tx, tenantId, at, sweep.retired ?? []);
        const found = [...sweep.changed, ...sweep.raised];
        await writeFound(engine, tx, { tenantId, at, found, baseline: sweep.baseline });
        await writeEscalated(engine, tx, tenantId, sweep.escalated ?? []);
        await addPosts(engine, tx, sweep.posts);
        await appendSweep(tx, tenantId, at);
        return true;
      }),

    lives: (tenantId, between) => readLives(engine, tenantId, between),
    history: createHistory(engine),
    changesSince: createChanges(engine),

    async unattended(tenantId, alertId, { forMs, limit }) {
      const { rows } = await engine.run((db) =>
        sql<IncidentRow>`
          select incident_key, body, episode, first_seen_at, changed_at, reported_at from incident
          where tenant_id = ${tenantId} and alert_id = ${alertId} and resolved_at is null and reported_at is not null
            and reported_at <= ${engine.now()} - ${forMs} and escalated_ms < ${forMs}
          order by reported_at, incident_key limit ${limit}`.execute(db),
      );
      return rows.map((row) => knownIncident(alertId, row));
    },
  };
}

interface HashesRow {
  readonly keys: Json<readonly string[]>;
  readonly hashes: Json<readonly string[]>;
  /** Null: there are none, and then there are no lists either. */
  readonly last: string | null;
}

function pairs({ keys, hashes }: HashesRow): readonly { readonly key: string; readonly hash: string }[] {
  const digests = fromJson(hashes);
  return fromJson(keys).map((key, index) => ({ key, hash: digests[index] ?? '' }));
}

async function writeAlerts(
  tx: Tx,
  tenantId: string,
  at: number,
  alerts: readonly KnownAlert[],
): Promise<void> {
  for (const known of alerts) {
    const row = { slug: known.slug, body: toJson(known), updated_at: at };
    await tx
      .insertInto('alert_state')
      .values({ tenant_id: tenantId, alert_id: known.alertId, ...row })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'alert_id']).doUpdateSet(row))
      .execute();
  }
}

async function forgetAlerts(
  tx: Tx,
  tenantId: string,
  at: number,
  alertIds: readonly string[],
): Promise<void> {
  if (alertIds.length === 0) return;
  await tx
    .updateTable('incident')
    .set({ resolved_at: at, changed_at: at })
    .where('tenant_id', '=', tenantId)
    .where('alert_id', 'in', alertIds)
    .where('resolved_at', 'is', null)
    .execute();
  await tx
    .deleteFrom('alert_state')
    .where('tenant_id', '=', tenantId)
    .where('alert_id', 'in', alertIds)
    .execute();
}

async function readIncidents(
  engine: Engine,
  tenantId: string,
  alertId: string,
  keys: readonly string[],
): Promise<KnownIncident[]> {
  const wanted = keyRows(
    engine,
    keys.map((key) => [tenantId, alertId, key]),
  );
  const { rows } = await engine.run((db) =>
    sql<IncidentRow>`
      select i.incident_key, i.body, i.episode, i.first_seen_at, i.changed_at, i.reported_at
      from ${wanted} cross join incident i
      where i.tenant_id = v.tenant_id and i.alert_id = v.alert_id and i.incident_key = v.incident_key
        and i.resolved_at is null
      order by i.incident_key`.execute(db),
  );
  return rows.map((row) => knownIncident(alertId, row));
}

type IncidentRow = Pick<
  IncidentTable,
  'incident_key' | 'body' | 'episode' | 'first_seen_at' | 'changed_at' | 'reported_at'
>;

function knownIncident(alertId: string, row: IncidentRow): KnownIncident {
  return {
    alertId,
    key: row.incident_key,
    incident: fromJson(row.body),
    firstSeen: row.first_seen_at,
    lastChanged: row.changed_at,
    episode: row.episode,
    ...(row.reported_at === null ? {} : { reportedAt: row.reported_at }),
  };
}
