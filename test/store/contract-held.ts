import type { Store } from '../../src/ports/store';
import type { Bench } from './contract';
import { TENANT, post } from './samples';

const MINUTE = 60_000;

async function claim(store: Store) {
  return store.outbox.claim(TENANT, 'replica-1', 10, MINUTE);
}

async function claimKeys(store: Store): Promise<string[]> {
  return (await claim(store)).map(({ dedupeKey }) => dedupeKey);
}

export function describeHeld(bench: Bench): void {
  describe('a post that fails again and again', () => {
    async function failing(store: Store): Promise<void> {
      await store.outbox.add([post('poison', { cardKey: 'card' }), post('next'), post('last')]);
      const [poison] = await claim(store);
      if (poison) await store.outbox.later(poison, 60 * MINUTE, '503');
    }

    it('is passed after ten minutes, by one at a time and in order', async () => {
      const store = await bench.open();
      await failing(store);

      bench.clock.advance(10 * MINUTE - 1);
      const before = await claimKeys(store);
      bench.clock.advance(1);
      const [passing, ...others] = await claim(store);
      const meanwhile = await claimKeys(store);
      if (passing) await store.outbox.sent(passing, undefined);

      expect(before).toEqual([]);
      expect([passing?.dedupeKey, others, meanwhile]).toEqual(['next', [], []]);
      expect(await claimKeys(store)).toEqual(['last']);
    });

    it('goes first as soon as its own next try has come', async () => {
      const store = await bench.open();
      await failing(store);

      bench.clock.advance(60 * MINUTE);

      expect(await claimKeys(store)).toEqual(['poison']);
    });

    it('is never passed by an update of its own card', async () => {
      const store = await bench.open();
      await failing(store);
      for (const one of ['next', 'last']) {
        bench.clock.advance(10 * MINUTE);
        const [passing] = await claim(store);
        expect(passing?.dedupeKey).toBe(one);
        if (passing) await store.outbox.sent(passing, undefined);
      }

      await store.outbox.add([post('update', { cardKey: 'card', op: 'update' })]);
      bench.clock.advance(11 * MINUTE);

      expect(await claimKeys(store)).toEqual([]);
    });
  });

  describe('a post that is held back', () => {
    it('waits until then, counts no attempt and stands in nobody’s way', async () => {
      const store = await bench.open();
      await store.outbox.add([post('held'), post('other')]);
      const [held] = await claim(store);
      const until = bench.clock.now() + 5 * MINUTE;

      const done = held && (await store.outbox.hold(held, until));
      const meanwhile = await claimKeys(store);
      bench.clock.advance(5 * MINUTE);
      const later = await claim(store);

      expect([done, meanwhile]).toEqual([true, ['other']]);
      expect(later).toMatchObject([{ dedupeKey: 'held', attempts: 1, uncertain: false, notBefore: until }]);
      expect(held && (await store.outbox.hold(held, until))).toBe(false);
    });

    it('is told along with the first of its conversation whose time has come', async () => {
      const store = await bench.open();
      const notBefore = bench.clock.now() + MINUTE;
      await store.outbox.add([
        post('a', { notBefore }),
        post('b', { notBefore }),
        post('elsewhere', { notBefore, conversationId: 'elsewhere' }),
        post('update', { notBefore, op: 'update', cardKey: 'card' }),
        post('much later', { notBefore: notBefore + 60 * MINUTE }),
      ]);
      bench.clock.advance(MINUTE);
      await store.outbox.add([post('never held')]);

      const [first] = await claim(store);
      const along = first ? await store.outbox.heldWith(first) : [];
      const sent =
        first &&
        (await store.outbox.sent(
          first,
          undefined,
          along.map(({ id }) => id),
        ));

      expect(first?.dedupeKey).toBe('a');
      expect(along).toEqual([{ ...post('b', { notBefore }), id: expect.any(Number) }]);
      expect(sent).toBe(true);
      expect(await claimKeys(store)).toEqual(['update']);
      expect(await store.outbox.recentSends(TENANT, 'room', MINUTE)).toBe(1);
    });

    it('is not told along by one who has lost the claim', async () => {
      const store = await bench.open();
      const notBefore = bench.clock.now();
      await store.outbox.add([post('a', { notBefore }), post('b', { notBefore })]);
      const [late] = await claim(store);
      const along = late ? await store.outbox.heldWith(late) : [];
      bench.clock.advance(2 * MINUTE);
      const [taken] = await claim(store);

      const sent =
        late &&
        (await store.outbox.sent(
          late,
          undefined,
          along.map(({ id }) => id),
        ));
      if (taken) await store.outbox.sent(taken, undefined);

      expect(sent).toBe(false);
      expect(await claimKeys(store)).toEqual(['b']);
    });

    it('leaves at once when its conversation is released', async () => {
      const store = await bench.open();
      const notBefore = bench.clock.now() + 60 * MINUTE;
      await store.outbox.add([
        post('a', { notBefore }),
        post('elsewhere', { notBefore, conversationId: 'elsewhere' }),
      ]);

      const released = await store.outbox.release(TENANT, 'room');

      expect(released).toBe(1);
      expect(await claimKeys(store)).toEqual(['a']);
      expect(await store.outbox.release(TENANT, 'room')).toBe(0);
    });
  });

  describe('the posts of a conversation', () => {
    it('are listed newest first with what became of them', async () => {
      const store = await bench.open();
      const notBefore = bench.clock.now() + 60 * MINUTE;
      await store.outbox.add(['sent', 'dead', 'waiting'].map((key) => post(key)));
      const [sent] = await claim(store);
      if (sent) await store.outbox.sent(sent, undefined);
      const [dead] = await claim(store);
      if (dead) await store.outbox.dead(dead, 'too large');
      await store.outbox.add([
        post('held', { notBefore }),
        post('update', { op: 'update', cardKey: 'card' }),
        post('elsewhere', { conversationId: 'elsewhere' }),
      ]);

      const recent = await store.outbox.recent(TENANT, 'room', 10);

      const at = bench.clock.now();
      expect(recent).toEqual([
        { ...post('held', { notBefore }), state: 'waiting', at: notBefore },
        { ...post('waiting'), state: 'waiting', at },
        { ...post('dead'), state: 'dead', at, reason: 'too large' },
        { ...post('sent'), state: 'sent', at },
      ]);
      expect(await store.outbox.recent(TENANT, 'room', 1)).toMatchObject([{ dedupeKey: 'held' }]);
    });
  });
}
