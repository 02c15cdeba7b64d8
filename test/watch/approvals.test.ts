import { endSilentApprovals } from '../../src/watch/approvals';
import { request } from '../store/contract-approvals';
import { aWatch, type AWatch } from './fixture';
import { TENANT } from '../support/fakes';

let watch: AWatch;

beforeEach(async () => {
  watch = await aWatch();
});
afterEach(() => watch.close());

describe('an approval whose process has ended on the way', () => {
  it('is ended after three minutes, once, as not certain', async () => {
    const { store, clock } = watch;
    const at = clock.now();
    const by = { id: 'diego', name: 'Diego' };
    await store.approvals.add(request('request-1', { tenantId: TENANT, expiresAt: at + 1_000_000 }));
    await store.approvals.move(TENANT, 'request-1', { from: 'open', to: 'running', by, at });

    const early = await endSilentApprovals(TENANT, watch);
    await clock.advance(181_000);
    const late = [await endSilentApprovals(TENANT, watch), await endSilentApprovals(TENANT, watch)];

    expect([early, ...late]).toEqual([0, 1, 0]);
    expect(await store.approvals.get(TENANT, 'request-1')).toMatchObject({
      state: 'maybe-done',
      decidedBy: by,
    });
    expect(await store.audit.list(TENANT)).toMatchObject([{ outcome: 'maybe-done', actorName: 'Diego' }]);
  });
});
