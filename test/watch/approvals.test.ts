import type { RemedyItem } from '../../src/ports/remedies';
import { endSilentApprovals } from '../../src/watch/approvals';
import { anIncident, TENANT } from '../support/fakes';
import { remedy, request } from '../store/contract-approvals';
import { aWatch, type AWatch } from './fixture';

const DIEGO = { id: 'diego', name: 'Diego' };

let watch: AWatch;

beforeEach(async () => {
  watch = await aWatch();
});
afterEach(() => watch.close());

/** Approved by Diego, whose process then said no more; three minutes have passed. */
async function silent(verb = 'incident.remediate', items?: readonly RemedyItem[], isOver = true) {
  const { store, clock } = watch;
  const at = clock.now();
  await store.approvals.add(request('request-1', { tenantId: TENANT, verb, expiresAt: at + 1_000_000 }));
  await store.approvals.move(TENANT, 'request-1', { from: 'open', to: 'running', by: DIEGO, at });
  if (items) {
    const order = remedy('order-1', { tenantId: TENANT, request: 'request-1', startedAt: at, items });
    await store.remedies.begin(order, at + 1);
    if (isOver) await store.remedies.save({ ...order, revision: 1 });
  }
  const early = await endSilentApprovals(TENANT, watch);
  await clock.advance(181_000);
  return early;
}

const item = (step: RemedyItem['step'], name = 'Adele'): RemedyItem => ({
  incident: anIncident(name),
  step,
});

async function state(): Promise<string | undefined> {
  return (await watch.store.approvals.get(TENANT, 'request-1'))?.state;
}

describe('an approval whose process has ended on the way', () => {
  it('is ended after three minutes, once, by the name of whoever approved', async () => {
    const early = await silent('alert.dismiss');

    const late = [await endSilentApprovals(TENANT, watch), await endSilentApprovals(TENANT, watch)];

    expect([early, ...late]).toEqual([0, 1, 0]);
    expect(await watch.store.approvals.get(TENANT, 'request-1')).toMatchObject({
      state: 'maybe-done',
      decidedBy: DIEGO,
    });
    expect(await watch.store.audit.list(TENANT)).toMatchObject([
      { outcome: 'maybe-done', actorName: 'Diego' },
    ]);
  });

  it.each<[string, string, readonly RemedyItem[] | undefined, string]>([
    ['was not done where no order was written down', 'incident.remediate', undefined, 'failed'],
    ['was done where looking has shown it', 'incident.remediate', [item('gone')], 'done'],
    ['is not known where it is still listed', 'incident.remediate', [item('still-there')], 'maybe-done'],
    ['was not done where nothing of it was', 'incidents.remediate', [item('not-done')], 'failed'],
    ['was done in part', 'incidents.remediate', [item('not-done'), item('gone', 'Diego')], 'done'],
  ])('%s', async (_what, verb, items, expected) => {
    await silent(verb, items);

    await endSilentApprovals(TENANT, watch);

    expect(await state()).toBe(expected);
    expect(await watch.store.audit.list(TENANT)).toMatchObject([{ outcome: expected }]);
  });

  it('waits while its remediation is still being looked at', async () => {
    await silent('incident.remediate', [item('uncertain')], false);

    expect(await endSilentApprovals(TENANT, watch)).toBe(0);
    expect(await state()).toBe('running');
  });
});
