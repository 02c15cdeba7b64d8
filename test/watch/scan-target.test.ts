import type { PimAlertActions } from '../../src/ports/pim-alerts';
import { scanTarget } from '../../src/watch/scan-target';
import { TENANT } from '../support/fakes';
import { aWatch, type AWatch } from './fixture';

let watch: AWatch;

beforeEach(async () => {
  watch = await aWatch();
});
afterEach(() => watch.close());

const target = () => scanTarget(watch.tenant.alerts, new AbortController().signal);

describe('a scan that nobody asked for', () => {
  it('is for all alerts while nothing is set aside', async () => {
    watch.tenant.raise('stale', 'Megan');

    expect(await target()).toBe('all');
  });

  it('passes over what people have set aside or switched off', async () => {
    watch.tenant.raise('stale', 'Megan');
    watch.tenant.alert('stale').state = 'dismissed';
    watch.tenant.alert('license').state = 'disabled';

    const found = await target();

    const ids = found !== 'all' && 'alertIds' in found ? found.alertIds : [];
    expect(ids).toHaveLength(5);
    expect(ids.join()).not.toMatch(/StaleSignIn|InvalidLicense/);
  });
});

describe('a scan of some alerts', () => {
  it('is one operation, over when all of them have been scanned, and orders each once', async () => {
    const { tenant, clock, refreshes, store } = watch;
    tenant.raise('stale', 'Megan');
    await watch.sweep();
    const ordered: string[] = [];
    const actions: PimAlertActions = {
      ...tenant.actions,
      refreshAlert: (id) => {
        ordered.push(id);
        return tenant.actions.refreshAlert(id);
      },
    };
    const alertIds = ['stale', 'redundant'].map((slug) => tenant.alert(slug).id);
    const startedBy = { id: 'adele', name: 'Adele', tenantId: TENANT, channelUserId: '29:adele' };

    const progress = await clock.settle(
      refreshes.start({ tenantId: TENANT, target: { alertIds }, startedBy, actions }),
    );
    await clock.advance(2_000);
    tenant.scanned('stale');
    await clock.advance(20_000);
    const half = await store.operations.list(TENANT);
    tenant.scanned('redundant');
    await clock.settle(refreshes.settled());

    expect(ordered).toEqual(alertIds);
    expect(progress).toMatchObject({ id: 'refresh:some', target: { alertIds }, state: 'running' });
    expect(progress.rows.map(({ slug }) => slug)).toEqual(['stale', 'redundant']);
    expect(half.map(({ id }) => id)).toEqual(['refresh:some']);
    expect(await store.operations.list(TENANT)).toEqual([]);
  });
});
