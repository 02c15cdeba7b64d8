import { z } from 'zod';
import { alertsView } from '../views/alerts-view';
import { MOST_POINTS } from '../views/trend';
import type { ReadCapability } from './capability';
import { isExactly } from './words';

export const listAlerts: ReadCapability<'alerts.list'> = {
  verb: 'alerts.list',
  effect: 'reads',
  help: { usage: 'alerts', summary: 'All alerts, worst first', examples: ['alerts'], command: 'alerts' },
  input: z.object({}),
  fromText: (text) => (isExactly(text, 'alerts', 'list', 'list alerts', 'show alerts') ? {} : undefined),
  async run(_input, { alerts, clock, store, tenantId }) {
    const [reading, history] = await Promise.all([
      alerts.listAlerts({ incidents: 'as-sent' }),
      store.knowledge.history(tenantId, MOST_POINTS),
    ]);
    return { message: alertsView({ reading, now: clock.now(), history }) };
  },
};
