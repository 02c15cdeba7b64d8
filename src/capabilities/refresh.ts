import { z } from 'zod';
import type { PimAlertActions } from '../ports/pim-alerts';
import type { RefreshProgress } from '../ports/refreshes';
import { refreshView } from '../views/refresh-view';
import type { ChangeCapability, Context, Outcome } from './capability';
import { findAlert } from './find';
import { alertName } from './inputs';
import { after, isExactly } from './words';

export const refreshAlert: ChangeCapability<'alert.refresh'> = {
  verb: 'alert.refresh',
  effect: 'changes',
  help: {
    usage: 'refresh <alert>',
    summary: 'Have Microsoft scan for one alert now',
    examples: ['refresh stale'],
    command: 'refresh',
  },
  input: z.object({ alert: alertName }),
  fromText(text) {
    const alert = after('refresh', text);
    return alert && !isExactly(alert, 'all') ? { alert } : undefined;
  },
  target: ({ alert }) => alert,
  async run({ alert }, context, actions) {
    const { reading } = await findAlert(alert, context);
    return begin({ alertId: reading.value.id }, context, actions);
  },
};

export const refreshAll: ChangeCapability<'alerts.refresh'> = {
  verb: 'alerts.refresh',
  effect: 'changes',
  help: {
    usage: 'refresh all',
    summary: 'Have Microsoft scan for every alert now',
    examples: ['refresh all'],
  },
  input: z.object({}),
  fromText: (text) => (isExactly(text, 'refresh', 'refresh all') ? {} : undefined),
  target: () => 'all',
  run: async (_input, context, actions) => begin('all', context, actions),
};

async function begin(
  target: RefreshProgress['target'],
  context: Context,
  actions: PimAlertActions,
): Promise<Outcome> {
  const { tenantId, actor, refreshes, clock } = context;
  const progress = await refreshes.start({ tenantId, target, startedBy: actor, actions });
  return {
    message: refreshView({ progress, now: clock.now() }),
    receipt: {},
    stands: (place) => refreshes.follow(tenantId, progress.id, place),
  };
}
