import { sql } from 'kysely';
import type { Engine } from '../../src/store/engine';
import { createStore } from '../../src/store/open-store';
import { TENANT, auditEntry, conversation, decision, operation, post, subscription } from './samples';

const TABLES = [
  'conversation',
  'subscription',
  'alert_state',
  'incident',
  'lease',
  'flag',
  'outbox',
  'posted_card',
  'operation',
  'decision',
  'nonce',
  'audit_head',
  'audit_entry',
];

/** One row at least in each table that the first schema had. */
export async function fillAtBase(engine: Engine): Promise<void> {
  const store = createStore(engine);
  await store.conversations.save(conversation('room'));
  await store.subscriptions.save(subscription('s1'));
  await store.leases.take('sweep', 'replica-1', 1_000);
  await store.flags.raise(TENANT, 'sweep', 'down', [post('p1'), post('p2', { conversationId: 'other' })]);
  await store.cards.save({ tenantId: TENANT, conversationId: 'room', cardKey: 'card', activityId: '1' });
  await store.operations.begin(operation('refresh:all'));
  await store.decisions.add(decision('d1'));
  await store.nonces.use(TENANT, 'n', 1_000);
  await store.audit.append(auditEntry());
  // A sweep of that time wrote no history, so what it left is put there by hand.
  await engine.run((db) =>
    sql`insert into alert_state (tenant_id, alert_id, slug, body, updated_at) values (${TENANT}, 'a', 'stale', '{}', 1)`.execute(
      db,
    ),
  );
  await engine.run((db) =>
    sql`insert into incident
      (tenant_id, alert_id, incident_key, content_hash, body, episode, first_seen_at, changed_at)
      values (${TENANT}, 'a', 'one', 'h', '{}', 2, 1, 2)`.execute(db),
  );
}

export async function readEverything(engine: Engine): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = {};
  for (const table of TABLES) {
    const { rows } = await engine.run((db) => sql`select * from ${sql.table(table)}`.execute(db));
    if (rows.length === 0) throw new Error(`${table} is empty`);
    tables[table] = rows;
  }
  return tables;
}
