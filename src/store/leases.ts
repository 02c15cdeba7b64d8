import { sql } from 'kysely';
import type { Lease, Leases } from '../ports/leases';
import type { Engine, Tx } from './engine';

export function createLeases(engine: Engine): Leases {
  return {
    async take(name, owner, forMs) {
      const now = engine.now();
      const taken = await engine.run((db) =>
        sql<Lease>`
          insert into lease (name, owner, fence, expires_at) values (${name}, ${owner}, 1, ${now} + ${forMs})
          on conflict (name) do update
            set owner = excluded.owner, fence = lease.fence + 1, expires_at = excluded.expires_at
            where lease.expires_at <= ${now} or lease.owner = excluded.owner
          returning name, owner, fence`.execute(db),
      );
      return taken.rows.map(({ name, owner, fence }) => ({ name, owner, fence })).at(0);
    },

    async renew({ name, owner, fence }, forMs) {
      const now = engine.now();
      const renewed = await engine.run((db) =>
        db
          .updateTable('lease')
          .set({ expires_at: sql<number>`${now} + ${forMs}` })
          .where('name', '=', name)
          .where('owner', '=', owner)
          .where('fence', '=', fence)
          .where('expires_at', '>', now)
          .executeTakeFirst(),
      );
      return renewed.numUpdatedRows > 0n;
    },

    async release({ name, owner, fence }) {
      // The row stays, for the next taker's fence has to be higher than all before.
      await engine.run((db) =>
        db
          .updateTable('lease')
          .set({ expires_at: 0 })
          .where('name', '=', name)
          .where('owner', '=', owner)
          .where('fence', '=', fence)
          .execute(),
      );
    },
  };
}

/** The store's time while the lease is ours, or undefined. Until the transaction ends nobody else can take it. */
export async function heldUntilCommit(engine: Engine, tx: Tx, lease: Lease): Promise<number | undefined> {
  const now = engine.now();
  const held = await tx
    .selectFrom('lease')
    .select(now.as('now'))
    .where('name', '=', lease.name)
    .where('owner', '=', lease.owner)
    .where('fence', '=', lease.fence)
    .where('expires_at', '>', now)
    .$if(engine.dialect === 'postgres', (query) => query.forUpdate())
    .executeTakeFirst();
  return held?.now;
}
