import { z } from 'zod';
import type { Actions } from '../actions';
import type { Alert } from '../alerts/alert';
import { standingDismissals } from '../alerts/dismissals';
import { UserError } from '../lib/errors';
import type { Decision } from '../ports/ledger';
import type { PimAlertActions, Reading } from '../ports/pim-alerts';
import type { RefreshProgress, Restoration } from '../ports/refreshes';
import { refreshChoiceView } from '../views/refresh-choice-view';
import { refreshView } from '../views/refresh-view';
import type { ChangeCapability, Context, Outcome, Reply } from './capability';
import { decided } from './decisions';
import { findAlert } from './find';
import { alertName, tidy } from './inputs';
import { after, isExactly } from './words';

const dismissed = z.enum(['skip', 'restore', 'leave']).optional();

export const refreshAlert: ChangeCapability<'alert.refresh'> = {
  verb: 'alert.refresh',
  effect: 'changes',
  help: {
    usage: 'refresh <alert>',
    summary: 'Have Microsoft scan for one alert now',
    examples: ['refresh stale'],
    command: 'refresh',
  },
  input: z.object({ alert: alertName, dismissed }).transform(tidy),
  fromText(text) {
    const alert = after('refresh', text);
    return alert && !isExactly(alert, 'all') ? { alert } : undefined;
  },
  target: ({ alert }) => alert,
  async propose(input, context) {
    if (input.dismissed) return undefined;
    const { reading } = await findAlert(input.alert, context, { fresh: true });
    return question({ ...reading, value: [reading.value] }, context, reading.value);
  },
  async run(input, context, actions) {
    const { reading } = await findAlert(input.alert, context);
    const alert = reading.value;
    if (alert.state === 'dismissed' && input.dismissed === 'skip')
      throw new UserError(`“${alert.title}” is dismissed and was left alone: nothing was scanned.`);
    return begin({ alertId: alert.id }, [alert], input.dismissed, context, actions);
  },
};

export const refreshAll: ChangeCapability<'alerts.refresh'> = {
  verb: 'alerts.refresh',
  effect: 'changes',
  help: {
    usage: 'refresh all',
    summary: 'Have Microsoft scan for every alert now; asks first where that would bring dismissed ones back',
    examples: ['refresh all'],
  },
  input: z.object({ dismissed }).transform(tidy),
  fromText: (text) => (isExactly(text, 'refresh', 'refresh all') ? {} : undefined),
  target: () => 'all',
  async propose(input, context) {
    if (input.dismissed) return undefined;
    return question(await context.alerts.listAlerts({ incidents: 'as-sent', fresh: true }), context);
  },
  async run(input, context, actions) {
    const { value } = await context.alerts.listAlerts({ incidents: 'as-sent' });
    if (input.dismissed !== 'skip') return begin('all', value, input.dismissed, context, actions);
    const alertIds = value.filter(({ state }) => state === 'active').map(({ id }) => id);
    if (alertIds.length === 0)
      throw new UserError(
        'No alert is active any more, so nothing was scanned. “refresh all” asks again what to do.',
      );
    return begin({ alertIds }, [], 'skip', context, actions);
  },
};

/** Undefined: nothing is dismissed, so there is nothing to ask. */
async function question(
  { value, readAt }: Reading<readonly Alert[]>,
  context: Context,
  alert?: Alert,
): Promise<Reply | undefined> {
  const aside = value.filter(({ state }) => state === 'dismissed');
  if (aside.length === 0) return undefined;
  const known = await standing(context);
  const rows = aside.map((one) => {
    const dismissal = known.get(one.id)?.dismissal;
    return { alert: one, ...(dismissal ? { dismissal } : {}) };
  });
  const active = value.filter(({ state }) => state === 'active').length;
  const now = context.clock.now();
  return {
    message: refreshChoiceView({ dismissed: rows, active, readAt, now, ...(alert ? { alert } : {}) }),
  };
}

async function begin(
  target: RefreshProgress['target'],
  scanned: readonly Alert[],
  choice: Actions['alerts.refresh']['dismissed'],
  context: Context,
  actions: PimAlertActions,
): Promise<Outcome> {
  const { tenantId, actor, refreshes, clock } = context;
  const aside = scanned.filter(({ state }) => state === 'dismissed');
  const restore = choice === 'restore' ? await restorationOf(aside, context) : undefined;
  const order = { tenantId, target, startedBy: actor, actions, ...(restore ? { restore } : {}) };
  const progress = await refreshes.start(order);
  const renewed = new Set(restore?.alerts.map(({ alertId }) => alertId));
  await letGo(
    aside.filter(({ id }) => !renewed.has(id)),
    context,
  );
  return {
    message: refreshView({ progress, now: clock.now() }),
    receipt: {},
    stands: (place) => refreshes.follow(tenantId, progress.id, place),
  };
}

/** What is dismissed again: everything but what has run out. */
async function restorationOf(aside: readonly Alert[], context: Context): Promise<Restoration | undefined> {
  const known = await standing(context);
  const now = context.clock.now();
  const alerts = aside.flatMap(({ id, title }) => {
    const dismissal = known.get(id)?.dismissal;
    const { until, reason = 'Dismissed outside Rolecall, and restored after a scan' } = dismissal ?? {};
    if (until !== undefined && until <= now) return [];
    return [{ alertId: id, title, reason, ...(until === undefined ? {} : { until }) }];
  });
  const { conversation, reference } = context;
  return alerts.length === 0 ? undefined : { alerts, conversationId: conversation.id, reference };
}

/** The ledger learns that these come back by our own order, so that nobody is told that they did by themselves. */
async function letGo(aside: readonly Alert[], context: Context): Promise<void> {
  const { reference } = context;
  const reason = 'A scan was ordered, and the dismissal was not to be kept';
  for (const { id: alertId } of aside)
    await decided({ kind: 'returned', alertId, reason, detail: { reference } }, context);
}

async function standing({ store, tenantId }: Context) {
  const kind = ['dismissed', 'enabled', 'returned', 'restoring'] as const;
  return standingDismissals<Decision>(await store.decisions.list(tenantId, { kind }));
}
