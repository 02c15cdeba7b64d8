import type { Bench } from './contract';
import { OTHER_TENANT, TENANT, conversation, post, subscription } from './samples';

export function describePlaces(bench: Bench): void {
  describe('conversations', () => {
    it('are kept as they were last saved', async () => {
      const store = await bench.open();
      const moved = { ...conversation('room'), serviceUrl: 'https://smba.example/amer/', name: 'General' };
      await store.conversations.save(conversation('room'));
      await store.conversations.save(moved);
      await store.conversations.save(conversation('a room before'));

      expect(await store.conversations.get(TENANT, 'room')).toEqual(moved);
      expect(await store.conversations.get(TENANT, 'nowhere')).toBeUndefined();
      expect(await store.conversations.list(TENANT)).toEqual([conversation('a room before'), moved]);
    });

    it('belong to the tenant that was first, also when several ask at once and after they have retired', async () => {
      const storeOf = await bench.openSeveral(2);
      const tenants = [TENANT, OTHER_TENANT, TENANT, OTHER_TENANT];
      const unknown = await storeOf(0).conversations.home('room');

      const homes = new Set(
        await Promise.all(tenants.map((tenant, index) => storeOf(index).conversations.home('room', tenant))),
      );
      const [home = ''] = homes;
      await storeOf(0).conversations.retire(home, 'room', 'The bot was removed.');

      expect(unknown).toBeUndefined();
      expect(homes.size).toBe(1);
      expect(tenants).toContain(home);
      expect(await storeOf(1).conversations.home('room')).toBe(home);
      expect(await storeOf(1).conversations.home('elsewhere', OTHER_TENANT)).toBe(OTHER_TENANT);
    });

    it('take their subscriptions, cards and open posts with them when they retire', async () => {
      const store = await bench.open();
      await store.conversations.save(conversation('room'));
      await store.subscriptions.save(subscription('s1'));
      await store.subscriptions.save(subscription('s2'));
      await store.subscriptions.save(subscription('s3', { conversationId: 'elsewhere' }));
      await store.cards.save({ tenantId: TENANT, conversationId: 'room', cardKey: 'card', activityId: '1' });
      await store.outbox.add([post('a'), post('b'), post('c', { conversationId: 'elsewhere' })]);
      const [underWay] = await store.outbox.claim(TENANT, 'replica-1', 1, 60_000);

      const ended = await store.conversations.retire(TENANT, 'room', 'The bot was removed.');

      expect(ended).toBe(2);
      expect(await store.conversations.get(TENANT, 'room')).toBeUndefined();
      expect(await store.conversations.list(TENANT)).toEqual([]);
      expect(await store.subscriptions.list(TENANT)).toMatchObject([{ id: 's3' }]);
      expect(await store.cards.find(TENANT, 'card')).toEqual([]);
      expect(await store.outbox.deadLetters(TENANT)).toMatchObject([
        { dedupeKey: 'b', reason: 'The bot was removed.' },
        { dedupeKey: 'a', reason: 'The bot was removed.' },
      ]);
      expect(underWay && (await store.outbox.sent(underWay, 'late'))).toBe(false);
      expect(await store.outbox.claim(TENANT, 'replica-1', 10, 60_000)).toMatchObject([{ dedupeKey: 'c' }]);
    });

    it('collect dead letters while they are gone, and none of them leaves before they are back', async () => {
      const store = await bench.open();
      await store.conversations.save(conversation('room'));
      await store.conversations.retire(TENANT, 'room', 'The bot was removed.');

      const added = await store.outbox.add([post('a')]);
      const revived = await store.outbox.resend(TENANT);
      const dead = await store.outbox.deadLetters(TENANT);
      await store.conversations.save(conversation('room'));

      expect([added, revived]).toEqual([0, 0]);
      expect(dead).toMatchObject([{ dedupeKey: 'a', reason: 'The conversation is gone.' }]);
      expect(await store.conversations.get(TENANT, 'room')).toEqual(conversation('room'));
      expect(await store.outbox.resend(TENANT)).toBe(1);
      expect(await store.outbox.claim(TENANT, 'replica-1', 10, 60_000)).toMatchObject([{ dedupeKey: 'a' }]);
    });
  });

  describe('subscriptions', () => {
    it('are replaced by id, and listed oldest first', async () => {
      const store = await bench.open();
      await store.subscriptions.save(subscription('s2', { createdAt: 2 }));
      await store.subscriptions.save(subscription('s1', { conversationId: 'other' }));
      await store.subscriptions.save(subscription('s2', { createdAt: 2, mode: 'all', snoozedUntil: 9 }));

      expect(await store.subscriptions.list(TENANT)).toEqual([
        subscription('s1', { conversationId: 'other' }),
        subscription('s2', { createdAt: 2, mode: 'all', snoozedUntil: 9 }),
      ]);
      expect(await store.subscriptions.list(TENANT, 'other')).toMatchObject([{ id: 's1' }]);
    });

    it('end one by one or all of a conversation', async () => {
      const store = await bench.open();
      for (const id of ['s1', 's2', 's3']) await store.subscriptions.save(subscription(id));
      await store.subscriptions.save(subscription('s4', { conversationId: 'other' }));

      const removed = [
        await store.subscriptions.remove(TENANT, 'room', 's1'),
        await store.subscriptions.remove(TENANT, 'room', 's4'),
        await store.subscriptions.remove(TENANT, 'room'),
      ];

      expect(removed).toEqual([1, 0, 2]);
      expect(await store.subscriptions.list(TENANT)).toMatchObject([{ id: 's4' }]);
    });
  });

  describe('posted cards', () => {
    const card = { tenantId: TENANT, conversationId: 'room', cardKey: 'alert:1', activityId: '1' };

    it('are found in each conversation where they stand, until forgotten', async () => {
      const store = await bench.open();
      const content = { kind: 'alert', data: { id: 1 } };
      await store.cards.save(card);
      await store.cards.save({ ...card, conversationId: 'other', activityId: '2', content });
      await store.cards.forget(card);

      expect(await store.cards.find(TENANT, 'alert:1')).toEqual([
        { ...card, conversationId: 'other', activityId: '2', content, postedAt: bench.clock.now() },
      ]);
    });

    it('are all found where one message shows them, and not where another does', async () => {
      const store = await bench.open();
      await store.cards.save(card);
      bench.clock.advance(1_000);
      await store.cards.save({ ...card, cardKey: 'remedy:1' });
      await store.cards.save({ ...card, cardKey: 'alert:2', activityId: '2' });
      await store.cards.save({ ...card, conversationId: 'other', cardKey: 'alert:3' });
      await store.cards.save({ ...card, tenantId: OTHER_TENANT, cardKey: 'alert:4' });

      const found = await store.cards.at(TENANT, 'room', '1');

      expect(found.map(({ cardKey }) => cardKey)).toEqual(['remedy:1', 'alert:1']);
    });

    it('keep the time of their posting through updates, not through a new post', async () => {
      const store = await bench.open();
      const start = bench.clock.now();
      await store.cards.save(card);
      bench.clock.advance(1_000);
      await store.cards.save(card);
      const updated = await store.cards.find(TENANT, 'alert:1');
      await store.cards.save({ ...card, activityId: '2' });

      expect(updated).toMatchObject([{ postedAt: start }]);
      expect(await store.cards.find(TENANT, 'alert:1')).toMatchObject([
        { activityId: '2', postedAt: start + 1_000 },
      ]);
    });

    it('are found by the beginning of their key, newest first', async () => {
      const store = await bench.open();
      for (const cardKey of ['alert:1', 'alert:2:é', 'alert%', 'alerts', 'ALERT:3', 'alert:']) {
        await store.cards.save({ ...card, cardKey });
        bench.clock.advance(1);
      }

      const under = await store.cards.under(TENANT, 'alert:', 10);

      expect(under.map(({ cardKey }) => cardKey)).toEqual(['alert:', 'alert:2:é', 'alert:1']);
      expect(await store.cards.under(TENANT, 'alert:', 1)).toMatchObject([{ cardKey: 'alert:' }]);
    });
  });

  describe('flags', () => {
    it('tell of a trouble once, and once when it is over', async () => {
      const store = await bench.open();

      const outcomes = [
        await store.flags.raise(TENANT, 'sweep', 'Graph is down', [post('down')]),
        await store.flags.raise(TENANT, 'sweep', 'still', [post('down again')]),
        await store.flags.clear(TENANT, 'sweep', [post('up')]),
        await store.flags.clear(TENANT, 'sweep', [post('up again')]),
      ];

      expect(outcomes).toEqual([true, false, true, false]);
      expect(await store.flags.list(TENANT)).toEqual([]);
      expect(await store.outbox.depth(TENANT)).toMatchObject({ pending: 2 });
    });

    it('are listed with the first word on them', async () => {
      const store = await bench.open();
      await store.flags.raise(TENANT, 'sweep', 'Graph is down', []);
      bench.clock.advance(5);
      await store.flags.raise(TENANT, 'sweep', 'still', []);

      expect(await store.flags.list(TENANT)).toEqual([
        { name: 'sweep', detail: 'Graph is down', raisedAt: bench.clock.now() - 5 },
      ]);
    });
  });
}
