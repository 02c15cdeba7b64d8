import { z } from 'zod';
import type { Alert } from '../alerts/alert';
import type { Reading } from '../ports/pim-alerts';
import { alertsView } from '../views/alerts-view';
import { MOST_POINTS } from '../views/parts/trend';
import type { ReadCapability } from './capability';
import { createDrawings } from './drawings';
import { isExactly } from './words';

export const listAlerts: ReadCapability<'alerts.list'> = {
  verb: 'alerts.list',
  effect: 'reads',
  help: { usage: 'alerts', summary: 'All alerts, worst first', examples: ['alerts'], command: 'alerts' },
  input: z.object({}),
  fromText: (text) => (isExactly(text, 'alerts', 'list', 'list alerts', 'show alerts') ? {} : undefined),
  async run(_input, { alerts, clock, store, tenantId }) {
    const reading = await alerts.listAlerts({ incidents: 'as-sent' });
    const now = clock.now();
    const message = await cards.of(reading, '', now, async () =>
      alertsView({ reading, now, history: await store.knowledge.history(tenantId, MOST_POINTS) }),
    );
    return { message };
  },
};

const cards = createDrawings<Reading<readonly Alert[]>>();
