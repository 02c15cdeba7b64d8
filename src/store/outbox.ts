import { sql } from 'kysely';
import type { ClaimedPost, NewPost, Outbox } from '../ports/outbox';
import type { Engine, Tx } from './engine';
import { grouped } from './grouped';
import { claimStatement, dueStatement } from './outbox-claim';
import { createHeld, tellAlong } from './outbox-held';
import { addPosts } from './outbox-lines';
import { toClaimed, toDead } from './outbox-rows';
import { savePostedCard } from './posted-cards';
import type { PostState } from './schema';

const KEPT_SENT_MS = 7 * 24 * 60 * 60 * 1_000;
const CLAIMS_BETWEEN_PRUNES = 500;

export function createOutbox(engine: Engine): Outbox {
  let claims = 0;

  async function prune(): Promise<void> {
    await engine.run((db) =>
      sql`delete from outbox where state in ('sent', 'superseded') and finished_at <= ${engine.now()} - ${KEPT_SENT_MS}`.execute(
        db,
      ),
    );
  }

  const note = grouped<Sent, boolean>((all) =>
    engine.transaction(async (tx) => {
      const noted = [];
      for (const one of all) noted.push(await noteSent(engine, tx, one));
      return noted;
    }),
  );

  return {
    add: (posts) => engine.transaction((tx) => addPosts(engine, tx, posts)),

    async due(tenantIds) {
      const { rows } = await engine.run((db) => dueStatement(engine, tenantIds).execute(db));
      return rows.map(({ tenant_id }) => tenant_id);
    },

    async claim(tenantId, owner, limit, leaseMs) {
      if (claims % CLAIMS_BETWEEN_PRUNES === 0) await prune();
      claims += 1;
      const { rows } = await engine.run((db) =>
        claimStatement(engine, { tenantId, owner, limit, leaseMs }).execute(db),
      );
      return rows.map(toClaimed).sort((a, b) => a.id - b.id);
    },

    ...createHeld(engine),

    sent: (post, activityId, along = []) => note({ post, activityId, along }),

    later: (post, delayMs, reason, { pause = false, uncertain = false, untried = false } = {}) =>
      engine.transaction(async (tx) => {
        const waiting = { state: 'pending', finished: false, reason, delayMs, uncertain, untried } as const;
        if (!(await leave(engine, tx, post, waiting))) return false;
        if (pause) await pauseConversation(engine, tx, post, delayMs);
        return true;
      }),

    dead: (post, reason) =>
      engine.transaction((tx) => leave(engine, tx, post, { state: 'dead', finished: true, reason })),

    async deadLetters(tenantId) {
      const rows = await engine.run((db) =>
        db
          .selectFrom('outbox')
          .selectAll()
          .where('tenant_id', '=', tenantId)
          .where(sql<boolean>`state = 'dead'`)
          .orderBy('finished_at', 'desc')
          .orderBy('id', 'desc')
          .execute(),
      );
      return rows.map(toDead);
    },

    async resend(tenantId) {
      const now = engine.now();
      // What belongs to a conversation that is gone could only wait for ever.
      const revived = await engine.run((db) =>
        sql`
          update outbox set state = 'pending', attempts = 0, due_at = ${now}, next_attempt_at = ${now},
            lease_until = null, finished_at = null
          where tenant_id = ${tenantId} and state = 'dead' and not exists (
            select 1 from conversation c
            where c.tenant_id = outbox.tenant_id and c.conversation_id = outbox.conversation_id and c.state = 'gone')`.execute(
          db,
        ),
      );
      return Number(revived.numAffectedRows ?? 0n);
    },

    async depth(tenantId) {
      const ours = tenantId === undefined ? sql`true` : sql`tenant_id = ${tenantId}`;
      const { rows } = await engine.run((db) =>
        sql<{ pending: number; dead: number; oldest: number | null; now: number }>`
          select count(*) as pending, min(due_at) as oldest, ${engine.now()} as now,
            (select count(*) from outbox where state = 'dead' and ${ours}) as dead
          from outbox where state in ('pending', 'sending') and ${ours}`.execute(db),
      );
      const { pending = 0, dead = 0, oldest = null, now = 0 } = rows[0] ?? {};
      return { pending, dead, oldestMs: oldest === null ? 0 : Math.max(0, now - oldest) };
    },

    async recentSends(tenantId, conversationId, windowMs) {
      const { rows } = await engine.run((db) =>
        sql<{ sends: number }>`
          select count(*) as sends from outbox
          where state = 'sent' and tenant_id = ${tenantId} and conversation_id = ${conversationId}
            and finished_at > ${engine.now()} - ${windowMs}`.execute(db),
      );
      return rows[0]?.sends ?? 0;
    },
  };
}

interface Sent {
  readonly post: ClaimedPost;
  readonly activityId: string | undefined;
  readonly along: readonly number[];
}

async function noteSent(engine: Engine, tx: Tx, { post, activityId, along }: Sent): Promise<boolean> {
  if (!(await leave(engine, tx, post, { state: 'sent', finished: true }))) return false;
  if (along.length > 0) await tellAlong(engine, tx, post, along);
  const { tenantId, conversationId, cardKey, content } = post;
  if (cardKey !== undefined && activityId !== undefined)
    await savePostedCard(engine, tx, { tenantId, conversationId, cardKey, activityId, content });
  return true;
}

interface Leaving {
  readonly state: PostState;
  readonly finished: boolean;
  readonly reason?: string;
  readonly delayMs?: number;
  readonly uncertain?: boolean;
  readonly untried?: boolean;
}

/** Out of `sending`, for whoever holds the newest claim. An overrun lease is no loss until somebody else has claimed. */
async function leave(
  engine: Engine,
  tx: Tx,
  { id, fence }: Pick<ClaimedPost, 'id' | 'fence'>,
  { state, finished, reason, delayMs, uncertain = false, untried = false }: Leaving,
): Promise<boolean> {
  const now = engine.now();
  const left = await tx
    .updateTable('outbox')
    .set({ state, lease_until: null, finished_at: finished ? now : null })
    .$if(reason !== undefined, (query) => query.set({ reason: plainText(reason ?? '') }))
    .$if(delayMs !== undefined, (query) => query.set({ next_attempt_at: sql<number>`${now} + ${delayMs}` }))
    .$if(uncertain, (query) => query.set({ uncertain: 1 }))
    .$if(untried, (query) => query.set((row) => ({ attempts: row('attempts', '-', 1) })))
    .where('id', '=', id)
    .where('fence', '=', fence)
    .where('state', '=', 'sending')
    .executeTakeFirst();
  return left.numUpdatedRows > 0n;
}

async function pauseConversation(engine: Engine, tx: Tx, post: NewPost, delayMs: number): Promise<void> {
  const until = sql<number>`${engine.now()} + ${delayMs}`;
  await tx
    .updateTable('conversation')
    .set({ not_before: until })
    .where('tenant_id', '=', post.tenantId)
    .where('conversation_id', '=', post.conversationId)
    .where('not_before', '<', until)
    .execute();
}

/** PostgreSQL stores no NUL character, and an error text from outside may hold one. */
function plainText(text: string): string {
  return text.replaceAll('\0', '');
}
