import type { Bench } from './contract';
import { TENANT, found, incident, sweep } from './samples';

const HOUR = 3_600_000;
const ALERT = 'alert-stale';

export function describeReported(bench: Bench): void {
  describe('what was reported', () => {
    it('is dated by the sweep that raised it, anew in each episode; the first look reports nothing', async () => {
      const store = await bench.open();
      await sweep(store, { raised: [found('old')], baseline: true });
      bench.clock.advance(HOUR);
      await sweep(store, { raised: [found('new')] });
      const first = bench.clock.now();
      bench.clock.advance(HOUR);
      await sweep(store, { changed: [found('old', 'other'), found('new', 'other')] });
      const changed = await store.knowledge.incidents(TENANT, ALERT, ['old', 'new']);
      await sweep(store, { cleared: [{ alertId: ALERT, key: 'old' }] });
      await sweep(store, { raised: [found('old')] });

      const [back] = await store.knowledge.incidents(TENANT, ALERT, ['old']);

      expect(changed.map(({ key, reportedAt }) => [key, reportedAt])).toEqual([
        ['new', first],
        ['old', undefined],
      ]);
      expect(back).toMatchObject({ episode: 1, reportedAt: bench.clock.now() });
    });

    it('is unattended for as long as was asked, oldest first, until it was escalated for that', async () => {
      const store = await bench.open();
      await sweep(store, { raised: [found('baseline')], baseline: true });
      await sweep(store, { raised: [found('b'), found('gone')] });
      bench.clock.advance(1);
      await sweep(store, { raised: [found('a')], cleared: [{ alertId: ALERT, key: 'gone' }] });
      const keys = async (forMs: number, limit = 10) =>
        (await store.knowledge.unattended(TENANT, ALERT, { forMs, limit })).map(({ key }) => key);

      bench.clock.advance(HOUR - 1);
      const early = await keys(HOUR);
      bench.clock.advance(1);
      const due = await keys(HOUR);
      const limited = await keys(HOUR, 1);
      await sweep(store, { escalated: [{ alertId: ALERT, key: 'b', afterMs: HOUR }] });
      const after = await keys(HOUR);
      bench.clock.advance(HOUR);

      expect([early, due, limited, after]).toEqual([['b'], ['b', 'a'], ['b'], ['a']]);
      expect(await keys(2 * HOUR)).toEqual(['b', 'a']);
    });

    it('may be escalated again when it comes back', async () => {
      const store = await bench.open();
      await sweep(store, { raised: [found('a')] });
      await sweep(store, { escalated: [{ alertId: ALERT, key: 'a', afterMs: HOUR }] });
      await sweep(store, { cleared: [{ alertId: ALERT, key: 'a' }] });
      await sweep(store, { raised: [found('a')] });

      bench.clock.advance(HOUR);

      const options = { forMs: HOUR, limit: 10 };
      expect(await store.knowledge.unattended(TENANT, ALERT, options)).toHaveLength(1);
    });
  });

  describe('the changes since some moment', () => {
    it('are counted over all sweeps after it', async () => {
      const store = await bench.open();
      await sweep(store, { raised: [found('old'), found('fixed')], baseline: true });
      await sweep(store, { raised: [found('before')] });
      bench.clock.advance(1);
      const since = bench.clock.now();
      await sweep(store, { raised: [found('one')], cleared: [{ alertId: ALERT, key: 'fixed' }] });
      bench.clock.advance(1);
      await sweep(store, { raised: [found('two')], changed: [found('old', 'other')] });

      expect(await store.knowledge.changesSince(TENANT, since)).toEqual([
        { alertId: ALERT, raised: 2, cleared: 1, unchanged: 2, sample: [incident('one'), incident('two')] },
      ]);
      expect(await store.knowledge.changesSince(TENANT, bench.clock.now() + 1)).toEqual([
        { alertId: ALERT, raised: 0, cleared: 0, unchanged: 4, sample: [] },
      ]);
    });
  });
}
