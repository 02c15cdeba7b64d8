import type { Bench } from './contract';
import { TENANT, collected, found, held, incident, knownAlert, post, sweep } from './samples';

export function describeKnowledge(bench: Bench): void {
  describe('knowledge', () => {
    it('gives back what a sweep wrote, keys in lower case', async () => {
      const store = await bench.open();

      const written = await sweep(store, { raised: [found('Incident-B'), found('incident-a')] });

      expect(written).toBe(true);
      expect(await store.knowledge.alerts(TENANT)).toEqual([knownAlert()]);
      expect(await collected(store.knowledge.hashes(TENANT, 'alert-stale'))).toEqual([
        { key: 'incident-a', hash: 'hash-incident-a' },
        { key: 'incident-b', hash: 'hash-Incident-B' },
      ]);
      expect(await store.knowledge.incidents(TENANT, 'alert-stale', ['INCIDENT-b', 'unknown'])).toEqual([
        {
          alertId: 'alert-stale',
          key: 'incident-b',
          incident: JSON.parse(JSON.stringify(incident('Incident-B'))),
          firstSeen: bench.clock.now(),
          lastChanged: bench.clock.now(),
          episode: 0,
          reportedAt: bench.clock.now(),
        },
      ]);
    });

    it('replaces a changed incident and remembers when it was first seen', async () => {
      const store = await bench.open();
      const start = bench.clock.now();
      await sweep(store, { raised: [found('one')] });
      bench.clock.advance(1_000);

      await sweep(store, { changed: [found('ONE', 'other')] });

      const [known] = await store.knowledge.incidents(TENANT, 'alert-stale', ['one']);
      expect(known).toMatchObject({ firstSeen: start, lastChanged: start + 1_000, episode: 0 });
      expect(await collected(store.knowledge.hashes(TENANT, 'alert-stale'))).toEqual([
        { key: 'one', hash: 'other' },
      ]);
    });

    it('forgets a cleared incident, and counts the episode when it is back', async () => {
      const store = await bench.open();
      const start = bench.clock.now();
      await sweep(store, { raised: [found('one'), found('two')] });
      await sweep(store, { cleared: [{ alertId: 'alert-stale', key: 'ONE' }] });
      const between = await collected(store.knowledge.hashes(TENANT, 'alert-stale'));
      bench.clock.advance(5_000);

      await sweep(store, { raised: [found('one')] });

      expect(between.map(({ key }) => key)).toEqual(['two']);
      const known = await store.knowledge.incidents(TENANT, 'alert-stale', ['one', 'two']);
      expect(known).toMatchObject([
        { key: 'one', episode: 1, firstSeen: start, lastChanged: start + 5_000 },
        { key: 'two', episode: 0, firstSeen: start, lastChanged: start },
      ]);
    });

    it('takes the same raise twice for one episode', async () => {
      const store = await bench.open();
      await sweep(store, { raised: [found('one'), found('ONE')] });

      await sweep(store, { raised: [found('One', 'hash-ONE')] });

      const known = await store.knowledge.incidents(TENANT, 'alert-stale', ['one']);
      expect(known).toMatchObject([{ key: 'one', episode: 0 }]);
    });

    it('keeps one incident id under two alerts apart', async () => {
      const store = await bench.open();
      const alerts = [knownAlert('alert-a', 'a'), knownAlert('alert-b', 'b')];
      await sweep(store, {
        alerts,
        raised: [found('one', 'h', 'alert-a'), found('one', 'h', 'alert-b')],
      });

      await sweep(store, { alerts, cleared: [{ alertId: 'alert-a', key: 'one' }] });

      expect(await collected(store.knowledge.hashes(TENANT, 'alert-a'))).toEqual([]);
      expect(await collected(store.knowledge.hashes(TENANT, 'alert-b'))).toHaveLength(1);
    });

    it('forgets an alert that was not found for long, and its incidents with it, and no other', async () => {
      const store = await bench.open();
      const [gone, kept] = [knownAlert('alert-gone'), knownAlert('alert-kept')];
      await sweep(store, {
        alerts: [gone, kept],
        raised: [
          { ...found('one'), alertId: 'alert-gone' },
          { ...found('one'), alertId: 'alert-kept' },
        ],
      });
      bench.clock.advance(1_000);
      const soon = await store.knowledge.unlisted(TENANT, 1_001);
      await sweep(store, { alerts: [kept] });
      const unlisted = await store.knowledge.unlisted(TENANT, 1_000);

      await sweep(store, { alerts: [kept], retired: ['alert-gone'] });

      expect([soon, unlisted]).toEqual([[], [gone]]);
      expect(await store.knowledge.alerts(TENANT)).toEqual([kept]);
      expect(await store.knowledge.incidents(TENANT, 'alert-gone', ['one'])).toEqual([]);
      expect(await store.knowledge.incidents(TENANT, 'alert-kept', ['one'])).toHaveLength(1);
    });

    it('reads the hashes of many incidents in pages, in the order of their keys', async () => {
      const store = await bench.open();
      const keys = Array.from({ length: 12_001 }, (_, index) => `i-${String(index).padStart(5, '0')}`);
      await sweep(store, { raised: keys.toReversed().map((key) => found(key)) });

      const sizes: number[] = [];
      const read: string[] = [];
      for await (const page of store.knowledge.hashes(TENANT, 'alert-stale')) {
        sizes.push(page.length);
        read.push(...page.map(({ key }) => key));
      }

      expect(sizes).toEqual([5_000, 5_000, 2_001]);
      expect(read).toEqual(keys);
      expect(await store.knowledge.incidents(TENANT, 'alert-stale', keys)).toHaveLength(12_001);
    });

    it('reads each hash with its key, whatever a key is made of', async () => {
      const store = await bench.open();
      const keys = ['"quoted"', 'back\\slash', 'in two\nlines', '[]', 'ünï 🔑', "o'neill"];
      const raised = keys.map((key, index) => ({ ...found(key), hash: `hash-${index}` }));
      await sweep(store, { raised });

      const read = await collected(store.knowledge.hashes(TENANT, 'alert-stale'));

      const hashOf = new Map(read.map(({ key, hash }) => [key, hash]));
      expect(keys.map((key) => hashOf.get(key))).toEqual(raised.map(({ hash }) => hash));
    });

    it('puts the posts that follow into the outbox with the knowledge', async () => {
      const store = await bench.open();

      await sweep(store, { raised: [found('one')], posts: [post('p1'), post('p2'), post('p1')] });

      expect(await store.outbox.depth(TENANT)).toMatchObject({ pending: 2 });
    });

    it.each([
      ['was never taken', { name: 'sweep', owner: 'replica-1', fence: 1 }],
      ['belongs to another', { name: 'mine', owner: 'replica-2', fence: 1 }],
      ['is of an older fence', { name: 'mine', owner: 'replica-1', fence: 0 }],
    ])('writes nothing under a lease that %s', async (_, lease) => {
      const store = await bench.open();
      await held(store, 'mine');

      const written = await sweep(store, { lease, raised: [found('one')], posts: [post('p1')] });

      expect(written).toBe(false);
      expect(await store.knowledge.alerts(TENANT)).toEqual([]);
      expect(await collected(store.knowledge.hashes(TENANT, 'alert-stale'))).toEqual([]);
      expect(await store.knowledge.history(TENANT, 10)).toEqual([]);
      expect(await store.outbox.depth()).toMatchObject({ pending: 0 });
    });

    it('writes nothing under a lease that ran out', async () => {
      const store = await bench.open();
      const lease = await held(store, 'mine', 'replica-1', 1_000);
      bench.clock.advance(1_000);

      expect(await sweep(store, { lease, raised: [found('one')] })).toBe(false);
    });

    it('counts open incidents by slug after each sweep, newest first', async () => {
      const store = await bench.open();
      const alerts = [knownAlert('alert-a', 'a'), knownAlert('alert-b', 'b')];
      const start = bench.clock.now();
      await sweep(store, { alerts, raised: [found('one', 'h', 'alert-a'), found('two', 'h', 'alert-a')] });
      bench.clock.advance(1_000);
      await sweep(store, { alerts, cleared: [{ alertId: 'alert-a', key: 'one' }] });

      expect(await store.knowledge.history(TENANT, 10)).toEqual([
        { at: start + 1_000, bySlug: { a: 1, b: 0 } },
        { at: start, bySlug: { a: 2, b: 0 } },
      ]);
      expect(await store.knowledge.history(TENANT, 1)).toHaveLength(1);
    });

    it('keeps the history of the last 200 sweeps', async () => {
      const store = await bench.open();
      for (let index = 0; index < 203; index += 1) {
        await sweep(store);
        bench.clock.advance(1);
      }

      const history = await store.knowledge.history(TENANT, 1_000);

      expect(history).toHaveLength(200);
      expect(history.at(0)?.at).toBe(bench.clock.now() - 1);
    });

    it('drops what was cleared half a year ago', async () => {
      const store = await bench.open();
      await sweep(store, { raised: [found('one')] });
      await sweep(store, { cleared: [{ alertId: 'alert-stale', key: 'one' }] });
      bench.clock.advance(181 * 24 * 60 * 60 * 1_000);
      await sweep(store);

      await sweep(store, { raised: [found('one')] });

      const known = await store.knowledge.incidents(TENANT, 'alert-stale', ['one']);
      expect(known).toMatchObject([{ episode: 0, firstSeen: bench.clock.now() }]);
    });

    it('lets go of cards that were posted half a year ago, and of no other', async () => {
      const store = await bench.open();
      const card = { tenantId: TENANT, conversationId: 'room', activityId: '1' };
      await store.cards.save({ ...card, cardKey: 'raised|old' });
      bench.clock.advance(181 * 24 * 60 * 60 * 1_000);
      await store.cards.save({ ...card, cardKey: 'raised|new' });

      await sweep(store);

      const left = await store.cards.under(TENANT, 'raised|', 10);
      expect(left.map(({ cardKey }) => cardKey)).toEqual(['raised|new']);
    });
  });

  describe('lives of incidents', () => {
    it('are those of the time between, with their ends', async () => {
      const store = await bench.open();
      const start = bench.clock.now();
      await sweep(store, { raised: [found('gone'), found('ends'), found('stays')] });
      bench.clock.advance(1_000);
      await sweep(store, { cleared: [{ alertId: 'alert-stale', key: 'gone' }] });
      bench.clock.advance(1_000);
      await sweep(store, { cleared: [{ alertId: 'alert-stale', key: 'ends' }] });
      bench.clock.advance(1_000);
      await sweep(store, { raised: [found('later')] });

      const lives = async (from: number, to: number) =>
        collected(store.knowledge.lives(TENANT, { from: start + from, to: start + to }));

      expect(await lives(1_500, 3_000)).toEqual([
        { alertId: 'alert-stale', key: 'ends', firstSeen: start, resolvedAt: start + 2_000, episode: 0 },
        { alertId: 'alert-stale', key: 'stays', firstSeen: start, episode: 0 },
      ]);
      expect((await lives(1_000, 3_001)).map(({ key }) => key)).toEqual(['ends', 'gone', 'later', 'stays']);
      expect(await lives(-10, 0)).toEqual([]);
    });
  });

  describe('leases', () => {
    it('go to one owner at a time, with a fence that grows', async () => {
      const store = await bench.open();

      const first = await store.leases.take('sweep', 'replica-1', 1_000);
      const second = await store.leases.take('sweep', 'replica-2', 1_000);
      bench.clock.advance(1_000);
      const third = await store.leases.take('sweep', 'replica-2', 1_000);

      expect(first).toEqual({ name: 'sweep', owner: 'replica-1', fence: 1 });
      expect(second).toBeUndefined();
      expect(third).toEqual({ name: 'sweep', owner: 'replica-2', fence: 2 });
    });

    it('grow their fence even after a release', async () => {
      const store = await bench.open();
      const first = await held(store, 'sweep', 'replica-1');
      await store.leases.release(first);

      const second = await held(store, 'sweep', 'replica-2');

      expect(second.fence).toBe(2);
    });

    it('live on while they are renewed', async () => {
      const store = await bench.open();
      const lease = await held(store, 'sweep', 'replica-1', 1_000);
      bench.clock.advance(900);
      const renewed = await store.leases.renew(lease, 1_000);
      bench.clock.advance(900);

      expect(renewed).toBe(true);
      expect(await store.leases.take('sweep', 'replica-2', 1_000)).toBeUndefined();
    });

    it('cannot be renewed or released by one who lost them', async () => {
      const store = await bench.open();
      const old = await held(store, 'sweep', 'replica-1', 1_000);
      bench.clock.advance(1_000);
      const late = await store.leases.renew(old, 1_000);
      await held(store, 'sweep', 'replica-2');
      await store.leases.release(old);

      expect(late).toBe(false);
      expect(await store.leases.renew(old, 1_000)).toBe(false);
      expect(await store.leases.take('sweep', 'replica-3', 1_000)).toBeUndefined();
    });

    it('fall to exactly one of many who ask at once', async () => {
      const storeOf = await bench.openSeveral(3);

      const taken = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          storeOf(index).leases.take('sweep', `replica-${String(index)}`, 60_000),
        ),
      );

      expect(taken.filter((lease) => lease !== undefined)).toHaveLength(1);
    });
  });
}
