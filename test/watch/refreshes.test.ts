import { GraphError } from '../../src/ports/pim-alerts';
import { DeliveryError } from '../../src/ports/notifier';
import type { Actor } from '../../src/ports/conversation';
import type { RefreshProgress } from '../../src/ports/refreshes';
import { readCard } from '../support/card';
import { TENANT } from '../support/fakes';
import { aWatch, type AWatch } from './fixture';

const alex: Actor = { id: 'alex', name: 'Alex Wilber', tenantId: TENANT, channelUserId: '29:alex' };
const place = { conversationId: 'soc', activityId: 'card' };

describe('a shared refresh', () => {
  let watch: AWatch;

  beforeEach(async () => {
    watch = await aWatch();
    await watch.subscribe('soc');
    watch.tenant.raise('stale', 'Adele', 'Lee');
    await watch.sweep();
    // Scans started from here on are later than those before.
    await watch.clock.advance(60_000);
  });

  afterEach(async () => {
    await watch.clock.settle(watch.refreshes.stop());
    await watch.close();
  });

  const stale = () => watch.tenant.alert('stale').id;
  const start = (target: RefreshProgress['target'], from: Pick<AWatch, 'refreshes'> = watch) =>
    from.refreshes.start({ tenantId: TENANT, target, startedBy: alex, actions: watch.tenant.actions });
  const startStale = () => start({ alertId: stale() });
  const follow = (id: string) => watch.clock.settle(watch.refreshes.follow(TENANT, id, place));
  const updates = () =>
    watch.notifier.sent.filter(({ how }) => how === 'update').map(({ message }) => message);
  const underWay = () => watch.store.operations.list(TENANT);

  test('begins with who asked, and a row for what is scanned', async () => {
    const progress = await startStale();

    expect(progress).toMatchObject({
      target: { alertId: stale() },
      startedBy: 'Alex Wilber',
      startedAt: watch.clock.now(),
      rows: [{ alertId: stale(), slug: 'stale', state: 'running' }],
      state: 'running',
    });
  });

  test('ends as a difference on the card that follows', async () => {
    const { id } = await startStale();
    await follow(id);
    await watch.clock.advance(3_000);
    watch.tenant.clear('stale', 'Lee');
    watch.tenant.raise('stale', 'Megan');
    watch.tenant.operationStatus = 'succeeded';

    await watch.clock.settle(watch.refreshes.settled());

    expect(updates().at(-1)?.summary).toMatch(/^1 new, 1 gone/);
    expect(JSON.stringify(updates().at(-1)?.card)).toMatch(/Megan/);
    expect(await underWay()).toEqual([]);
  });

  test('posts what it found like any sweep', async () => {
    await startStale();
    watch.tenant.raise('stale', 'Megan');
    watch.tenant.operationStatus = 'succeeded';
    await watch.clock.settle(watch.refreshes.settled());

    await watch.send();

    expect(watch.notifier.summaries()).toEqual([expect.stringMatching(/^1 new/)]);
  });

  test('is joined by whoever asks meanwhile, at once or later, here or at another replica', async () => {
    const other = await watch.replica();

    const both = await Promise.all([startStale(), startStale()]);
    const later = await startStale();
    const elsewhere = await start({ alertId: stale() }, other);

    expect(new Set([...both, later, elsewhere].map(({ id }) => id)).size).toBe(1);
    expect(watch.tenant.calls.refresh).toBe(1);
  });

  test('can be asked for again when it has ended', async () => {
    await startStale();
    watch.tenant.operationStatus = 'succeeded';
    await watch.clock.settle(watch.refreshes.settled());

    await startStale();

    expect(watch.tenant.calls.refresh).toBe(2);
  });

  test('is refused in the service’s own words, and then nothing is under way', async () => {
    watch.tenant.faults.refresh = new GraphError('no', { reason: 'forbidden' });

    await expect(startStale()).rejects.toThrow('no');

    expect(await underWay()).toEqual([]);
  });

  test.each([
    ['failed', 'The scan failed: Stale accounts hold privileged roles'],
    ['skipped', 'Microsoft skipped the scan: Stale accounts hold privileged roles'],
  ] as const)('tells when the service says %s', async (status, summary) => {
    const { id } = await startStale();
    await follow(id);
    watch.tenant.operationStatus = status;

    await watch.clock.settle(watch.refreshes.settled());

    expect(updates().at(-1)?.summary).toBe(summary);
    expect(await underWay()).toEqual([]);
  });

  test('is told about once when it fails, and once more when the next one works', async () => {
    await startStale();
    watch.tenant.operationStatus = 'failed';
    await watch.clock.settle(watch.refreshes.settled());
    await startStale();
    await watch.clock.settle(watch.refreshes.settled());
    watch.tenant.operationStatus = 'succeeded';
    await startStale();
    await watch.clock.settle(watch.refreshes.settled());

    await watch.send();

    expect(watch.notifier.summaries()).toEqual(['A scan failed', 'Scans work again']);
  });

  test('that the service answers with a word nobody knows goes by the time of the scan', async () => {
    await startStale();
    watch.tenant.operationStatus = 'unknown';
    await watch.clock.advance(30_000);
    const before = await underWay();
    watch.tenant.scanned('stale');

    await watch.clock.settle(watch.refreshes.settled());

    expect(before).toHaveLength(1);
    expect(await underWay()).toEqual([]);
  });

  test('whose operation is not found goes by the time of the scan', async () => {
    const { id } = await startStale();
    await follow(id);
    const before = watch.tenant.calls.operation;
    watch.tenant.faults.operation = new GraphError('gone', { reason: 'not-found', status: 404 });
    await watch.clock.advance(30_000);
    const asked = watch.tenant.calls.operation - before;
    watch.tenant.scanned('stale');

    await watch.clock.settle(watch.refreshes.settled());

    expect(asked).toBe(1);
    expect(updates().at(-1)?.summary).toMatch(/^Nothing changed/);
  });

  test('that never ends is given up after twenty minutes', async () => {
    const { id } = await startStale();
    await follow(id);
    watch.tenant.operationStatus = 'unknown';
    const began = watch.clock.now();

    await watch.clock.settle(watch.refreshes.settled());

    expect(watch.clock.now() - began).toBeGreaterThanOrEqual(20 * 60_000);
    expect(watch.clock.now() - began).toBeLessThan(21 * 60_000);
    expect(updates().at(-1)?.summary).toMatch(/^The scan failed/);
  });

  test('asks less and less often, and waits as long as it is told to', async () => {
    await startStale();
    await watch.clock.advance(60_000);
    const asked = watch.tenant.calls.operation;
    watch.tenant.faults.operation = new GraphError('slow down', {
      reason: 'throttled',
      retryAfterSeconds: 300,
    });
    await watch.clock.advance(10_000);
    const throttled = watch.tenant.calls.operation;

    await watch.clock.advance(280_000);

    expect(asked).toBeGreaterThanOrEqual(8);
    expect(asked).toBeLessThanOrEqual(13);
    expect(watch.tenant.calls.operation).toBe(throttled);
  });

  test('of all alerts is done when every scan has moved, those switched off left out', async () => {
    watch.tenant.alert('license').state = 'disabled';
    const { id } = await start('all');
    await follow(id);
    watch.tenant.operationStatus = 'succeeded';
    watch.tenant.scanned('stale', 'no-mfa');
    await watch.clock.advance(10_000);
    const half = updates().at(-1);
    watch.tenant.scanned();

    await watch.clock.settle(watch.refreshes.settled());

    expect(JSON.stringify(half?.card)).toContain('3 of 7');
    expect(half?.summary).toBe('Scanning: every alert');
    expect(updates().at(-1)?.summary).toBe('Nothing changed: every alert');
  });

  test('of all alerts does not wait for ever for one that the service left out', async () => {
    const { id } = await start('all');
    await follow(id);
    watch.tenant.operationStatus = 'succeeded';
    watch.tenant.scanned('stale');
    const began = watch.clock.now();

    await watch.clock.settle(watch.refreshes.settled());

    expect(watch.clock.now() - began).toBeLessThan(3 * 60_000);
    expect(JSON.stringify(updates().at(-1)?.card)).toContain('Skipped');
  });

  test('is taken up again after a restart', async () => {
    const { id } = await startStale();
    await follow(id);
    await watch.clock.settle(watch.refreshes.stop());
    const restarted = await watch.replica();
    watch.tenant.raise('stale', 'Megan');
    watch.tenant.operationStatus = 'succeeded';

    await restarted.refreshes.resume(TENANT);
    await watch.clock.settle(restarted.refreshes.settled());

    expect(updates().at(-1)?.summary).toMatch(/^1 new/);
    expect(watch.tenant.calls.refresh).toBe(1);
    expect(await underWay()).toEqual([]);
  });

  test('is followed by one replica, and by another once that one is dead', async () => {
    const operation = {
      tenantId: TENANT,
      id: `refresh:${stale()}`,
      location: 'https://graph.test/operations/1',
      startedBy: 'Alex Wilber',
      startedAt: watch.clock.now(),
      before: { [stale()]: null },
      watchers: [place],
    };
    await watch.store.operations.begin(operation);
    await watch.store.leases.take(`${operation.id}|${TENANT}`, 'the dead', 30_000);
    watch.tenant.operationStatus = 'succeeded';
    await watch.refreshes.resume(TENANT);
    await watch.clock.settle(watch.refreshes.settled());
    const whileAlive = await underWay();
    await watch.clock.advance(30_000);

    await watch.refreshes.resume(TENANT);
    await watch.clock.settle(watch.refreshes.settled());

    expect(whileAlive).toHaveLength(1);
    expect(await underWay()).toEqual([]);
    expect(updates()).toHaveLength(1);
  });

  test('shows the end to a card that comes too late', async () => {
    const { id } = await startStale();
    watch.tenant.raise('stale', 'Megan');
    watch.tenant.operationStatus = 'succeeded';
    await watch.clock.settle(watch.refreshes.settled());
    const other = await watch.replica();

    await follow(id);
    await watch.clock.settle(watch.refreshes.settled());
    await watch.clock.settle(other.refreshes.follow(TENANT, id, place));
    await watch.clock.settle(other.refreshes.settled());

    expect(updates().map(({ summary }) => summary.slice(0, 5))).toEqual(['1 new', 'Nothi']);
  });

  test('of all alerts is drawn on its one card as each scan ends, and whoever asks meanwhile sees the same', async () => {
    const { id } = await start('all');
    await follow(id);
    await watch.clock.advance(15_000);
    const asked: number[] = [];
    for (const slug of ['license', 'no-mfa', 'redundant']) {
      watch.tenant.scanned(slug);
      await watch.clock.advance(15_000);
      const { rows } = await start('all');
      asked.push(rows.filter(({ state }) => state === 'done').length);
    }
    watch.tenant.scanned();

    await watch.clock.settle(watch.refreshes.settled());

    const drawn = watch.notifier.sent.filter(({ how }) => how === 'update');
    const heads = drawn.map(({ message }) => readCard(message.card).text.split('\n').slice(0, 2).join(' '));
    expect(heads).toEqual([
      '🔄 Scanning 0 of 7',
      '🔄 Scanning 1 of 7',
      '🔄 Scanning 2 of 7',
      '🔄 Scanning 3 of 7',
      '✅ Done 7 of 7',
    ]);
    expect(new Set(drawn.map(({ activityId }) => activityId))).toEqual(new Set([place.activityId]));
    expect(asked).toEqual([1, 2, 3]);
    expect(watch.tenant.calls.refresh).toBe(1);
  });

  test('does not update a card more often than every two seconds, nor without news', async () => {
    const { id } = await start('all');
    await follow(id);
    for (const slug of ['license', 'no-mfa', 'redundant', 'outside-pim', 'stale']) {
      watch.tenant.scanned(slug);
      await watch.clock.advance(1_000);
    }
    const busy = updates().length;
    await watch.clock.advance(60_000);
    const settled = updates().length;
    await watch.clock.advance(60_000);

    const times = watch.notifier.sent.map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(busy).toBeGreaterThan(0);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2_000);
    expect(updates()).toHaveLength(settled);
  });

  test('goes on though its card cannot be updated, and tries the last face again', async () => {
    const { id } = await start('all');
    await follow(id);
    watch.notifier.answer = () => new DeliveryError('no', { outcome: 'retry', status: 503 });
    watch.tenant.scanned('stale');
    await watch.clock.advance(10_000);
    const answers = [1, 2].map(() => new DeliveryError('no', { outcome: 'retry', status: 503 }));
    watch.notifier.answer = () => answers.shift();
    watch.tenant.scanned();

    await watch.clock.settle(watch.refreshes.settled());

    expect(updates().at(-1)?.summary).toBe('Nothing changed: every alert');
    expect(await underWay()).toEqual([]);
  });

  test('counts what another sweep found while the scan ran', async () => {
    const { id } = await startStale();
    await follow(id);
    watch.tenant.raise('stale', 'Megan');
    await watch.clock.settle(watch.sweeper.sweep(TENANT));
    watch.tenant.operationStatus = 'succeeded';

    await watch.clock.settle(watch.refreshes.settled());

    expect(JSON.stringify(updates().at(-1)?.card)).toContain('1 new, 0 gone, 2 unchanged');
  });

  test('says so when what it found cannot be read', async () => {
    const { id } = await startStale();
    await follow(id);
    watch.tenant.operationStatus = 'succeeded';
    watch.tenant.faults.list = new GraphError('down', { reason: 'unavailable' });

    await watch.clock.settle(watch.refreshes.settled());

    expect(JSON.stringify(updates().at(-1)?.card)).toContain('could not read');
    expect(await underWay()).toEqual([]);
  });
});
