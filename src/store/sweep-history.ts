import { sql } from 'kysely';
import type { Knowledge } from '../ports/knowledge';
import type { Engine, Tx } from './engine';
import { fromJson, toJson } from './json';

const KEPT_SWEEPS = 200;
// Long enough that a returning incident still knows it was here, short enough that churn does not grow the store for ever.
const KEPT_RESOLVED_MS = 180 * 24 * 60 * 60 * 1_000;
/** Nobody scrolls back that far to a card that tells what is open; its buttons work all the same. */
const KEPT_CARDS_MS = KEPT_RESOLVED_MS;

export function createHistory(engine: Engine): Knowledge['history'] {
  return async (tenantId, limit) => {
    const rows = await engine.run((db) =>
      db
        .selectFrom('sweep')
        .select(['at', 'by_slug'])
        .where('tenant_id', '=', tenantId)
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    );
    return rows.map((row) => ({ at: row.at, bySlug: fromJson(row.by_slug) }));
  };
}

/** Counts what is open after a sweep, and drops what is too old to be of use. */
export async function appendSweep(tx: Tx, tenantId: string, at: number): Promise<void> {
  // Alert by alert from the index alone. A group over the whole tenant is sorted on disk by a PostgreSQL that has not yet counted its rows.
  const { rows } = await sql<{ slug: string; open: number }>`
    select a.slug, sum((
      select count(*) from incident i
      where i.tenant_id = a.tenant_id and i.alert_id = a.alert_id and i.resolved_at is null)) as open
    from alert_state a where a.tenant_id = ${tenantId} group by a.slug order by a.slug`.execute(tx);
  const bySlug = Object.fromEntries(rows.map(({ slug, open }) => [slug, open]));
  await tx
    .insertInto('sweep')
    .values({ tenant_id: tenantId, at, by_slug: toJson(bySlug) })
    .execute();

  await sql`
    delete from sweep where tenant_id = ${tenantId} and id <= (
      select id from sweep where tenant_id = ${tenantId} order by id desc limit 1 offset ${sql.lit(KEPT_SWEEPS)})`.execute(
    tx,
  );
  await tx
    .deleteFrom('incident')
    .where('tenant_id', '=', tenantId)
    .where('resolved_at', '<=', at - KEPT_RESOLVED_MS)
    .execute();
  await tx
    .deleteFrom('posted_card')
    .where('tenant_id', '=', tenantId)
    .where('posted_at', '<=', at - KEPT_CARDS_MS)
    .execute();
}
