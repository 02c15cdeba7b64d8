import { silentLog } from '../../src/lib/log';
import type { RemedyItem, StoredRemedy } from '../../src/ports/remedies';
import { standingKey } from '../../src/views/standing';
import { createRemedyChecks } from '../../src/watch/remedies';
import { anIncident, aConversation, TENANT } from '../support/fakes';
import { aWatch, type AWatch } from './fixture';

let watch: AWatch;

beforeEach(async () => {
  watch = await aWatch();
  watch.tenant.raise('stale', 'Adele', 'Diego');
});
afterEach(() => watch.close());

function checksOf({ store }: Pick<AWatch, 'store'> = watch) {
  const { tenant, clock, random } = watch;
  return createRemedyChecks({ alerts: tenant.alerts, store, clock, random, log: silentLog });
}

/** What a person has ordered a moment ago, with its card in a channel nobody has subscribed. */
async function ordered(...items: readonly RemedyItem[]): Promise<void> {
  const { id, suffix, slug, title } = watch.tenant.alert('stale');
  const now = watch.clock.now();
  await watch.store.conversations.save(aConversation('room'));
  await watch.store.remedies.begin(
    {
      tenantId: TENANT,
      id: 'n1',
      alert: { id, suffix, slug, title },
      actor: { id: 'a', name: 'Alex Wilber' },
      requestedBy: { id: 'b', name: 'Isaiah Langer' },
      reason: 'Left in March',
      reference: 'R-1',
      startedAt: now,
      items,
      checks: 0,
    },
    now + 15_000,
  );
  const cardKey = standingKey({ kind: 'remedy', id: 'n1' });
  await watch.store.cards.save({ tenantId: TENANT, conversationId: 'room', activityId: 'card', cardKey });
}

async function stored(): Promise<StoredRemedy> {
  const remedy = await watch.store.remedies.get(TENANT, 'n1');
  if (!remedy) throw new Error('it has not begun');
  return remedy;
}

const steps = async (): Promise<readonly string[]> => (await stored()).items.map(({ step }) => step);
const lines = async (): Promise<readonly string[]> =>
  (await watch.store.audit.list(TENANT)).map(({ outcome }) => outcome).toReversed();

/** Looks each second, as time passes. */
async function pass(ms: number, checks = checksOf()): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1_000) {
    await watch.clock.advance(1_000);
    await watch.clock.settle(checks.check(TENANT));
  }
}

const ADELE: RemedyItem = { incident: anIncident('Adele'), step: 'accepted' };

describe('a remediation that Microsoft has accepted', () => {
  it('is verified when the incident is gone, in the log and on its card', async () => {
    await ordered(ADELE);
    await pass(16_000);
    const before = await steps();
    watch.tenant.clear('stale', 'Adele');

    await pass(31_000);
    await watch.send();

    expect(before).toEqual(['accepted']);
    expect(await steps()).toEqual(['gone']);
    expect(await stored()).not.toHaveProperty('checkAt');
    expect(await lines()).toEqual(['verified']);
    expect(await watch.store.audit.list(TENANT)).toMatchObject([
      { actorName: 'Alex Wilber', detail: { requestedBy: { name: 'Isaiah Langer' } }, reference: 'R-1' },
    ]);
    expect(watch.notifier.sent.at(-1)).toMatchObject({ how: 'update', activityId: 'card' });
    expect(watch.notifier.summaries('room').at(-1)).toContain('Done: Remediated: Adele');
  });

  it('is still there after five looks within eight minutes, and is said to be', async () => {
    await ordered(ADELE);

    await pass(464_000);
    const before = [await steps(), (await stored()).checks];
    await pass(2_000);
    await watch.send();

    expect(before).toEqual([['accepted'], 4]);
    expect(await steps()).toEqual(['still-there']);
    expect(await lines()).toEqual(['still-there']);
    expect(watch.notifier.summaries('room').at(-1)).toContain('Still there');
  });

  it('is looked at right after a sweep, which does not count against it', async () => {
    await ordered(ADELE, { incident: anIncident('Diego'), step: 'accepted' });
    watch.tenant.clear('stale', 'Diego');

    await watch.clock.settle(checksOf().check(TENANT, { early: true }));

    expect(await steps()).toEqual(['accepted', 'gone']);
    expect(await stored()).toMatchObject({ checks: 0 });
    expect(await lines()).toEqual(['verified']);
  });

  it('is followed by the next process where the first has ended', async () => {
    await ordered(ADELE);
    watch.tenant.clear('stale', 'Adele');
    const second = await watch.replica();

    await pass(16_000, checksOf(second));

    expect(await steps()).toEqual(['gone']);
  });

  it('is judged once by two processes together', async () => {
    await ordered(ADELE);
    watch.tenant.clear('stale', 'Adele');
    const second = await watch.replica();
    await watch.clock.advance(16_000);

    await watch.clock.settle(Promise.all([checksOf().check(TENANT), checksOf(second).check(TENANT)]));

    expect(await lines()).toEqual(['verified']);
  });

  it('is not taken for done where the list is empty or short under a count, and the incident is known', async () => {
    await ordered(ADELE);
    const { incidents, incidentCount } = watch.tenant.alert('stale');
    const { alerts } = watch.tenant;
    const [, diego] = incidents;
    const lists = [[], diego ? [diego] : []];
    const torn = {
      ...alerts,
      getAlert: async () => ({
        value: { ...watch.tenant.alert('stale'), incidents: lists.shift() ?? [], incidentCount },
        readAt: '',
      }),
    };
    const { store, clock, random } = watch;
    const checks = createRemedyChecks({ alerts: torn, store, clock, random, log: silentLog });

    await pass(50_000, checks);
    const unproved = await steps();
    watch.tenant.alert('stale').incidents = diego ? [diego] : [];
    await pass(60_000, checks);

    expect(unproved).toEqual(['accepted']);
    expect(await steps()).toEqual(['gone']);
  });

  it('waits where the service cannot be read', async () => {
    await ordered(ADELE);
    watch.tenant.drop('stale');

    await pass(600_000 / 20);

    expect(await steps()).toEqual(['accepted']);
    expect(await stored()).toMatchObject({ checks: 0 });
    expect(await lines()).toEqual([]);
  });
});

describe('what a dead process left half done', () => {
  it('is judged by looking: sent or not, nothing is sent again', async () => {
    watch.tenant.raise('stale', 'Grady');
    watch.tenant.clear('stale', 'Adele');
    await ordered(
      { incident: anIncident('Adele'), step: 'sent' },
      { incident: anIncident('Diego'), step: 'sent' },
      { incident: anIncident('Grady'), step: 'waiting' },
    );

    await pass(16_000);

    expect(await steps()).toEqual(['gone', 'uncertain', 'not-done']);
    expect(await lines()).toEqual(['verified', 'failed']);
  });

  it('is left alone while its process still speaks', async () => {
    await ordered({ incident: anIncident('Adele'), step: 'sent' });
    watch.tenant.clear('stale', 'Adele');

    await watch.clock.settle(checksOf().check(TENANT, { early: true }));

    expect(await steps()).toEqual(['sent']);
  });
});
