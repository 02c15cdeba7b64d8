import { z } from 'zod';
import { incidentKey } from '../alerts/alert';
import { UserError } from '../lib/errors';
import { fingerprint } from '../lib/fingerprint';
import { incidentsView } from '../views/incidents-view';
import { resultView } from '../views/result-view';
import type { ChangeCapability, Context, Proposal } from './capability';
import { findAlert } from './find';
import { alertName, confirmable, incidentId, personName, tidy } from './inputs';
import { chooseIncident } from './remediate-choice';
import { inTurn } from './remediate-alone';
import { consequencesOf, remediationCard } from './remediate-preview';
import { weigh } from './remediate-facts';
import { send } from './remediate-send';
import { after, clauses } from './words';

const flag = z
  .union([z.boolean(), z.enum(['true', 'false'])])
  .transform((value) => value === true || value === 'true');

export const remediate: ChangeCapability<'incident.remediate'> = {
  verb: 'incident.remediate',
  effect: 'changes',
  help: {
    usage: 'remediate <alert> [<person>]',
    summary: 'Fix one incident: shows what will happen and asks first',
    examples: ['remediate outside-pim Megan Bowen'],
    command: 'remediate',
  },
  input: z
    .object({
      alert: alertName,
      incident: incidentId.optional(),
      person: personName.optional(),
      acknowledged: flag.optional(),
      ...confirmable,
    })
    .transform(tidy),
  fromText(text) {
    const said = clauses(after('remediate', text) ?? after('fix', text) ?? '');
    return said.head === '' ? undefined : tidy({ alert: said.head, reason: said.because });
  },
  async propose(input, context) {
    const { reading, rest } = await findAlert(input.alert, context, { fresh: true, allowRest: true });
    const alert = reading.value;
    const chosen = chooseIncident(alert, input.incident, input.person ?? (rest === '' ? undefined : rest));
    if (chosen.kind === 'choose') {
      const shown = {
        ...reading,
        value: { ...alert, incidents: chosen.incidents, incidentCount: chosen.incidents.length },
      };
      return { message: incidentsView({ reading: shown, page: 1, now: context.clock.now() }) };
    }
    const { incident } = chosen;
    const weighed = await weigh(alert, incident, context);
    const refusal = weighed.objections.find(({ weight }) => weight === 'refuse');
    const again = weighed.objections.filter(({ weight }) => weight === 'confirm-again');
    const acknowledged = input.acknowledged === true || again.length === 0;
    const proposal: Proposal<'incident.remediate'> = {
      target: `${alert.id}/${incident.id}`,
      input: tidy({ ...input, alert: alert.id, incident: incident.id, person: undefined }),
      seen: fingerprint({
        alert: alert.id,
        incident: { ...incident, id: incidentKey(incident) },
        effect: weighed.effect,
      }),
      reason: 'required',
      detail: { incident, effect: weighed.effect },
      ...(acknowledged ? {} : { missing: 'Tick the box that says you mean it, then press Confirm again.' }),
      ...(refusal ? { refusal: { rule: refusal.rule, text: refusal.text } } : {}),
      ask: (confirmed, notes) =>
        remediationCard({
          alert,
          incident,
          weighed,
          input: confirmed,
          again,
          notes,
          now: context.clock.now(),
        }),
    };
    return proposal;
  },
  async run(input, context, actions) {
    const { reading } = await findAlert(input.alert, context, { asProposed: true });
    const alert = reading.value;
    const incident = alert.incidents.find((one) => incidentKey(one) === input.incident?.toLowerCase());
    if (!incident)
      throw new UserError('That incident is no longer there: somebody or the last scan has dealt with it.');
    const sent = await inTurn(alert, incident, context, () => send(alert.id, incident, context, actions));
    await remember(alert.id, incidentKey(incident), input.reason ?? '', { incident }, context);
    const message = resultView({
      outcome: 'done',
      title: `Remediated: ${incident.principal?.name ?? incident.role?.name ?? alert.title}`,
      lines: [consequencesOf(alert, incident).done, sent.verdict],
      facts: [{ label: 'Reason', value: input.reason ?? '' }],
      next: [
        { title: 'Incidents', verb: 'alert.incidents', input: { alert: alert.id } },
        { title: 'All alerts', verb: 'alerts.list', input: {} },
      ],
      reference: context.reference,
      actor: context.actor.name,
      now: context.clock.now(),
    });
    return { message, receipt: sent.receipt };
  },
};

async function remember(
  alertId: string,
  key: string,
  reason: string,
  detail: Readonly<Record<string, unknown>>,
  { store, random, actor, tenantId, clock }: Context,
): Promise<void> {
  await store.decisions.add({
    tenantId,
    id: random.uuid(),
    kind: 'remediated',
    alertId,
    incidentKey: key,
    actorId: actor.id,
    actorName: actor.name,
    reason,
    at: clock.now(),
    detail,
  });
}
