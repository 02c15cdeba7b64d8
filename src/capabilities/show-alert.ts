import { z } from 'zod';
import type { Alert } from '../alerts/alert';
import { alertView } from '../views/alert-view';
import { MOST_POINTS } from '../views/parts/trend';
import type { ReadCapability } from './capability';
import { createDrawings } from './drawings';
import { findAlert } from './find';
import { alertName } from './inputs';
import { marksOf } from './marks';
import { after } from './words';

export const showAlert: ReadCapability<'alert.show'> = {
  verb: 'alert.show',
  effect: 'reads',
  help: {
    usage: 'alert <alert>',
    summary: 'What one alert means, how to fix it and whom it concerns',
    examples: ['alert global-admins', 'alert stale'],
    command: 'alert',
  },
  input: z.object({ alert: alertName }),
  fromText(text) {
    const alert = after('alert', text) ?? after('show', text);
    return alert ? { alert } : undefined;
  },
  async run({ alert }, context) {
    const { reading } = await findAlert(alert, context);
    const { store, tenantId } = context;
    const now = context.clock.now();
    const { id, incidents, state } = reading.value;
    const [marks, [dismissal]] = await Promise.all([
      marksOf(id, incidents, { store, tenantId, now }),
      state === 'dismissed'
        ? store.decisions.list(tenantId, { alertId: id, kind: 'dismissed', limit: 1 })
        : ([] as const),
    ]);
    const known = dismissal ? { dismissal } : {};
    // What people have decided is read each time: whoever accepts an incident and looks again sees it accepted.
    const decided = JSON.stringify([[...marks.accepted], [...marks.owners], dismissal]);
    const message = await cards.of(reading.value, decided, now, async () => {
      const history = await store.knowledge.history(tenantId, MOST_POINTS);
      return alertView({ reading, now, history, marks, ...known });
    });
    return { message };
  },
};

const cards = createDrawings<Alert>();
