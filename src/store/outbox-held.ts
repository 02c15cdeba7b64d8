import { sql } from 'kysely';
import type { NewPost, Outbox, PostRecord } from '../ports/outbox';
import type { Engine, Tx } from './engine';
import { toPost, type PostRow } from './outbox-rows';
import type { PostState } from './schema';

/** Posts that were told to wait: until a snooze or quiet hours end. */
export function createHeld(engine: Engine): Pick<Outbox, 'hold' | 'heldWith' | 'release' | 'recent'> {
  return {
    async hold({ id, fence }, until) {
      const held = await engine.run((db) =>
        db
          .updateTable('outbox')
          .set((row) => ({
            state: 'pending',
            lease_until: null,
            not_before: until,
            due_at: until,
            next_attempt_at: until,
            attempts: row('attempts', '-', 1),
          }))
          .where('id', '=', id)
          .where('fence', '=', fence)
          .where('state', '=', 'sending')
          .executeTakeFirst(),
      );
      return held.numUpdatedRows > 0n;
    },

    async heldWith({ id, tenantId, conversationId }) {
      const { rows } = await engine.run((db) =>
        sql<PostRow & { id: number }>`
          select * from outbox
          where state in ('pending', 'sending') and state = 'pending' and tenant_id = ${tenantId}
            and conversation_id = ${conversationId} and id > ${id} and op = 'post' and not_before is not null
            and attempts = 0 and due_at <= ${engine.now()}
          order by id`.execute(db),
      );
      return rows.map((row) => ({ ...toPost(row), id: row.id }));
    },

    async release(tenantId, conversationId) {
      const now = engine.now();
      const released = await engine.run((db) =>
        sql`
          update outbox set due_at = ${now}, next_attempt_at = ${now}
          where state in ('pending', 'sending') and state = 'pending' and tenant_id = ${tenantId}
            and conversation_id = ${conversationId} and not_before is not null and attempts = 0 and due_at > ${now}`.execute(
          db,
        ),
      );
      return Number(released.numAffectedRows ?? 0n);
    },

    async recent(tenantId, conversationId, limit) {
      const { rows } = await engine.run((db) =>
        sql<RecordRow>`
          select * from outbox where tenant_id = ${tenantId} and conversation_id = ${conversationId} and op = 'post'
          order by id desc limit ${limit}`.execute(db),
      );
      return rows.map(toRecord);
    },
  };
}

/** Held posts whose news another message has just told. */
export async function tellAlong(
  engine: Engine,
  tx: Tx,
  { tenantId, conversationId }: Pick<NewPost, 'tenantId' | 'conversationId'>,
  ids: readonly number[],
): Promise<void> {
  await tx
    .updateTable('outbox')
    .set({ state: 'superseded', finished_at: engine.now() })
    .where('tenant_id', '=', tenantId)
    .where('conversation_id', '=', conversationId)
    .where('id', 'in', ids)
    .where('state', '=', 'pending')
    .execute();
}

type RecordRow = PostRow & {
  readonly state: PostState;
  readonly reason: string | null;
  readonly next_attempt_at: number;
  readonly finished_at: number | null;
};

const STATES: Readonly<Record<PostState, PostRecord['state']>> = {
  pending: 'waiting',
  sending: 'waiting',
  sent: 'sent',
  superseded: 'together',
  dead: 'dead',
};

function toRecord(row: RecordRow): PostRecord {
  return {
    ...toPost(row),
    state: STATES[row.state],
    at: row.finished_at ?? row.next_attempt_at,
    ...(row.reason === null ? {} : { reason: row.reason }),
  };
}
