import { z } from 'zod';
import { kindOf } from '../alerts/kinds';
import { UserError } from '../lib/errors';
import { fingerprint } from '../lib/fingerprint';
import { confirmView } from '../views/confirm-view';
import { resultView } from '../views/result-view';
import type { ChangeCapability, Proposal } from './capability';
import { futureMoment } from './dates';
import { countOf } from './counting';
import { decided } from './decisions';
import { findAlert } from './find';
import { alertName, confirmable, tidy } from './inputs';
import { after, clauses } from './words';

export const dismiss: ChangeCapability<'alert.dismiss'> = {
  verb: 'alert.dismiss',
  effect: 'changes',
  help: {
    usage: 'dismiss <alert> [until <date>] [because …]',
    summary: 'Set an alert aside; its incidents stay',
    examples: ['dismiss stale until friday because the migration ends then'],
    command: 'dismiss',
  },
  input: z
    .object({ alert: alertName, until: z.string().trim().min(1).max(100).optional(), ...confirmable })
    .transform(tidy),
  fromText(text) {
    const said = clauses(after('dismiss', text) ?? '');
    if (said.head === '') return undefined;
    return tidy({ alert: said.head, until: said.until, reason: said.because });
  },
  async propose(input, context) {
    const { reading } = await findAlert(input.alert, context, { fresh: true });
    const alert = reading.value;
    const again = alert.state === 'dismissed';
    if (alert.state !== 'active' && !again)
      throw new UserError(`“${alert.title}” is not active, so there is nothing to dismiss.`);
    const now = context.clock.now();
    const until = input.until === undefined ? undefined : futureMoment(input.until, now, context.timeZone);
    const title = again ? `Dismiss “${alert.title}” again?` : `Dismiss “${alert.title}”?`;
    const consequences = [
      ...(again
        ? ['It is dismissed already: the new reason and the new end take the place of the old ones.']
        : []),
      `${countOf(alert.incidentCount, kindOf(alert.suffix).subject)} will no longer count as open. Nobody loses a role.`,
      'The next scan by Microsoft may bring the alert back.',
    ];
    const proposal: Proposal<'alert.dismiss'> = {
      target: alert.id,
      title,
      consequences,
      removesAccess: false,
      input: { ...input, alert: alert.id, ...(until ? { until: new Date(until).toISOString() } : {}) },
      seen: fingerprint({ id: alert.id, state: alert.state, incidents: alert.incidentCount }),
      reason: 'required',
      detail: { before: alert.state, after: 'dismissed', until: until ?? null },
      ask: (confirmed, notes) =>
        confirmView({
          verb: 'alert.dismiss',
          input: confirmed,
          title,
          consequences,
          facts: until ? [{ label: 'Until', value: new Date(until).toISOString() }] : [],
          warnings: notes,
          reason: 'required',
          ...(alert.lastScanned ? { scannedAt: alert.lastScanned } : {}),
          now,
        }),
    };
    return proposal;
  },
  async run(input, context, actions) {
    const { reading } = await findAlert(input.alert, context, { asProposed: true });
    const alert = reading.value;
    const receipt = await actions.dismissAlert(alert.id);
    const { actor, clock, conversation, reference } = context;
    const decision = {
      kind: 'dismissed' as const,
      alertId: alert.id,
      reason: input.reason ?? '',
      detail: { incidentCount: alert.incidentCount, conversationId: conversation.id },
      ...(input.until ? { until: Date.parse(input.until) } : {}),
    };
    await decided(decision, context);
    const message = resultView({
      outcome: 'done',
      title: `Dismissed: ${alert.title}`,
      lines: ['Its incidents stay in Entra. The next scan may bring the alert back.'],
      facts: [{ label: 'Reason', value: input.reason ?? '' }],
      next: [
        { title: 'Re-enable', verb: 'alert.enable', input: { alert: alert.id } },
        { title: 'All alerts', verb: 'alerts.list', input: {} },
      ],
      reference,
      actor: actor.name,
      now: clock.now(),
    });
    return { message, receipt };
  },
};
