import { incidentKey } from '../../src/alerts/alert';
import { GraphError } from '../../src/ports/pim-alerts';
import { anIncident, TENANT } from '../support/fakes';
import { aWatch, type AWatch } from './fixture';

const MINUTE = 60_000;
const EVERY_MINUTE = '* * * * *';

describe('the watch', () => {
  let fixture: AWatch;
  const running: { stop(): Promise<void> }[] = [];

  beforeEach(async () => {
    fixture = await aWatch();
    await fixture.subscribe('soc');
  });

  afterEach(async () => {
    for (const one of running.splice(0)) await fixture.clock.settle(one.stop());
    await fixture.close();
  });

  function start(cron = EVERY_MINUTE, from: Pick<AWatch, 'whole'> = fixture) {
    const watch = from.whole(cron);
    watch.start();
    running.push(watch);
    return watch;
  }

  const pass = (ms: number) => fixture.clock.advance(ms);
  const looks = () => fixture.tenant.calls.list;

  test('looks soon after the start, and then when its time has come', async () => {
    await pass(20_000);
    start();

    await pass(5_000);
    const soon = looks();
    await pass(30_000);
    const between = looks();
    await pass(10_000);

    expect([soon, between, looks()]).toEqual([1, 1, 2]);
  });

  test('keeps a beat of seconds', async () => {
    start('*/15 * * * * *');

    await pass(2 * MINUTE);

    expect(looks()).toBeGreaterThanOrEqual(8);
    expect(looks()).toBeLessThanOrEqual(10);
  });

  test('makes up once for what it missed while it was not there', async () => {
    const before = start();
    await pass(5_000);
    await fixture.clock.settle(before.stop());
    await pass(4 * 60 * MINUTE + 5_000);
    const missed = looks();

    start();
    await pass(40_000);

    expect(looks() - missed).toBe(1);
  });

  test('finds, posts and keeps quiet about what it has told', async () => {
    start();
    await pass(5_000);
    fixture.tenant.raise('outside-pim', 'Megan');

    await pass(3 * MINUTE);

    expect(fixture.notifier.summaries()).toEqual(['1 new: Roles are assigned outside PIM']);
  });

  test('shares each slot with other replicas', async () => {
    const other = await fixture.replica();
    start();
    start(EVERY_MINUTE, other);
    await pass(10_000);
    const begun = looks();

    await pass(2 * MINUTE);

    expect(looks() - begun).toBe(2);
  });

  test('takes over within half a minute from a replica that died at it', async () => {
    const killed = await fixture.replica();
    const hanging = [() => new Promise<void>(() => undefined)];
    fixture.tenant.faults.delay = async () => hanging.shift()?.();
    Object.assign(killed.store.leases, { renew: () => new Promise(() => undefined) });
    killed.whole(EVERY_MINUTE).start();
    await pass(1_500);
    start();

    await pass(15_000);
    const held = await fixture.store.knowledge.history(TENANT, 10);
    await pass(14_000);

    expect(held).toEqual([]);
    expect(await fixture.store.knowledge.history(TENANT, 10)).toHaveLength(1);
  });

  test('tells once that it cannot read, tries on, and tells once that it can again', async () => {
    start();
    await pass(5_000);
    fixture.tenant.faults.list = new GraphError('down', { reason: 'unavailable' });
    await pass(4 * MINUTE);
    const down = fixture.notifier.summaries();
    delete fixture.tenant.faults.list;

    await pass(6 * MINUTE);

    expect(down).toEqual(['I cannot read the alerts']);
    expect(fixture.notifier.summaries()).toEqual(['I cannot read the alerts', 'I can read the alerts again']);
  });

  test('makes no fuss about a single failure', async () => {
    start();
    await pass(5_000);
    fixture.tenant.faults.list = new GraphError('down', { reason: 'unavailable' });
    await pass(MINUTE);
    const failed = looks();
    delete fixture.tenant.faults.list;

    await pass(3 * MINUTE);

    expect(failed).toBe(2);
    expect(fixture.notifier.summaries()).toEqual([]);
  });

  test('tells at once that its permission is gone, and remembers that through a restart', async () => {
    const before = start();
    await pass(5_000);
    fixture.tenant.faults.list = new GraphError('no', { reason: 'forbidden' });
    await pass(2 * MINUTE);
    await fixture.clock.settle(before.stop());
    const restarted = start();

    await pass(3 * MINUTE);

    expect(fixture.notifier.summaries()).toEqual(['I am no longer allowed to read the alerts']);
    expect(await restarted.status()).toMatchObject({
      lastError: 'no',
      overdue: true,
      troubles: [{ name: 'permission-lost' }],
    });
  });

  test('names the alert it could not read to the end', async () => {
    start();
    fixture.tenant.pageSize = 1;
    fixture.tenant.raise('stale', 'Adele', 'Lee');
    await pass(5_000);
    fixture.tenant.faults.incidents = { slug: 'stale', afterPages: 1 };
    await pass(3 * MINUTE);
    delete fixture.tenant.faults.incidents;

    await pass(MINUTE);

    expect(fixture.notifier.summaries()).toEqual(['I cannot read the alerts', 'I can read the alerts again']);
    expect(JSON.stringify(fixture.notifier.sent[0]?.message.card)).toContain('Stale accounts');
  });

  test('tells that alerts are missing from the list, keeps what it knew, and tells when they are back', async () => {
    const running = start();
    fixture.tenant.raise('stale', 'Adele');
    await pass(5_000);
    const { id } = fixture.tenant.alert('stale');
    const giveBack = fixture.tenant.takeAll();
    await pass(2 * MINUTE);
    const { troubles } = await fixture.clock.settle(running.status());
    const known = await fixture.store.knowledge.incidents(TENANT, id, [incidentKey(anIncident('Adele'))]);
    giveBack();

    await pass(MINUTE);

    expect(troubles.map(({ detail }) => detail)).toEqual([
      'Microsoft listed 0 of 7 alerts. What I knew of the others stays as it was.',
    ]);
    expect(known).toHaveLength(1);
    expect(fixture.notifier.summaries()).toEqual(['I cannot read the alerts', 'I can read the alerts again']);
  });

  test('does not take a tenant without any alert for a quiet one', async () => {
    fixture.tenant.takeAll();
    const running = start();

    await pass(MINUTE);

    expect((await fixture.clock.settle(running.status())).troubles).toMatchObject([
      { detail: 'Microsoft listed no alerts at all, so nothing is being watched.' },
    ]);
  });

  test('tells that nobody has looked for too long', async () => {
    start();
    await pass(5_000);
    // Somebody holds the right to look and does not look.
    const lease = await fixture.store.leases.take(`sweep:${TENANT}`, 'stuck', 60 * MINUTE);

    await pass(4 * MINUTE);
    if (lease) await fixture.store.leases.release(lease);
    await pass(MINUTE);

    expect(fixture.notifier.summaries()).toEqual([
      'The alerts are not being watched',
      'The alerts are watched again',
    ]);
  });

  test('takes up a scan that was under way when the process before it ended', async () => {
    const before = start();
    await pass(5_000);
    await before.refreshes.start({
      tenantId: TENANT,
      target: 'all',
      startedBy: { id: 'alex', name: 'Alex', tenantId: TENANT, channelUserId: '29:alex' },
      actions: fixture.tenant.actions,
    });
    await fixture.clock.settle(before.stop());
    start();
    fixture.tenant.scanned();

    await pass(20_000);

    expect(await fixture.store.operations.list(TENANT)).toEqual([]);
  });

  test('has the service scan first where it may, and sweeps without where that fails', async () => {
    const watch = fixture.whole(EVERY_MINUTE, fixture.tenant.actions);
    watch.start();
    running.push(watch);
    await pass(5_000);
    fixture.tenant.scanned();
    await pass(20_000);
    const scanned = await watch.status();
    fixture.tenant.operationStatus = 'failed';

    await pass(90_000);

    expect(scanned.lastSweepAt).toBeDefined();
    expect(fixture.tenant.calls.refresh).toBe(2);
    expect((await watch.status()).lastSweepAt).toBeGreaterThan(scanned.lastSweepAt ?? Infinity);
  });

  test('says how it stands', async () => {
    const watch = start();
    await pass(5_000);
    await pass(MINUTE);

    expect(await watch.status()).toMatchObject({
      overdue: false,
      outbox: { pending: 0, dead: 0 },
      troubles: [],
    });
  });

  test('stops within two seconds and leaves nothing running', async () => {
    const watch = fixture.whole(EVERY_MINUTE);
    watch.start();
    await pass(5_000);
    fixture.tenant.raise('outside-pim', 'Megan');
    fixture.notifier.answer = () => 'hang';
    await fixture.clock.settle(watch.sweepNow());
    await pass(2_000);
    await watch.refreshes.start({
      tenantId: TENANT,
      target: 'all',
      startedBy: { id: 'alex', name: 'Alex', tenantId: TENANT, channelUserId: '29:alex' },
      actions: fixture.tenant.actions,
    });
    const began = fixture.clock.now();

    await fixture.clock.settle(watch.stop());

    expect(fixture.clock.now() - began).toBeLessThanOrEqual(2_000);
    expect(fixture.clock.sleepers()).toBe(0);
    expect(await fixture.store.operations.list(TENANT)).toHaveLength(1);
  });
});
