import { incidentHash } from '../../src/alerts/diff';
import type { DecisionKind } from '../../src/ports/ledger';
import { anIncident, aSubscription, TENANT } from '../support/fakes';
import { aWatch, type AWatch } from './fixture';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
// The clock of these tests starts at 8:00.
const quiet = { from: '07:00', to: '09:00', zone: 'UTC' };

describe('what is wanted and when', () => {
  let watch: AWatch;

  beforeEach(async () => {
    watch = await aWatch();
    await watch.sweep();
  });

  afterEach(() => watch.close());

  const later = (ms: number) => watch.clock.advance(ms);
  const lastCard = () => JSON.stringify(watch.notifier.sent.at(-1)?.message.card);
  const heard = (where?: string) => watch.notifier.summaries(where);

  test('a person’s own channel hears of that person alone, new and gone', async () => {
    await watch.subscribe('megans', { person: 'Megan@contoso.test', mode: 'all' });
    watch.tenant.raise('stale', 'Megan', 'Diego');
    await watch.sweepAndSend();
    const told = lastCard();
    watch.tenant.clear('stale', 'Diego');
    await watch.sweepAndSend();
    watch.tenant.clear('stale', 'Megan');
    await watch.sweepAndSend();

    expect(heard().map((line) => line.slice(0, 5))).toEqual(['1 new', '1 gon', '1 gon']);
    expect(told).toContain('Megan');
    expect(told).not.toContain('Diego');
  });

  test('a role that nobody has is not heard of, but a detector that is switched off is', async () => {
    await watch.subscribe('admins', { role: 'Global Administrator' });
    watch.tenant.raise('stale', 'Megan');
    await watch.sweepAndSend();
    const before = heard();
    watch.tenant.alert('stale').state = 'disabled';

    await watch.sweepAndSend();

    expect(before).toEqual([]);
    expect(heard()).toEqual([expect.stringContaining('switched off')]);
  });

  test('two filters of one conversation that both fit tell of an incident once', async () => {
    await watch.subscribe('soc', { person: 'Megan' });
    await watch.store.subscriptions.save(aSubscription('soc', { id: 'role', role: 'Role-1' }));
    watch.tenant.raise('stale', 'Megan', 'Diego');

    await watch.sweepAndSend();

    expect(heard()).toEqual([expect.stringMatching(/^2 new/)]);
  });

  test('quiet hours end with one digest of all they held back', async () => {
    await watch.subscribe('soc', { quiet, mode: 'all' });
    watch.tenant.raise('stale', 'Megan');
    await watch.sweepAndSend();
    watch.tenant.raise('stale', 'Diego');
    watch.tenant.raise('outside-pim', 'Lee');
    await watch.sweepAndSend();
    watch.tenant.clear('outside-pim', 'Lee');
    await watch.sweepAndSend();
    const before = heard();

    await later(HOUR);
    await watch.send();

    expect(before).toEqual([]);
    expect(heard()).toEqual(['While it was quiet here: 3 changes']);
    expect(lastCard()).toMatch(/2 new: Megan, Diego/);
    expect(lastCard()).toMatch(/1 new: Lee \\\\\(1 of them gone since/);
    expect(lastCard()).toMatch(/Scanned/);
  });

  test('news of one alert from quiet hours are one card, which stays up to date', async () => {
    await watch.subscribe('soc', { quiet });
    for (const name of ['Megan', 'Diego']) {
      watch.tenant.raise('stale', name);
      await watch.sweepAndSend();
    }
    await later(HOUR);
    await watch.send();
    watch.tenant.clear('stale', 'Megan');

    await watch.sweepAndSend();

    expect(watch.notifier.sent.map(({ how, message }) => [how, message.summary.slice(0, 5)])).toEqual([
      ['post', '2 new'],
      ['update', '1 new'],
    ]);
  });

  test('the end of quiet hours loses nothing when the channel fails at that moment', async () => {
    await watch.subscribe('soc', { quiet });
    watch.tenant.raise('stale', 'Megan');
    await watch.sweepAndSend();
    watch.tenant.raise('license', 'Diego');
    await watch.sweepAndSend();
    await later(HOUR);
    const down = watch.notifier.answer;
    watch.notifier.answer = () => 'hang';
    await watch.send();
    watch.notifier.answer = down;

    await later(MINUTE);
    await watch.send();

    expect(heard()).toEqual(['While it was quiet here: 2 changes']);
    expect(await watch.store.outbox.depth(TENANT)).toMatchObject({ pending: 0, dead: 0 });
  });

  test('a subscription that is awake does not wait for one that is quiet', async () => {
    await watch.subscribe('soc', { quiet });
    await watch.store.subscriptions.save(aSubscription('soc', { id: 'urgent', alerts: ['stale'] }));
    watch.tenant.raise('stale', 'Megan');
    watch.tenant.raise('license', 'Diego');

    await watch.sweepAndSend();

    expect(heard()).toEqual([expect.stringContaining('Stale accounts')]);
  });

  test('what was queued before a snooze waits for its end', async () => {
    await watch.subscribe('soc');
    watch.tenant.raise('stale', 'Megan');
    watch.tenant.raise('license', 'Diego');
    await watch.sweep();
    const until = watch.clock.now() + HOUR;
    await watch.store.subscriptions.save(aSubscription('soc', { snoozedAlerts: { stale: until } }));

    await watch.send();
    const meanwhile = heard();
    await later(HOUR);
    await watch.send();

    expect(meanwhile).toHaveLength(1);
    expect(meanwhile[0]).not.toContain('Stale');
    expect(heard()).toHaveLength(2);
  });

  test('the early end of a snooze releases what it held, and what still sleeps sleeps on', async () => {
    const until = watch.clock.now() + 5 * HOUR;
    await watch.subscribe('soc', { snoozedUntil: until });
    watch.tenant.raise('stale', 'Megan');
    watch.tenant.raise('license', 'Diego');
    await watch.sweepAndSend();
    const asleep = heard();

    await watch.store.subscriptions.save(aSubscription('soc', { snoozedAlerts: { stale: until } }));
    await watch.store.outbox.release(TENANT, 'soc');
    await watch.send();
    const awake = heard();
    await later(5 * HOUR);
    await watch.send();

    expect([asleep.length, awake.length, heard().length]).toEqual([0, 1, 2]);
    expect(heard()[1]).toContain('Stale accounts');
  });

  test('word of our own troubles keeps the quiet hours too', async () => {
    await watch.subscribe('soc', { quiet });
    await watch.health.refreshFailed(TENANT, 'refresh:all', 'It failed.');
    await watch.send();
    const before = heard();

    await later(HOUR);
    await watch.send();

    expect([before, heard()]).toEqual([[], ['A scan failed']]);
  });

  async function decide(kind: DecisionKind, change: object = {}): Promise<void> {
    await watch.store.decisions.add({
      tenantId: TENANT,
      id: watch.random.uuid(),
      kind,
      alertId: watch.tenant.alert('stale').id,
      incidentKey: 'incident-megan',
      actorId: 'alex',
      actorName: 'Alex',
      reason: 'known',
      at: watch.clock.now(),
      detail: {},
      ...change,
    });
  }

  test('what somebody has accepted is not posted, until it says something else', async () => {
    await watch.subscribe('soc');
    const detail = { hash: incidentHash(anIncident('Megan')) };
    await decide('accepted', { until: watch.clock.now() + HOUR, detail });
    watch.tenant.raise('stale', 'Megan');
    await watch.sweepAndSend();
    watch.tenant.raise('stale', 'Megan', 'Diego');
    await watch.sweepAndSend();

    expect(heard()).toEqual([expect.stringMatching(/^1 new/)]);
    expect(lastCard()).not.toContain('Megan');
  });

  describe('an escalation', () => {
    beforeEach(async () => {
      await watch.subscribe('soc');
      await watch.subscribe('boss', { escalateAfterMs: 4 * HOUR });
      watch.tenant.raise('stale', 'Megan', 'Diego');
      await watch.sweepAndSend();
    });

    test('is posted once, in its own channel, for what nobody has acted on', async () => {
      await later(4 * HOUR - MINUTE);
      await watch.sweepAndSend();
      const early = heard('boss');
      await later(MINUTE);
      await watch.sweepAndSend();
      await later(4 * HOUR);
      await watch.sweepAndSend();

      expect(early).toEqual([]);
      expect(heard('boss')).toEqual(['2 waiting for 4 hours: Stale accounts hold privileged roles']);
      expect(heard('soc')).toHaveLength(1);
    });

    test('follows up on the card that told of it, where that stands', async () => {
      await watch.subscribe('soc', { id: 'late', escalateAfterMs: 4 * HOUR });

      await later(4 * HOUR);
      await watch.sweepAndSend();

      const [told, escalated] = watch.notifier.sent.filter(({ conversationId }) => conversationId === 'soc');
      expect(escalated).toMatchObject({
        how: 'reply',
        above: told?.activityId,
        message: { summary: expect.stringMatching(/^2 waiting for 4 hours/) },
      });
    });

    test('leaves out what somebody has decided about, and what is gone', async () => {
      await decide('remediated');
      watch.tenant.raise('stale', 'Lee');
      watch.tenant.clear('stale', 'Diego');
      await watch.sweepAndSend();

      await later(4 * HOUR);
      await watch.sweepAndSend();

      expect(heard('boss')).toEqual([expect.stringContaining('1 waiting for 4 hours')]);
      expect(lastCard()).toContain('Lee');
    });

    test('does not come where the whole alert was dismissed', async () => {
      await decide('dismissed', { incidentKey: undefined });

      await later(4 * HOUR);
      await watch.sweepAndSend();

      expect(heard('boss')).toEqual([]);
    });

    test('waits while an incident is accepted, and comes when that has ended', async () => {
      watch.tenant.clear('stale', 'Diego');
      await decide('accepted', { at: watch.clock.now() - HOUR, until: watch.clock.now() + 5 * HOUR });
      await later(4 * HOUR);
      await watch.sweepAndSend();
      const meanwhile = heard('boss');

      await later(HOUR);
      await watch.sweepAndSend();

      expect([meanwhile.length, heard('boss').length]).toEqual([0, 1]);
    });

    test('never tells of what was there when the watch began', async () => {
      const other = await aWatch();
      other.tenant.raise('stale', 'Megan');
      await other.sweep();
      await other.subscribe('boss', { escalateAfterMs: 4 * HOUR });

      await other.clock.advance(5 * HOUR);
      await other.sweepAndSend();

      expect(other.notifier.sent).toEqual([]);
      await other.close();
    });
  });
});
