import { send } from '../../../src/capabilities/remediate/send';
import type { Context } from '../../../src/capabilities/capability';
import { GraphError, type PimAlertActions, type PimAlerts } from '../../../src/ports/pim-alerts';
import { anAlertOf, anIncidentAbout } from '../../support/builders';

const incident = anIncidentAbout('Megan Bowen');
const lost = new GraphError('no answer', { reason: 'unavailable', maybeDone: true });
const refused = new GraphError('no', { reason: 'invalid', status: 400 });

function remediation({ order, look }: { order: 'taken' | GraphError; look: 'gone' | 'there' | GraphError }) {
  const calls: string[] = [];
  const actions = {
    remediateIncident: async (alertId: string, incidentId: string) => {
      calls.push(`remediate ${alertId} ${incidentId}`);
      if (order !== 'taken') throw order;
      return { requestId: 'request-1' };
    },
  } as unknown as PimAlertActions;
  const alerts = {
    getAlert: async (_id: string, options: { fresh?: boolean }) => {
      calls.push(`look ${options.fresh ? 'afresh' : ''}`);
      if (look instanceof GraphError) throw look;
      const incidents = look === 'there' ? [{ ...incident, id: incident.id.toUpperCase() }] : [];
      return { value: anAlertOf('stale', { incidents }), readAt: '' };
    },
  } as unknown as PimAlerts;
  return { calls, sent: () => send('alert-1', incident, { alerts } as unknown as Context, actions) };
}

describe('one order', () => {
  it('is followed by one look', async () => {
    const { calls, sent } = remediation({ order: 'taken', look: 'gone' });

    const { receipt, gone } = await sent();

    expect(calls).toEqual([`remediate alert-1 ${incident.id}`, 'look afresh']);
    expect([receipt, gone]).toEqual([{ requestId: 'request-1' }, true]);
  });

  it.each([
    ['the incident is still listed', 'there' as const],
    ['the look fails', refused],
  ])('that was taken stands, though %s', async (_how, look) => {
    const { gone } = await remediation({ order: 'taken', look }).sent();

    expect(gone).toBe(false);
  });

  it('whose answer was lost is judged by the look', async () => {
    const { calls, sent } = remediation({ order: lost, look: 'gone' });

    const { receipt, gone } = await sent();

    expect([receipt, gone]).toEqual([{}, true]);
    expect(calls).toHaveLength(2);
  });

  it.each([
    ['the incident is still there', 'there' as const],
    ['the look fails', refused],
  ])('whose answer was lost stays uncertain where %s, and is not sent again', async (_how, look) => {
    const { calls, sent } = remediation({ order: lost, look });

    await expect(sent()).rejects.toBe(lost);
    expect(calls).toHaveLength(2);
  });

  it('that was refused needs no look', async () => {
    const { calls, sent } = remediation({ order: refused, look: 'there' });

    await expect(sent()).rejects.toBe(refused);
    expect(calls).toHaveLength(1);
  });
});
