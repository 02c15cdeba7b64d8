import { CHAIN_START, verifyTexts, type ChainBreak, type ChainEnd } from '../lib/hash-chain';
import type { Audit } from '../ports/ledger';
import type { Engine } from './engine';
import { fromJson } from './json';
import type { AuditEntryTable } from './schema';

type Pages = (tenantId: string) => AsyncIterable<readonly AuditEntryTable[]>;

/** Reads the whole log of a tenant as it lies in the database, and says where it was tampered with first. */
export function createAuditCheck(engine: Engine, pages: Pages): Audit['verify'] {
  return async (tenantId, anchor) => {
    const head = await engine.run((db) =>
      db
        .selectFrom('audit_head')
        .select(['sequence', 'hash'])
        .where('tenant_id', '=', tenantId)
        .executeTakeFirst(),
    );
    let end: ChainEnd = { sequence: 0, hash: CHAIN_START };
    for await (const rows of pages(tenantId)) {
      const broken = earliest(
        verifyTexts(rows.map(linkOf), end),
        rows.find(isMisfiled),
        rows.find((row) => row.sequence === anchor?.sequence && row.hash !== anchor.hash),
      );
      if (broken) return { end, broken };
      const last = rows.at(-1);
      if (last) end = { sequence: last.sequence, hash: last.hash };
    }
    const known = Math.max(head?.sequence ?? 0, anchor?.sequence ?? 0);
    if (end.sequence < known) return { end, broken: { sequence: end.sequence + 1, why: 'missing' } };
    // The service may have appended since the head was read; an entry without a head was not appended by it.
    const headless = end.sequence > 0 && !head;
    const moved = head?.sequence === end.sequence && head.hash !== end.hash;
    return headless || moved ? { end, broken: { sequence: end.sequence, why: 'unlinked' } } : { end };
  };
}

function linkOf({ sequence, previous_hash, hash, body }: AuditEntryTable) {
  return { sequence, previousHash: previous_hash, hash, text: body };
}

/** The columns that entries are found by are no part of the hash, so they have to say the same as the entry. */
function isMisfiled(row: AuditEntryTable): boolean {
  try {
    const { tenantId, actorId, target } = fromJson(row.body);
    return tenantId !== row.tenant_id || actorId !== row.actor_id || target !== row.target;
  } catch {
    return true;
  }
}

function earliest(
  broken: ChainBreak | undefined,
  ...rows: readonly (AuditEntryTable | undefined)[]
): ChainBreak | undefined {
  const altered = rows.flatMap((row): ChainBreak[] =>
    row ? [{ sequence: row.sequence, why: 'altered' }] : [],
  );
  return [...(broken ? [broken] : []), ...altered].sort((a, b) => a.sequence - b.sequence)[0];
}
