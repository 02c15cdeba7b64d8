import { DeliveryError } from '../../src/ports/notifier';
import { GraphError } from '../../src/ports/pim-alerts';
import { anIncident, aSubscription, TENANT } from '../support/fakes';
import { aWatch, type AWatch } from './fixture';

describe('a sweep', () => {
  let watch: AWatch;

  beforeEach(async () => {
    watch = await aWatch();
    await watch.subscribe('soc', { mode: 'all' });
    watch.tenant.raise('stale', 'Adele');
    await watch.sweep();
  });

  afterEach(() => watch.close());

  test('posts nothing the first time it looks', async () => {
    await watch.send();

    expect(watch.notifier.sent).toEqual([]);
  });

  test('posts what is new, once, with how many and who', async () => {
    watch.tenant.raise('outside-pim', 'Megan', 'Diego');

    await watch.sweepAndSend();
    await watch.sweepAndSend();

    expect(watch.notifier.summaries()).toEqual(['2 new: Roles are assigned outside PIM']);
    expect(JSON.stringify(watch.notifier.sent[0]?.message.card)).toContain('Megan');
  });

  test('tells each conversation that subscribed, whoever is slow to listen', async () => {
    await watch.subscribe('helpdesk');
    watch.tenant.raise('outside-pim', 'Megan');

    await watch.sweepAndSend();

    expect(watch.notifier.sent.map(({ conversationId }) => conversationId).sort()).toEqual([
      'helpdesk',
      'soc',
    ]);
  });

  test('counts what it found', async () => {
    watch.tenant.raise('stale', 'Megan');
    watch.tenant.alert('stale').incidents = [
      ...watch.tenant.alert('stale').incidents.slice(1),
      { ...anIncident('Adele'), facts: [{ label: 'Days', type: 'number', value: 40 }] },
    ];

    const outcome = await watch.sweep();

    const stale = outcome !== 'busy' && outcome.perAlert.find(({ slug }) => slug === 'stale');
    expect(stale).toMatchObject({ raised: 1, changed: 1, cleared: 0, unchanged: 0, complete: true });
  });

  test('says what is gone, and the card that told of it says so too', async () => {
    watch.tenant.raise('outside-pim', 'Megan', 'Diego');
    await watch.sweepAndSend();
    watch.tenant.clear('outside-pim', 'Megan');

    await watch.sweepAndSend();

    const [raised, ...later] = watch.notifier.sent;
    expect(later.map(({ how, message }) => [how, message.summary])).toEqual([
      ['reply', '1 gone: Roles are assigned outside PIM'],
      ['update', '1 new: Roles are assigned outside PIM'],
    ]);
    expect(later[0]?.above).toBe(raised?.activityId);
    expect(later[1]?.activityId).toBe(raised?.activityId);
    expect(JSON.stringify(later[1]?.message.card)).not.toContain('Megan');
  });

  test('begins a thread of its own where that of the card was deleted', async () => {
    watch.tenant.raise('outside-pim', 'Megan', 'Diego');
    await watch.sweepAndSend();
    watch.tenant.clear('outside-pim', 'Megan');
    watch.notifier.answer = (how) =>
      how === 'reply' ? new DeliveryError('No thread.', { outcome: 'missing', status: 404 }) : undefined;

    await watch.sweepAndSend();

    expect(watch.notifier.sent.map(({ how, message }) => [how, message.summary])).toContainEqual([
      'post',
      '1 gone: Roles are assigned outside PIM',
    ]);
  });

  test('says what is new in a thread of its own', async () => {
    watch.tenant.raise('outside-pim', 'Megan');
    await watch.sweepAndSend();
    watch.tenant.raise('outside-pim', 'Diego');

    await watch.sweepAndSend();

    expect(watch.notifier.sent.map(({ how }) => how)).toEqual(['post', 'post']);
  });

  test('turns a card into one of the past when everything on it is gone', async () => {
    watch.tenant.raise('outside-pim', 'Megan');
    await watch.sweepAndSend();
    watch.tenant.clear('outside-pim', 'Megan');

    await watch.sweepAndSend();

    expect(watch.notifier.sent.at(-1)).toMatchObject({
      how: 'update',
      message: { summary: '1 gone: Roles are assigned outside PIM' },
    });
  });

  test('reports an incident anew when it had gone and comes back', async () => {
    watch.tenant.clear('stale', 'Adele');
    await watch.sweepAndSend();
    watch.tenant.raise('stale', 'Adele');

    await watch.sweepAndSend();

    expect(watch.notifier.summaries().map((line) => line.slice(0, 5))).toEqual(['1 gon', '1 new']);
  });

  test('takes no notice of another order or casing', async () => {
    watch.tenant.raise('stale', 'Megan', 'Diego');
    await watch.sweepAndSend();
    const { incidents } = watch.tenant.alert('stale');
    watch.tenant.alert('stale').incidents = incidents.toReversed().map((one) => ({
      ...one,
      id: one.id.toUpperCase(),
      facts: one.facts.toReversed(),
    }));

    const outcome = await watch.sweepAndSend();

    expect(watch.notifier.sent).toHaveLength(1);
    expect(outcome).toMatchObject({
      perAlert: expect.arrayContaining([
        expect.objectContaining({ slug: 'stale', unchanged: 3, changed: 0 }),
      ]),
    });
  });

  test('reads on where the list sent only a part', async () => {
    watch.tenant.pageSize = 2;
    watch.tenant.raise('stale', 'Megan', 'Diego', 'Lee');

    await watch.sweepAndSend();

    expect(watch.notifier.summaries()[0]).toMatch(/^3 new/);
    expect(watch.tenant.calls).toEqual({ list: 2, incidents: 1, refresh: 0, operation: 0 });
  });

  test('holds nothing for gone that it could not read, and nothing for new that comes back', async () => {
    watch.tenant.pageSize = 2;
    watch.tenant.raise('stale', 'Megan', 'Diego', 'Lee');
    await watch.sweepAndSend();
    watch.tenant.faults.incidents = { slug: 'stale', afterPages: 1 };

    const broken = await watch.sweepAndSend();
    delete watch.tenant.faults.incidents;
    const whole = await watch.sweepAndSend();

    const stale = (outcome: typeof broken) =>
      outcome === 'busy' ? undefined : outcome.perAlert.find(({ slug }) => slug === 'stale');
    expect(stale(broken)).toMatchObject({ cleared: 0, raised: 0, complete: false });
    expect(stale(whole)).toMatchObject({ cleared: 0, raised: 0, unchanged: 4, complete: true });
    expect(watch.notifier.sent).toHaveLength(1);
  });

  test('does not believe in an empty list under a count', async () => {
    watch.tenant.alert('stale').incidents = [];

    await watch.sweepAndSend();

    expect(watch.notifier.sent).toEqual([]);
  });

  test('concludes nothing from an answer that leaves the state open', async () => {
    const before = { ...watch.tenant.alert('stale') };
    Object.assign(watch.tenant.alert('stale'), {
      state: 'clean',
      incidents: [],
      incidentCount: 0,
      doubtful: true,
    });

    const torn = await watch.sweepAndSend();
    const known = await watch.store.knowledge.alerts(TENANT);
    Object.assign(watch.tenant.alert('stale'), { ...before, doubtful: undefined });
    await watch.sweepAndSend();

    const stale = torn !== 'busy' && torn.perAlert.find(({ slug }) => slug === 'stale');
    expect(stale).toMatchObject({ cleared: 0, complete: false });
    expect(known.find(({ slug }) => slug === 'stale')?.alert).toMatchObject({
      state: 'active',
      incidentCount: 1,
    });
    expect(watch.notifier.sent).toEqual([]);
  });

  test('changes nothing when the service does not answer', async () => {
    watch.tenant.faults.list = new GraphError('down', { reason: 'unavailable' });

    await expect(watch.sweep()).rejects.toThrow('down');
    delete watch.tenant.faults.list;
    await watch.sweepAndSend();

    expect(watch.notifier.sent).toEqual([]);
  });

  test('keeps what it knew of a detector that is switched off, and of one that is not listed', async () => {
    watch.tenant.clear('stale', 'Adele');
    watch.tenant.alert('stale').state = 'disabled';
    watch.tenant.raise('redundant', 'Megan');
    const switchedOff = await watch.sweep();
    watch.tenant.drop('redundant');

    const outcome = await watch.sweep();

    expect(switchedOff).toMatchObject({
      perAlert: expect.arrayContaining([expect.objectContaining({ slug: 'stale', cleared: 0 })]),
    });
    const cleared = outcome === 'busy' ? [] : outcome.perAlert.map((one) => one.cleared);
    expect(cleared).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('does not crash on an alert type nobody knows and an incident about nobody', async () => {
    Object.assign(watch.tenant.alert('license'), {
      id: `DirectoryRole_${TENANT}_BrandNewThingAlert`,
      suffix: 'BrandNewThingAlert',
      slug: 'brand-new-thing',
      title: 'Brand new thing',
      severity: 'unknown',
      state: 'active',
      configuration: undefined,
      incidents: [{ id: 'X', facts: [] }],
      incidentCount: 1,
    });

    await watch.sweepAndSend();

    expect(watch.notifier.summaries()).toEqual(['1 new: Brand new thing']);
  });

  test('survives a restart: what was told is not told again', async () => {
    watch.tenant.raise('outside-pim', 'Megan');
    await watch.sweepAndSend();
    const restarted = await watch.replica();

    await restarted.sweep();
    await restarted.send();

    expect(watch.notifier.sent).toHaveLength(1);
  });

  test('runs once at a time: of two replicas one finds the other at it, and nothing is told twice', async () => {
    const other = await watch.replica();
    watch.tenant.raise('outside-pim', 'Megan');

    const outcomes = await watch.clock.settle(
      Promise.all([watch.sweeper.sweep(TENANT), other.sweeper.sweep(TENANT)]),
    );
    await watch.send();
    await other.send();

    expect(outcomes.filter((outcome) => outcome === 'busy')).toHaveLength(1);
    expect(watch.notifier.sent).toHaveLength(1);
  });

  test('is taken over within thirty seconds where the replica at it has died', async () => {
    await watch.store.leases.take(`sweep:${TENANT}`, 'the dead', 30_000);

    const early = await watch.sweep();
    await watch.clock.advance(30_000);
    const late = await watch.sweep();

    expect(early).toBe('busy');
    expect(late).not.toBe('busy');
  });

  test('keeps its right while it works longer than a lease lasts', async () => {
    watch.tenant.faults.delay = () => watch.clock.sleep(65_000);

    const outcome = await watch.sweep();

    expect(outcome).not.toBe('busy');
  });

  test('writes nothing once its right is lost', async () => {
    watch.tenant.raise('outside-pim', 'Megan');
    // As if the process had been frozen: another takes over meanwhile.
    watch.tenant.faults.delay = async () => {
      const lease = { name: `sweep:${TENANT}`, owner: watch.random.last(), fence: 2 };
      await watch.store.leases.release(lease);
      await watch.store.leases.take(lease.name, 'another', 30_000);
    };

    const outcome = await watch.sweep();
    await watch.send();

    expect(outcome).toBe('busy');
    expect(watch.notifier.sent).toEqual([]);
  });
});

describe('a detector that is made to say less', () => {
  let watch: AWatch;

  beforeEach(async () => {
    watch = await aWatch();
    await watch.subscribe('soc');
    watch.tenant.raise('stale', 'Adele');
    await watch.sweep();
  });

  afterEach(() => watch.close());

  function ourDecision(kind: 'dismissed' | 'configured', slug: string) {
    const alertId = watch.tenant.alert(slug).id;
    const by = { actorId: 'alex', actorName: 'Alex', reason: 'known', detail: {} };
    return watch.store.decisions.add({
      tenantId: TENANT,
      id: `${kind}-${slug}`,
      kind,
      alertId,
      at: watch.clock.now(),
      ...by,
    });
  }

  test('is posted with the old value and the new one', async () => {
    const stale = watch.tenant.alert('stale');
    stale.configuration = { type: 'x', enabled: true, settings: { duration: 'P90D' } };

    await watch.sweepAndSend();
    await watch.sweepAndSend();

    expect(watch.notifier.summaries()).toHaveLength(1);
    const card = JSON.stringify(watch.notifier.sent[0]?.message.card);
    expect(card).toContain('30 days');
    expect(card).toContain('90 days');
  });

  test('is posted when it was switched off, or dismissed', async () => {
    watch.tenant.alert('stale').state = 'dismissed';
    watch.tenant.alert('no-mfa').state = 'disabled';

    await watch.sweepAndSend();

    expect(watch.notifier.summaries()).toHaveLength(2);
    expect(watch.notifier.summaries().join()).toMatch(/dismissed/);
    expect(watch.notifier.summaries().join()).toMatch(/switched off/);
  });

  test('is nobody’s business where it was decided through us', async () => {
    watch.tenant.alert('stale').state = 'dismissed';
    await ourDecision('dismissed', 'stale');
    watch.tenant.alert('no-mfa').state = 'disabled';
    await ourDecision('configured', 'no-mfa');

    await watch.sweepAndSend();

    expect(watch.notifier.sent).toEqual([]);
  });

  test('is posted where our decision was about something earlier', async () => {
    await ourDecision('dismissed', 'stale');
    await watch.clock.advance(600_000);
    await watch.sweep();
    await watch.clock.advance(600_000);
    watch.tenant.alert('stale').state = 'dismissed';

    await watch.sweepAndSend();

    expect(watch.notifier.summaries().join()).toMatch(/dismissed/);
  });
});

describe('who is told', () => {
  let watch: AWatch;

  beforeEach(async () => {
    watch = await aWatch();
    await watch.sweep();
  });

  afterEach(() => watch.close());

  test('a storm over all alerts is three messages in a conversation', async () => {
    await watch.subscribe('soc');
    const slugs = ['license', 'no-mfa', 'redundant', 'outside-pim', 'stale'];
    for (const slug of slugs)
      watch.tenant.raise(slug, ...Array.from({ length: 100 }, (_, index) => `${slug}-${index}`));

    await watch.sweepAndSend();

    expect(watch.notifier.summaries()).toHaveLength(3);
    expect(watch.notifier.summaries()[0]).toMatch(/^100 new/);
    const digest = JSON.stringify(watch.notifier.sent.at(-1)?.message.card);
    const named = slugs.filter((slug) => digest.includes(`"${watch.tenant.alert(slug).title}"`));
    expect(named).toHaveLength(3);
    expect(digest.match(/100 new: [a-z-]+-0,/g)).toHaveLength(3);
  });

  test('two subscriptions of one conversation that overlap are one post', async () => {
    await watch.subscribe('soc', { id: 'one', alerts: ['stale'] });
    await watch.subscribe('soc', { id: 'two', alerts: [] });
    watch.tenant.raise('stale', 'Megan');

    await watch.sweepAndSend();

    expect(watch.notifier.sent).toHaveLength(1);
  });

  test('a subscription hears of its alerts and severities, and of what is gone only if it asked for all', async () => {
    await watch.subscribe('one-alert', { alerts: ['stale'], mode: 'all' });
    await watch.subscribe('worst', { minimumSeverity: 'high' });
    watch.tenant.raise('stale', 'Megan');
    watch.tenant.raise('outside-pim', 'Diego');
    await watch.sweepAndSend();
    watch.tenant.clear('stale', 'Megan');
    watch.tenant.clear('outside-pim', 'Diego');

    await watch.sweepAndSend();

    const posted = watch.notifier.sent.filter(({ how }) => how !== 'update');
    expect(
      posted.map(({ conversationId, message }) => [conversationId, message.summary.slice(0, 5)]),
    ).toEqual(
      expect.arrayContaining([
        ['one-alert', '1 new'],
        ['worst', '1 new'],
        ['one-alert', '1 gon'],
      ]),
    );
    expect(posted).toHaveLength(3);
  });

  test('a subscription that sleeps is told when it wakes', async () => {
    await watch.subscribe('soc', { snoozedUntil: watch.clock.now() + 3_600_000 });
    watch.tenant.raise('stale', 'Megan');
    await watch.sweepAndSend();
    const asleep = watch.notifier.sent.length;

    await watch.clock.advance(3_600_000);
    await watch.send();

    expect(asleep).toBe(0);
    expect(watch.notifier.sent).toHaveLength(1);
  });

  test('nobody who unsubscribed meanwhile', async () => {
    await watch.subscribe('soc', { snoozedUntil: watch.clock.now() + 3_600_000 });
    watch.tenant.raise('stale', 'Megan');
    await watch.sweep();
    await watch.store.subscriptions.remove(TENANT, 'soc', aSubscription('soc').id);

    await watch.clock.advance(3_600_000);
    await watch.send();

    expect(watch.notifier.tries).toEqual([]);
    expect(await watch.store.outbox.depth(TENANT)).toMatchObject({ pending: 0, dead: 0 });
  });
});
