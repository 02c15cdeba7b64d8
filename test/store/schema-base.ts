import { sql } from 'kysely';
import type { Engine } from '../../src/store/engine';
import { createStore } from '../../src/store/open-store';
import { remedy, request } from './contract-approvals';
import { assignment } from './contract-ownership';
import { TENANT, auditEntry, conversation, decision, operation, post, subscription } from './samples';

const BASE = [
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

/** Each schema that came before the newest, with its tables. */
export const OLDER: readonly (readonly [step: string, tables: readonly string[]])[] = [
  ['001-base', BASE],
  ['002-history', [...BASE, 'sweep']],
  ['003-approvals', [...BASE, 'sweep', 'approval', 'remedy']],
  ['004-subscriptions', [...BASE, 'sweep', 'approval', 'remedy']],
  ['005-ownership', [...BASE, 'sweep', 'approval', 'remedy', 'assignment']],
  ['006-tenants', [...BASE, 'sweep', 'approval', 'remedy', 'assignment']],
  ['007-origins', [...BASE, 'sweep', 'approval', 'remedy', 'assignment']],
];

/** One row at least in each of these tables. */
export async function fill(engine: Engine, tables: readonly string[]): Promise<void> {
  const store = createStore(engine);
  await store.conversations.save(conversation('room'));
  await store.subscriptions.save(subscription('s1'));
  await store.leases.take('sweep', 'replica-1', 1_000);
  await store.flags.raise(TENANT, 'sweep', 'down', []);
  await store.cards.save({ tenantId: TENANT, conversationId: 'room', cardKey: 'card', activityId: '1' });
  await store.operations.begin(operation('refresh:all'));
  await store.decisions.add(decision('d1'));
  await store.nonces.use(TENANT, 'n', 1_000);
  await store.audit.append(auditEntry());
  // A sweep of that time wrote no history and a post of that time no origin, so what they left is put there by hand.
  for (const { dedupeKey, conversationId, content } of [post('p1'), post('p2', { conversationId: 'other' })])
    await engine.run((db) =>
      sql`insert into outbox
        (tenant_id, conversation_id, dedupe_key, op, content, due_at, next_attempt_at, created_at, state)
        values (${TENANT}, ${conversationId}, ${dedupeKey}, 'post', ${JSON.stringify(content)}, 1, 1, 1, 'pending')`.execute(
        db,
      ),
    );
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
  if (tables.includes('sweep'))
    await engine.run((db) =>
      sql`insert into sweep (tenant_id, at, by_slug) values (${TENANT}, 1, '{"stale":1}')`.execute(db),
    );
  if (tables.includes('approval')) await store.approvals.add(request('r1'));
  if (tables.includes('assignment')) await store.ownership.assign(assignment('one'));
  if (tables.includes('remedy')) await store.remedies.begin(remedy('m1'), 1);
}

export async function readEverything(
  engine: Engine,
  names: readonly string[],
): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = {};
  for (const table of names) {
    const { rows } = await engine.run((db) => sql`select * from ${sql.table(table)}`.execute(db));
    if (rows.length === 0) throw new Error(`${table} is empty`);
    tables[table] = rows;
  }
  return tables;
}
