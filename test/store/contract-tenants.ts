import type { Store } from '../../src/ports/store';
import type { Bench } from './contract';
import {
  OTHER_TENANT,
  TENANT,
  auditEntry,
  collected,
  conversation,
  decision,
  found,
  held,
  operation,
  post,
  subscription,
  sweep,
} from './samples';

/** One of everything, under the same ids in each tenant. */
async function fill(store: Store, tenantId: string): Promise<boolean[]> {
  const lease = await held(store, `sweep:${tenantId}`);
  await store.conversations.save(conversation('room', tenantId));
  await store.subscriptions.save(subscription('s1', { tenantId }));
  await store.cards.save({ tenantId, conversationId: 'room', cardKey: 'card', activityId: '1' });
  await store.decisions.add(decision('d1', { tenantId }));
  await store.audit.append(auditEntry({ tenantId }));
  return [
    await sweep(store, { tenantId, lease, raised: [found('one')], posts: [post('p1', { tenantId })] }),
    await store.flags.raise(tenantId, 'sweep', 'down', []),
    await store.operations.begin(operation('refresh:all', { tenantId })),
    await store.nonces.use(tenantId, 'n', 60_000),
  ];
}

/** Everything that can be asked of one tenant. */
async function everything(store: Store, tenantId: string): Promise<Record<string, unknown>> {
  return {
    conversation: await store.conversations.get(tenantId, 'room'),
    conversations: await store.conversations.list(tenantId),
    subscriptions: await store.subscriptions.list(tenantId),
    subscriptionsHere: await store.subscriptions.list(tenantId, 'room'),
    alerts: await store.knowledge.alerts(tenantId),
    hashes: await collected(store.knowledge.hashes(tenantId, 'alert-stale')),
    incidents: await store.knowledge.incidents(tenantId, 'alert-stale', ['one']),
    history: await store.knowledge.history(tenantId, 10),
    depth: await store.outbox.depth(tenantId),
    dead: await store.outbox.deadLetters(tenantId),
    sends: await store.outbox.recentSends(tenantId, 'room', 60_000),
    cards: await store.cards.find(tenantId, 'card'),
    cardsUnder: await store.cards.under(tenantId, 'c', 10),
    flags: await store.flags.list(tenantId),
    operations: await store.operations.list(tenantId),
    decisions: await store.decisions.list(tenantId),
    audit: await store.audit.list(tenantId),
    auditAll: await collected(store.audit.all(tenantId)),
  };
}

export function describeTenants(bench: Bench): void {
  describe('tenants', () => {
    it('see nothing of each other', async () => {
      const store = await bench.open();
      const before = await everything(store, OTHER_TENANT);

      await fill(store, TENANT);

      expect(await everything(store, OTHER_TENANT)).toEqual(before);
    });

    it('can use the same ids', async () => {
      const store = await bench.open();

      const outcomes = [await fill(store, TENANT), await fill(store, OTHER_TENANT)];

      expect(outcomes.flat()).not.toContain(false);
      expect((await everything(store, OTHER_TENANT))['auditAll']).toMatchObject([{ sequence: 1 }]);
    });

    it('are untouched by what the other one ends', async () => {
      const store = await bench.open();
      await fill(store, TENANT);
      await fill(store, OTHER_TENANT);
      const before = await everything(store, OTHER_TENANT);

      await sweep(store, { cleared: [{ alertId: 'alert-stale', key: 'one' }] });
      await store.subscriptions.remove(TENANT, 'room');
      await store.cards.forget({ tenantId: TENANT, conversationId: 'room', cardKey: 'card' });
      await store.flags.clear(TENANT, 'sweep', []);
      await store.operations.end(TENANT, 'refresh:all');
      await store.conversations.retire(TENANT, 'room', 'gone');
      await store.outbox.resend(TENANT);

      expect(await everything(store, OTHER_TENANT)).toEqual(before);
    });

    it('have their posts claimed each on their own, and only where something is due', async () => {
      const store = await bench.open();
      const soon = post('soon', { tenantId: OTHER_TENANT, notBefore: bench.clock.now() + 60_000 });
      await store.outbox.add([post('a'), post('b', { conversationId: 'other' }), soon]);

      const early = await store.outbox.due([OTHER_TENANT, TENANT]);
      await store.outbox.add([post('now', { tenantId: OTHER_TENANT })]);
      const both = await store.outbox.due([OTHER_TENANT, TENANT, 'unknown']);
      const claimed = await store.outbox.claim(OTHER_TENANT, 'replica-1', 10, 60_000);

      expect(early).toEqual([TENANT]);
      expect(both.toSorted()).toEqual([TENANT, OTHER_TENANT]);
      expect(claimed).toMatchObject([{ tenantId: OTHER_TENANT, dedupeKey: 'now' }]);
      expect(await store.outbox.due([OTHER_TENANT])).toEqual([]);
      expect(await store.outbox.claim(TENANT, 'replica-1', 10, 60_000)).toHaveLength(2);
    });
  });
}
