import { z } from 'zod';
import { incidentKey, type Alert, type Incident } from '../../alerts/alert';
import { consequencesOf } from '../../alerts/consequences';
import { UserError } from '../../lib/errors';
import { fingerprint } from '../../lib/fingerprint';
import { GraphError } from '../../ports/pim-alerts';
import type { RemedyItem } from '../../ports/remedies';
import { remedyView } from '../../views/remedy-view';
import type { ChangeCapability, Place, Proposal } from '../capability';
import { choose, whichOne } from '../choose';
import { findAlert } from '../find';
import { alertName, confirmable, flag, incidentId, personName, tidy } from '../inputs';
import { canBeRemediated, mustBeRemediable } from './remediable';
import { inTurn, lookOnceMore } from './alone';
import { weigh, withRoleGroups, type Weighed } from './facts';
import { remediationCard } from './preview';
import { beginRemedy, follow, leaving, ORDERED_ALREADY, remember, step, underWay } from './record';
import { send } from './send';
import { after, clauses } from '../words';

export const remediate: ChangeCapability<'incident.remediate'> = {
  verb: 'incident.remediate',
  effect: 'changes',
  help: {
    usage: 'remediate <alert> [<person>]',
    summary: 'Fix one incident: shows what will happen and asks first',
    examples: ['remediate outside-pim Megan Bowen'],
    command: 'remediate',
    about: canBeRemediated,
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
    // “remediate stale all” is many at once.
    if (said.head === '' || /\sall$/i.test(said.head)) return undefined;
    return tidy({ alert: said.head, reason: said.because });
  },
  async propose(input, context) {
    const { reading, rest } = await findAlert(input.alert, context, { fresh: true, allowRest: true });
    const alert = reading.value;
    mustBeRemediable(alert);
    const person = input.person ?? (rest === '' ? undefined : rest);
    const chosen = choose(alert, input.incident, person, 'nothing to remediate now');
    if (chosen.kind === 'choose') {
      const pick = ({ id: one }: Incident) =>
        ({
          title: 'Remediate',
          verb: 'incident.remediate',
          input: tidy({ alert: alert.slug, incident: one, reason: input.reason }),
        }) as const;
      return { message: whichOne(reading, chosen.incidents, pick, context.clock.now()) };
    }
    const { incident } = chosen;
    const weighed = await withRoleGroups(await weigh(alert, incident, context), incident, context);
    const ordered = await underWay(alert.id, context);
    const refusal = ordered.has(incidentKey(incident))
      ? { rule: 'ordered-already', text: ORDERED_ALREADY }
      : weighed.objections.find(({ weight }) => weight === 'refuse');
    const again = weighed.objections.filter(({ weight }) => weight === 'confirm-again');
    const acknowledged = input.acknowledged === true || again.length === 0;
    const title = `Remediate ${incident.principal?.name ?? incident.role?.name ?? alert.title}?`;
    const proposal: Proposal<'incident.remediate'> = {
      target: `${alert.id}/${incident.id}`,
      title,
      consequences: consequencesOf(alert, incident).will,
      removesAccess: weighed.effect === 'removes-role',
      input: tidy({ ...input, alert: alert.id, incident: incident.id, person: undefined }),
      seen: seenOf(alert, incident, weighed),
      reason: 'required',
      detail: { incident, effect: weighed.effect },
      ...(acknowledged ? {} : { missing: 'Tick the box that says you mean it, then press Confirm again.' }),
      ...(refusal ? { refusal: { rule: refusal.rule, text: refusal.text } } : {}),
      ask: (confirmed, notes) =>
        remediationCard({
          alert,
          title,
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
    if (!incident) throw new UserError(GONE);
    const { clock, random } = context;
    const reason = input.reason ?? '';
    const id = input.confirmed?.nonce ?? random.uuid();
    return inTurn({ alert, incident, remedyId: id }, context, async (weighed, stillAlone) => {
      if (input.confirmed?.seen !== seenOf(alert, incident, weighed)) throw new UserError(CHANGED);
      const look = await lookOnceMore(alert.id, incident, context);
      if (look !== 'as-confirmed') throw new UserError(look === 'gone' ? GONE : CHANGED);
      const item = { incident, ...leaving(incident, weighed, context) };
      const begun = await beginRemedy({ alert, id, reason, items: [item] }, context);
      const order = async () => {
        await stillAlone();
        return send(alert.id, incident, context, actions);
      };
      const sent = await order().catch(async (error: unknown) => {
        await step(begun, 0, endOf(error), context);
        throw error;
      });
      const { requestId } = sent.receipt;
      const end = { step: sent.gone ? ('gone' as const) : ('accepted' as const) };
      const remedy = await step(begun, 0, { ...end, ...(requestId ? { requestId } : {}) }, context);
      await remember({ alertId: alert.id, incident, reason, removed: item.removed }, context);
      return {
        message: remedyView({ remedy: remedy ?? begun, now: clock.now() }),
        receipt: sent.receipt,
        verified: sent.gone,
        stands: (place: Place) => follow(id, place, context),
      };
    });
  },
};

const GONE = 'That incident is no longer there: somebody or the last scan has dealt with it.';
const CHANGED =
  'Things have changed since that was confirmed, so nothing was done. Open the alert and begin again.';

/** Digest of what a person agrees to. */
function seenOf(alert: Alert, incident: Incident, { effect }: Weighed): string {
  return fingerprint({ alert: alert.id, incident: { ...incident, id: incidentKey(incident) }, effect });
}

/** How the one item ended whose order has thrown. */
function endOf(error: unknown): Partial<RemedyItem> {
  if (error instanceof UserError) return { step: 'not-done', problem: error.message };
  const isCertain = error instanceof GraphError && error.details.maybeDone !== true;
  return isCertain ? { step: 'not-done', problem: 'Microsoft refused it.' } : { step: 'uncertain' };
}
