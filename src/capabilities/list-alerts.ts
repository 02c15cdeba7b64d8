import { z } from 'zod';
import type { Alert } from '../alerts/alert';
import type { Message } from '../ports/notifier';
import type { Reading } from '../ports/pim-alerts';
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
    const reading = await alerts.listAlerts({ incidents: 'as-sent' });
    const drawn = cards.get(reading);
    const now = clock.now();
    if (drawn && now - drawn.at < SAME_MS) return { message: drawn.message };
    const history = await store.knowledge.history(tenantId, MOST_POINTS);
    const message = alertsView({ reading, now, history });
    cards.set(reading, { message, at: now });
    return { message };
  },
};

/** Ages are told in minutes, so the card of one reading stays true for as long as readings are shared. */
const SAME_MS = 5_000;

// Everybody sees the same card, and a reading that is shared by many is drawn for the first of them.
const cards = new WeakMap<Reading<readonly Alert[]>, { readonly message: Message; readonly at: number }>();
