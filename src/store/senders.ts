import { sql } from 'kysely';
import type { Senders } from '../ports/senders';
import type { Engine, Tx } from './engine';

export function createSenders(engine: Engine): Senders {
  /** One at a time, or two newcomers would both take what is free. */
  async function alone(tx: Tx): Promise<void> {
    if (engine.dialect === 'postgres') await sql`lock table sender in share row exclusive mode`.execute(tx);
  }

  return {
    renew: (owner, { budget, holds, forMs }) =>
      engine.transaction(async (tx) => {
        await alone(tx);
        const now = engine.now();
        await tx.deleteFrom('sender').where('expires_at', '<=', now).execute();
        const others = await tx.selectFrom('sender').select('share').where('owner', '!=', owner).execute();
        const taken = others.reduce((sum, { share }) => sum + share, 0);
        const fair = Math.max(1, Math.floor(budget / (others.length + 1)));
        const share = Math.max(0, Math.min(fair, budget - taken));
        const row = { share: Math.max(share, holds), expires_at: sql<number>`${now} + ${forMs}` };
        await tx
          .insertInto('sender')
          .values({ owner, ...row })
          .onConflict((conflict) => conflict.column('owner').doUpdateSet(row))
          .execute();
        return { now: share, fair };
      }),

    leave: async (owner, afterMs) => {
      const until = sql<number>`${engine.now()} + ${afterMs}`;
      await engine.run((db) =>
        db.updateTable('sender').set({ expires_at: until }).where('owner', '=', owner).execute(),
      );
    },
  };
}
