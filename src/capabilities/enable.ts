import { z } from 'zod';
import { UserError } from '../lib/errors';
import { openAlert } from '../views/parts/button';
import { resultView } from '../views/result-view';
import type { ChangeCapability } from './capability';
import { decided } from './decisions';
import { findAlert } from './find';
import { alertName, confirmable, tidy } from './inputs';
import { after, clauses } from './words';

export const enable: ChangeCapability<'alert.enable'> = {
  verb: 'alert.enable',
  effect: 'changes',
  help: {
    usage: 'enable <alert>',
    summary: 'Bring a dismissed alert back',
    examples: ['enable stale'],
    command: 'enable',
    about: ({ state }) => state === 'dismissed',
  },
  input: z.object({ alert: alertName, ...confirmable }).transform(tidy),
  fromText(text) {
    const said = clauses(after('enable', text) ?? after('re-enable', text) ?? '');
    return said.head === '' ? undefined : tidy({ alert: said.head, reason: said.because });
  },
  // No `propose`: that would say that it asks first, and one press does it.
  async target({ alert: name }, context) {
    const { reading } = await findAlert(name, context, { fresh: true });
    const alert = reading.value;
    if (alert.state === 'active') throw new UserError(`“${alert.title}” is active already.`);
    if (alert.state === 'disabled') {
      throw new UserError(
        `“${alert.title}” is switched off. “configure ${alert.slug} enabled=yes” switches it on.`,
      );
    }
    return alert.id;
  },
  async run(input, context, actions) {
    const { reading } = await findAlert(input.alert, context, { asProposed: true });
    const alert = reading.value;
    const receipt = await actions.enableAlert(alert.id);
    const { reason = '' } = input;
    await decided({ kind: 'enabled', alertId: alert.id, reason, detail: { before: alert.state } }, context);
    const { actor, clock, reference } = context;
    const message = resultView({
      outcome: 'done',
      title: `Re-enabled: ${alert.title}`,
      lines: ['It counts as open again.'],
      facts: [],
      next: [openAlert(alert.id), { title: 'All alerts', verb: 'alerts.list', input: {} }],
      reference,
      actor: actor.name,
      now: clock.now(),
    });
    return { message, receipt };
  },
};
