import { incidentKey } from '../../src/alerts/alert';
import { anIncident, TENANT } from '../support/fakes';
import { aWatch, type AWatch } from './fixture';

const HOUR = 3_600_000;

describe('an alert that the tenant has no longer', () => {
  let watch: AWatch;

  beforeEach(async () => {
    watch = await aWatch();
    await watch.subscribe('soc');
    watch.tenant.raise('stale', 'Adele');
    await look();
  });

  afterEach(() => watch.close());

  async function look(): Promise<void> {
    const outcome = await watch.sweep();
    if (outcome !== 'busy') await watch.health.swept(TENANT, outcome);
    await watch.send();
  }

  const troubles = async () => (await watch.store.flags.list(TENANT)).map(({ detail }) => detail);

  test('is missed for a day; then it is said to be gone, once, and all is well again', async () => {
    const { id } = watch.tenant.alert('stale');
    const adele = async () =>
      (await watch.store.knowledge.incidents(TENANT, id, [incidentKey(anIncident('Adele'))])).length;
    watch.tenant.drop('stale');
    await look();
    await watch.clock.advance(23 * HOUR);
    await look();
    const early = { troubles: await troubles(), open: await adele() };
    await watch.clock.advance(HOUR);

    await look();
    await look();

    expect(early).toEqual({
      troubles: ['Microsoft listed 6 of 7 alerts. What I knew of the others stays as it was.'],
      open: 1,
    });
    expect({ troubles: await troubles(), open: await adele() }).toEqual({ troubles: [], open: 0 });
    expect(watch.notifier.summaries()).toEqual(['I cannot read the alerts', 'I can read the alerts again']);
    expect(JSON.stringify(watch.notifier.sent.at(-1)?.message)).toContain(
      'Microsoft no longer has Stale accounts hold privileged roles in this tenant.',
    );
  });

  test('is waited for while it is found by name, and while nothing at all is listed', async () => {
    watch.tenant.hide('stale');
    await watch.clock.advance(25 * HOUR);
    await look();
    const hidden = await troubles();
    watch.tenant.takeAll();
    await watch.clock.advance(25 * HOUR);
    await look();

    expect(hidden).toHaveLength(1);
    expect(await troubles()).toHaveLength(1);
    expect(await watch.store.knowledge.alerts(TENANT)).toHaveLength(7);
  });
});
