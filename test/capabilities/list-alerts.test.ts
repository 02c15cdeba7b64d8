import type { Context } from '../../src/capabilities/capability';
import { listAlerts } from '../../src/capabilities/list-alerts';
import { fakeClock } from '../support/clock';
import { aTenant } from '../support/fakes';

describe('the card of all alerts', () => {
  function aContext() {
    const clock = fakeClock();
    const tenant = aTenant(clock);
    const asked = { history: 0 };
    const context = {
      clock,
      tenantId: 'tenant',
      alerts: tenant.alerts,
      store: { knowledge: { history: () => Promise.resolve([]).finally(() => (asked.history += 1)) } },
    } as unknown as Context;
    return { clock, tenant, asked, context };
  }

  it('is drawn once for a reading that many share', async () => {
    const { context, tenant, asked } = aContext();
    const reading = await tenant.alerts.listAlerts();
    const shared = { ...context, alerts: { ...tenant.alerts, listAlerts: () => Promise.resolve(reading) } };

    const first = await listAlerts.run({}, shared);
    const second = await listAlerts.run({}, shared);

    expect(second.message).toBe(first.message);
    expect(asked.history).toBe(1);
  });

  it('is drawn anew when time has passed, so that its ages stay true', async () => {
    const { context, tenant, clock, asked } = aContext();
    const reading = await tenant.alerts.listAlerts();
    const shared = { ...context, alerts: { ...tenant.alerts, listAlerts: () => Promise.resolve(reading) } };
    await listAlerts.run({}, shared);

    await clock.advance(5_000);
    await listAlerts.run({}, shared);

    expect(asked.history).toBe(2);
  });

  it('is drawn anew for each reading', async () => {
    const { context, tenant } = aContext();
    const before = await listAlerts.run({}, context);

    tenant.raise('stale', 'Ana');
    const after = await listAlerts.run({}, context);

    expect(JSON.stringify(before.message)).toContain('Nothing needs attention');
    expect(JSON.stringify(after.message)).toContain('1 alert needs attention');
  });
});
