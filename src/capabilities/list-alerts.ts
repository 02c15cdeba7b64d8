import { z } from 'zod';
import { alertsView } from '../views/alerts-view';
import type { ReadCapability } from './capability';
import { isExactly } from './words';

export const listAlerts: ReadCapability<'alerts.list'> = {
  verb: 'alerts.list',
  effect: 'reads',
  help: { usage: 'alerts', summary: 'All alerts, worst first', examples: ['alerts'], command: 'alerts' },
  input: z.object({}),
  fromText: (text) => (isExactly(text, 'alerts', 'list', 'list alerts', 'show alerts') ? {} : undefined),
  async run(_input, { alerts, clock }) {
    const reading = await alerts.listAlerts({ incidents: 'as-sent' });
    return { message: alertsView({ reading, now: clock.now() }) };
  },
};
