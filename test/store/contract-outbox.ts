import { withOrigin } from '../../src/lib/origin';
import type { Store } from '../../src/ports/store';
import type { Bench } from './contract';
import { TENANT, conversation, post, subscription } from './samples';

const HOUR = 60 * 60 * 1_000;

async function claimKeys(store: Store, limit = 10): Promise<string[]> {
  const claimed = await store.outbox.claim(TENANT, 'replica-1', limit, 60_000);
  return claimed.map(({ dedupeKey }) => dedupeKey);
}

async function claimOne(
  store: Store,
  owner = 'replica-1',
): Promise<Awaited<ReturnType<Store['outbox']['claim']>>[number]> {
  const [claimed] = await store.outbox.claim(TENANT, owner, 1, 60_000);
  if (claimed === undefined) throw new Error('nothing to claim');
  return claimed;
}

export function describeOutbox(bench: Bench): void {
  describe('outbox', () => {
    it('takes a dedupe key once', async () => {
      const store = await bench.open();

      const added = [
        await store.outbox.add([post('a'), post('b'), post('a')]),
        await store.outbox.add([post('b'), post('c')]),
        await store.outbox.add([]),
      ];

      expect(added).toEqual([2, 1, 0]);
      expect(await store.outbox.depth()).toEqual({ pending: 3, dead: 0, oldestMs: 0 });
    });

    it('hands out a post as it was added, once', async () => {
      const store = await bench.open();
      const full = post('a', { cardKey: 'card', op: 'update', notBefore: bench.clock.now() - 5 });
      await store.outbox.add([full]);

      const claimed = await store.outbox.claim(TENANT, 'replica-1', 10, 60_000);
      const again = await store.outbox.claim(TENANT, 'replica-2', 10, 60_000);

      expect(claimed).toEqual([
        {
          ...full,
          id: expect.any(Number),
          attempts: 1,
          fence: 1,
          uncertain: false,
          createdAt: bench.clock.now(),
        },
      ]);
      expect(again).toEqual([]);
    });

    it('remembers what a post came of, for whoever sends it', async () => {
      const store = await bench.open();
      const origin = {
        reference: 'a1b2c3d4',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      };
      await withOrigin(origin, () => store.outbox.add([post('a')]));

      expect((await claimOne(store)).origin).toEqual(origin);
    });

    it('claims the oldest of each conversation only, and the next when that one is done', async () => {
      const store = await bench.open();
      await store.outbox.add([
        post('a1', { conversationId: 'a' }),
        post('a2', { conversationId: 'a' }),
        post('b1', { conversationId: 'b' }),
      ]);

      const first = await store.outbox.claim(TENANT, 'replica-1', 10, 60_000);
      const while1 = await claimKeys(store);
      for (const claimed of first) await store.outbox.sent(claimed, 'activity');
      const second = await claimKeys(store);

      expect(first.map(({ dedupeKey }) => dedupeKey)).toEqual(['a1', 'b1']);
      expect(while1).toEqual([]);
      expect(second).toEqual(['a2']);
    });

    it('claims no more than asked for, oldest first', async () => {
      const store = await bench.open();
      await store.outbox.add(['a', 'b', 'c'].map((id) => post(id, { conversationId: id })));

      expect(await claimKeys(store, 2)).toEqual(['a', 'b']);
      expect(await claimKeys(store, 2)).toEqual(['c']);
    });

    it('notes many that were sent at once, each by its own claim, and none fails for another', async () => {
      const store = await bench.open();
      const ids = ['a', 'b', 'c', 'd'];
      await store.outbox.add(ids.map((id) => post(id, { conversationId: id, cardKey: 'card' })));
      const claimed = await store.outbox.claim(TENANT, 'replica-1', 10, 60_000);

      const noted = await Promise.allSettled(
        claimed.map((one) => {
          if (one.dedupeKey === 'b') return store.outbox.sent({ ...one, fence: one.fence - 1 }, 'late');
          // No JSON, and so nothing that could be stored.
          const content = { kind: 'news', data: { count: 1n } };
          return store.outbox.sent(one.dedupeKey === 'c' ? { ...one, content } : one, `activity-${one.id}`);
        }),
      );

      expect(noted).toMatchObject([
        { value: true },
        { value: false },
        { status: 'rejected' },
        { value: true },
      ]);
      const cards = await store.cards.find(TENANT, 'card');
      expect(cards.map(({ conversationId }) => conversationId)).toEqual(['a', 'd']);
      expect(await store.outbox.depth()).toMatchObject({ pending: 2 });
    });

    it('keeps the order of a conversation while its oldest waits to be tried again', async () => {
      const store = await bench.open();
      await store.outbox.add([post('a1'), post('a2')]);
      await store.outbox.later(await claimOne(store), 1_000, 'throttled');

      const waiting = await claimKeys(store);
      bench.clock.advance(1_000);
      const due = await store.outbox.claim(TENANT, 'replica-1', 10, 60_000);

      expect(waiting).toEqual([]);
      expect(due).toMatchObject([{ dedupeKey: 'a1', attempts: 2, uncertain: false }]);
    });

    it('lets others pass a post whose time has not come, except updates of its own card', async () => {
      const store = await bench.open();
      await store.outbox.add([
        post('digest', { notBefore: bench.clock.now() + HOUR, cardKey: 'digest' }),
        post('digest-update', { op: 'update', cardKey: 'digest' }),
        post('now'),
      ]);
      const claimed = await store.outbox.claim(TENANT, 'replica-1', 10, 60_000);
      for (const one of claimed) await store.outbox.sent(one, 'activity');
      const rest = await claimKeys(store);
      bench.clock.advance(HOUR);

      expect(claimed.map(({ dedupeKey }) => dedupeKey)).toEqual(['now']);
      expect(rest).toEqual([]);
      expect(await claimKeys(store)).toEqual(['digest']);
    });

    it('holds a whole conversation that asked for a pause, and no other', async () => {
      const store = await bench.open();
      await store.conversations.save(conversation('room'));
      await store.outbox.add([post('a1', { cardKey: 'x' })]);
      await store.outbox.later(await claimOne(store), 10_000, 'throttled', { pause: true });
      await store.outbox.add([post('b1', { conversationId: 'other' })]);
      bench.clock.advance(9_999);
      const during = await claimKeys(store);
      bench.clock.advance(1);

      expect(during).toEqual(['b1']);
      expect(await claimKeys(store)).toEqual(['a1']);
    });

    it('holds a revived post while its conversation is paused, or while a newer one is under way', async () => {
      const store = await bench.open();
      await store.conversations.save(conversation('room'));
      await store.outbox.add([post('a1'), post('a2')]);
      await store.outbox.dead(await claimOne(store), 'too large');
      const second = await claimOne(store);
      await store.outbox.resend(TENANT);
      const underWay = await claimKeys(store);
      await store.outbox.later(second, 10_000, 'throttled', { pause: true });
      const paused = await claimKeys(store);
      bench.clock.advance(10_000);

      expect([underWay, paused]).toEqual([[], []]);
      expect(await claimKeys(store)).toEqual(['a1']);
    });

    it('counts an attempt only when something was sent', async () => {
      const store = await bench.open();
      await store.outbox.add([post('a')]);
      await store.outbox.later(await claimOne(store), 0, 'rate limit', { untried: true });

      expect(await claimOne(store)).toMatchObject({ attempts: 1, fence: 2 });
    });

    it('says so when a claim before ended without a word', async () => {
      const store = await bench.open();
      await store.outbox.add([post('a'), post('b')]);
      const lost = await claimOne(store);
      bench.clock.advance(60_000);

      const again = await store.outbox.claim(TENANT, 'replica-2', 10, 60_000);

      expect(again).toMatchObject([{ dedupeKey: 'a', attempts: 2, fence: 2, uncertain: true }]);
      expect(await store.outbox.sent(lost, 'late')).toBe(false);
      expect(await store.outbox.later(lost, 0, 'late')).toBe(false);
      expect(await store.outbox.dead(lost, 'late')).toBe(false);
    });

    it('remembers a doubtful outcome through later tries', async () => {
      const store = await bench.open();
      await store.outbox.add([post('a')]);
      await store.outbox.later(await claimOne(store), 0, 'timeout', { uncertain: true });
      const second = await claimOne(store);
      await store.outbox.later(second, 0, 'throttled');

      expect(second.uncertain).toBe(true);
      expect(await claimOne(store)).toMatchObject({ uncertain: true });
    });

    it('takes the word of a sender that overran its lease while nobody else has claimed', async () => {
      const store = await bench.open();
      await store.outbox.add([post('a')]);
      const claimed = await claimOne(store);
      bench.clock.advance(70_000);

      expect(await store.outbox.sent(claimed, 'activity')).toBe(true);
      expect(await claimKeys(store)).toEqual([]);
    });

    it('remembers the card that a sent post became', async () => {
      const store = await bench.open();
      await store.outbox.add([post('a', { cardKey: 'card' }), post('b', { conversationId: 'other' })]);
      for (const claimed of await store.outbox.claim(TENANT, 'replica-1', 10, 60_000)) {
        await store.outbox.sent(claimed, `activity-${claimed.dedupeKey}`);
      }

      expect(await store.cards.find(TENANT, 'card')).toEqual([
        {
          tenantId: TENANT,
          conversationId: 'room',
          cardKey: 'card',
          activityId: 'activity-a',
          content: post('a').content,
          postedAt: bench.clock.now(),
        },
      ]);
    });

    it('lets the newest of several waiting updates of a card stand for all', async () => {
      const store = await bench.open();
      const update = { op: 'update', cardKey: 'card' } as const;
      await store.outbox.add([post('post', { cardKey: 'card' }), post('u1', update), post('u2', update)]);
      await store.outbox.add([
        post('u3', update),
        post('other card', { op: 'update', cardKey: 'other' }),
        post('other room', { ...update, conversationId: 'elsewhere' }),
      ]);

      const left: string[] = [];
      for (let round = 0; round < 4; round += 1) {
        for (const claimed of await store.outbox.claim(TENANT, 'replica-1', 10, 60_000)) {
          left.push(claimed.dedupeKey);
          await store.outbox.sent(claimed, 'activity');
        }
      }

      expect(left).toEqual(['post', 'other room', 'u3', 'other card']);
    });

    it('does not let an update under way be superseded', async () => {
      const store = await bench.open();
      const update = { op: 'update', cardKey: 'card' } as const;
      await store.outbox.add([post('u1', update)]);
      const claimed = await claimOne(store);
      await store.outbox.add([post('u2', update)]);

      expect(await store.outbox.sent(claimed, 'activity')).toBe(true);
      expect(await claimKeys(store)).toEqual(['u2']);
    });

    it('holds posts of a conversation whose subscriptions are all snoozed, not updates', async () => {
      const store = await bench.open();
      const until = bench.clock.now() + HOUR;
      await store.subscriptions.save(subscription('s1', { snoozedUntil: until }));
      await store.subscriptions.save(subscription('s2', { conversationId: 'half', snoozedUntil: until }));
      await store.subscriptions.save(subscription('s3', { conversationId: 'half' }));
      await store.outbox.add([
        post('update', { op: 'update', cardKey: 'card' }),
        post('snoozed'),
        post('awake', { conversationId: 'half' }),
      ]);
      const claimed = await store.outbox.claim(TENANT, 'replica-1', 10, 60_000);
      for (const one of claimed) await store.outbox.sent(one, 'activity');
      const during = await claimKeys(store);
      bench.clock.advance(HOUR);

      expect(claimed.map(({ dedupeKey }) => dedupeKey)).toEqual(['update', 'awake']);
      expect(during).toEqual([]);
      expect(await claimKeys(store)).toEqual(['snoozed']);
    });

    it('lists dead letters with their reason, newest first, and puts them back in line', async () => {
      const store = await bench.open();
      await store.outbox.add([post('a'), post('b', { conversationId: 'b' })]);
      const start = bench.clock.now();
      for (const claimed of await store.outbox.claim(TENANT, 'replica-1', 10, 60_000)) {
        await store.outbox.dead(claimed, `too large\u0000: ${claimed.dedupeKey}`);
        bench.clock.advance(10);
      }

      const dead = await store.outbox.deadLetters(TENANT);
      const depth = await store.outbox.depth(TENANT);
      const revived = await store.outbox.resend(TENANT);

      expect(dead).toMatchObject([
        { dedupeKey: 'b', reason: 'too large: b', diedAt: start + 10 },
        { dedupeKey: 'a', reason: 'too large: a', diedAt: start },
      ]);
      expect(depth).toMatchObject({ pending: 0, dead: 2 });
      expect(revived).toBe(2);
      expect(await store.outbox.deadLetters(TENANT)).toEqual([]);
      expect(await store.outbox.claim(TENANT, 'replica-1', 10, 60_000)).toMatchObject([
        { dedupeKey: 'a', attempts: 1 },
        { dedupeKey: 'b', attempts: 1 },
      ]);
    });

    it('says how long the oldest has been due', async () => {
      const store = await bench.open();
      await store.outbox.add([post('later', { notBefore: bench.clock.now() + HOUR })]);
      const scheduled = await store.outbox.depth();
      await store.outbox.add([post('now')]);
      bench.clock.advance(1_500);

      expect(scheduled).toEqual({ pending: 1, dead: 0, oldestMs: 0 });
      expect(await store.outbox.depth()).toEqual({ pending: 2, dead: 0, oldestMs: 1_500 });
    });

    it('counts what was sent to one conversation within a window', async () => {
      const store = await bench.open();
      for (const key of ['a', 'b']) {
        await store.outbox.add([post(key), post(`${key}-elsewhere`, { conversationId: 'elsewhere' })]);
        for (const one of await store.outbox.claim(TENANT, 'replica-1', 10, 60_000))
          await store.outbox.sent(one, 'x');
        bench.clock.advance(1_000);
      }

      expect(await store.outbox.recentSends(TENANT, 'room', 2_500)).toBe(2);
      expect(await store.outbox.recentSends(TENANT, 'room', 1_500)).toBe(1);
      expect(await store.outbox.recentSends(TENANT, 'nowhere', 2_500)).toBe(0);
    });

    it('forgets sent posts after a week', async () => {
      const store = await bench.open();
      await store.outbox.add([post('a')]);
      await store.outbox.sent(await claimOne(store), 'x');
      bench.clock.advance(7 * 24 * HOUR);
      const later = await bench.open();
      await later.outbox.claim(TENANT, 'replica-2', 1, 60_000);

      expect(await store.outbox.recentSends(TENANT, 'room', 365 * 24 * HOUR)).toBe(0);
    });

    it('gives no post to two of many claimers, and never two of one conversation', async () => {
      const storeOf = await bench.openSeveral(3);
      const posts = Array.from({ length: 60 }, (_, index) =>
        post(`p${String(index)}`, { conversationId: `room-${String(index % 20)}` }),
      );
      await storeOf(0).outbox.add(posts);

      const rounds = await Promise.all(
        [0, 1, 2].map((index) => storeOf(index).outbox.claim(TENANT, `replica-${String(index)}`, 15, 60_000)),
      );

      const rooms = rounds.flat().map(({ conversationId }) => conversationId);
      expect(new Set(rooms).size).toBe(rooms.length);
      expect(rooms.length).toBeGreaterThanOrEqual(15);
    });
  });
}
