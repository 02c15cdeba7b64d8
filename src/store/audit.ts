import { CHAIN_START, canonicalJson, chainHash } from '../lib/hash-chain';
import type { Audit, StoredAuditEntry } from '../ports/ledger';
import { createAuditCheck } from './audit-check';
import type { Engine, Tx } from './engine';
import { fromJson } from './json';
import type { AuditEntryTable } from './schema';

const PAGE = 1_000;

export function createAudit(engine: Engine): Audit {
  async function* pages(tenantId: string): AsyncGenerator<readonly AuditEntryTable[]> {
    let after = Number.MIN_SAFE_INTEGER;
    for (;;) {
      const last = after;
      const rows = await engine.run((db) =>
        db
          .selectFrom('audit_entry')
          .selectAll()
          .where('tenant_id', '=', tenantId)
          .where('sequence', '>', last)
          .orderBy('sequence')
          .limit(PAGE)
          .execute(),
      );
      if (rows.length > 0) yield rows;
      if (rows.length < PAGE) return;
      after = rows.at(-1)?.sequence ?? last;
    }
  }

  return {
    append: (entry) =>
      engine.transaction(async (tx) => {
        const head = await lockedHead(engine, tx, entry.tenantId);
        const sequence = head.sequence + 1;
        const hash = chainHash(head.hash, entry);
        await tx
          .insertInto('audit_entry')
          .values({
            tenant_id: entry.tenantId,
            sequence,
            actor_id: entry.actorId,
            target: entry.target,
            body: canonicalJson(entry),
            previous_hash: head.hash,
            hash,
          })
          .execute();
        await tx
          .updateTable('audit_head')
          .set({ sequence, hash })
          .where('tenant_id', '=', entry.tenantId)
          .execute();
      }),

    async list(tenantId, { target, actorId, limit } = {}) {
      const rows = await engine.run((db) =>
        db
          .selectFrom('audit_entry')
          .selectAll()
          .where('tenant_id', '=', tenantId)
          .$if(target !== undefined, (query) => query.where('target', '=', target ?? ''))
          .$if(actorId !== undefined, (query) => query.where('actor_id', '=', actorId ?? ''))
          .orderBy('sequence', 'desc')
          .$if(limit !== undefined, (query) => query.limit(limit ?? 0))
          .execute(),
      );
      return rows.map(toEntry);
    },

    async *all(tenantId) {
      for await (const rows of pages(tenantId)) yield rows.map(toEntry);
    },

    verify: createAuditCheck(engine, pages),
  };
}

/** The end of the tenant's chain, ours until the transaction ends: appending takes turns. */
async function lockedHead(
  engine: Engine,
  tx: Tx,
  tenantId: string,
): Promise<{ readonly sequence: number; readonly hash: string }> {
  await tx
    .insertInto('audit_head')
    .values({ tenant_id: tenantId, sequence: 0, hash: CHAIN_START })
    .onConflict((row) => row.column('tenant_id').doNothing())
    .execute();
  return tx
    .selectFrom('audit_head')
    .select(['sequence', 'hash'])
    .where('tenant_id', '=', tenantId)
    .$if(engine.dialect === 'postgres', (query) => query.forUpdate())
    .executeTakeFirstOrThrow();
}

function toEntry(row: AuditEntryTable): StoredAuditEntry {
  return {
    ...fromJson(row.body),
    sequence: row.sequence,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}
