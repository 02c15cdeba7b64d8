import { z } from 'zod';
import { alertView } from '../views/alert-view';
import { MOST_POINTS } from '../views/trend';
import type { ReadCapability } from './capability';
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
    const [[dismissal], history] = await Promise.all([
      store.decisions.list(tenantId, { alertId: reading.value.id, kind: 'dismissed', limit: 1 }),
      store.knowledge.history(tenantId, MOST_POINTS),
    ]);
    const now = context.clock.now();
    const { id, incidents, state } = reading.value;
    const marks = await marksOf(id, incidents, { store, tenantId, now });
    const known = dismissal && state === 'dismissed' ? { dismissal } : {};
    return { message: alertView({ reading, now, history, marks, ...known }) };
  },
};
