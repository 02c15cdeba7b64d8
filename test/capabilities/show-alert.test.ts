import { incidentKey } from '../../src/alerts/alert';
import type { Context } from '../../src/capabilities/capability';
import { showAlert } from '../../src/capabilities/show-alert';
import type { Assignment } from '../../src/ports/ownership';
import { fakeClock } from '../support/clock';
import { aTenant } from '../support/fakes';

describe('the card of one alert', () => {
  async function aContext() {
    const clock = fakeClock();
    const tenant = aTenant(clock);
    tenant.raise('stale', 'Ana');
    const reading = await tenant.alerts.listAlerts();
    const [alert] = reading.value.filter(({ slug }) => slug === 'stale');
    const [incident] = alert?.incidents ?? [];
    const owned: Assignment[] = [];
    const context = {
      clock,
      tenantId: 'tenant',
      // Shared, as within a burst of presses.
      alerts: { ...tenant.alerts, listAlerts: () => Promise.resolve(reading) },
      store: {
        knowledge: { history: () => Promise.resolve([]) },
        decisions: { list: () => Promise.resolve([]) },
        ownership: { list: () => Promise.resolve(owned) },
      },
    } as unknown as Context;
    const take = (name: string): void => {
      owned.splice(0, owned.length, {
        incidentKey: incident ? incidentKey(incident) : '',
        owner: { id: name, name },
        dueAt: clock.now() + 86_400_000,
      } as unknown as Assignment);
    };
    return { clock, context, take };
  }

  it('is drawn once for a reading that many share', async () => {
    const { context } = await aContext();

    const first = await showAlert.run({ alert: 'stale' }, context);
    const second = await showAlert.run({ alert: 'stale' }, context);

    expect(second.message).toBe(first.message);
  });

  it('shows what somebody has decided since, although nothing has been read anew', async () => {
    const { context, take } = await aContext();
    await showAlert.run({ alert: 'stale' }, context);

    take('Bo');
    const first = await showAlert.run({ alert: 'stale' }, context);
    take('Cy');
    const second = await showAlert.run({ alert: 'stale' }, context);

    expect(JSON.stringify(first.message)).toContain('👤 Bo');
    expect(JSON.stringify(second.message)).toContain('👤 Cy');
  });

  it('is drawn anew when time has passed, so that its ages stay true', async () => {
    const { context, clock } = await aContext();
    const before = await showAlert.run({ alert: 'stale' }, context);

    await clock.advance(5_000);
    const after = await showAlert.run({ alert: 'stale' }, context);

    expect(after.message).not.toBe(before.message);
  });
});
