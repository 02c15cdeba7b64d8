import { z } from 'zod';
import { incidentKey, type Alert } from '../../alerts/alert';
import { consequencesOf } from '../../alerts/consequences';
import { kindOf } from '../../alerts/kinds';
import { UserError } from '../../lib/errors';
import { fingerprint } from '../../lib/fingerprint';
import { chooseView } from '../../views/choose-view';
import { confirmView } from '../../views/confirm-view';
import { remedyView } from '../../views/remedy-view';
import type { ChangeCapability, Context, Place, Proposal } from '../capability';
import { countOf } from '../counting';
import { findAlert } from '../find';
import { alertName, confirmable, flag, incidentId, tidy } from '../inputs';
import { carryOut } from './carry';
import { canBeRemediated, mustBeRemediable } from './remediable';
import { acknowledgement } from './preview';
import { beginRemedy, follow } from './record';
import { MOST_AT_ONCE, nameOf, sort, type LeftOut, type Passing } from './sort';
import { after, clauses } from '../words';

const chosen = z
  .union([
    z.array(incidentId).max(MOST_AT_ONCE),
    z
      .string()
      .max(MOST_AT_ONCE * 201)
      .transform((text) => text.split(',').flatMap((id) => id.trim() || []))
      .pipe(z.array(incidentId).max(MOST_AT_ONCE)),
  ])
  .optional();

export const remediateMany: ChangeCapability<'incidents.remediate'> = {
  verb: 'incidents.remediate',
  effect: 'changes',
  help: {
    usage: 'remediate <alert> all',
    summary: 'Fix every incident that the rules allow: shows each and asks first',
    examples: ['remediate outside-pim all'],
    about: canBeRemediated,
  },
  input: z
    .object({
      alert: alertName,
      all: flag.optional(),
      incidents: chosen,
      acknowledged: flag.optional(),
      ...confirmable,
    })
    .transform(tidy),
  fromText(text) {
    const said = clauses(after('remediate', text) ?? after('fix', text) ?? '');
    const alert = /^(?<alert>.+)\sall$/i.exec(said.head)?.groups?.['alert'];
    return alert ? tidy({ alert, all: true, reason: said.because }) : undefined;
  },
  async propose(input, context) {
    const { reading } = await findAlert(input.alert, context, { fresh: true });
    const alert = reading.value;
    mustBeRemediable(alert);
    const none = (input.incidents ?? []).length === 0;
    if (none && input.all !== true) {
      const notes = input.incidents ? ['Choose at least one.'] : [];
      return {
        message: chooseView({ reading, most: MOST_AT_ONCE, notes, now: context.clock.now() }),
      };
    }
    if (none && alert.incidents.length === 0)
      throw new UserError(`“${alert.title}” has nothing to remediate now.`);
    const sorted = await sort(alert, none ? undefined : input.incidents, context);
    return proposalOf(alert, input, sorted.passing, sorted.leftOut, context);
  },
  async run(input, context, actions) {
    const { reading } = await findAlert(input.alert, context, { asProposed: true });
    const alert = reading.value;
    const keys = new Set((input.incidents ?? []).map((id) => id.toLowerCase()));
    const confirmed = alert.incidents.filter((one) => keys.has(incidentKey(one)));
    if (confirmed.length === 0)
      throw new UserError(
        'None of these incidents is there any more: somebody or the last scan has dealt with them.',
      );
    const { clock, random } = context;
    const reason = input.reason ?? '';
    const id = input.confirmed?.nonce ?? random.uuid();
    const items = confirmed.map((incident) => ({ incident, step: 'waiting' as const }));
    const remedy = await beginRemedy({ alert, id, reason, items }, context);
    context.goOn(() => carryOut({ remedy, alert, actions }, context));
    return {
      message: remedyView({ remedy, now: clock.now() }),
      receipt: {},
      goesOn: true,
      stands: (place: Place) => follow(id, place, context),
    };
  },
};

function proposalOf(
  alert: Alert,
  input: Parameters<NonNullable<typeof remediateMany.propose>>[0],
  passing: readonly Passing[],
  leftOut: readonly LeftOut[],
  { clock }: Context,
): Proposal<'incidents.remediate'> {
  const again = passing.filter(({ weighed }) =>
    weighed.objections.some(({ weight }) => weight === 'confirm-again'),
  );
  const isMissing = again.length > 0 && input.acknowledged !== true;
  const removesAccess = passing.some(({ weighed }) => weighed.effect === 'removes-role');
  const title = `Remediate ${countOf(passing.length, kindOf(alert.suffix).subject)}: ${alert.title}?`;
  const consequences = passing.map(
    ({ incident }) => consequencesOf(alert, incident).will[0] ?? nameOf(incident),
  );
  const notAllowed = leftOut.map(({ name, text }) => `${name}: ${text}`);
  const doubts = again.map(({ incident, weighed }) => {
    const said = weighed.objections.find(({ weight }) => weight === 'confirm-again');
    return `${nameOf(incident)}: ${said?.text ?? ''}`;
  });
  const notes = [...new Set(passing.flatMap(({ weighed }) => weighed.notes))];
  return {
    target: alert.id,
    title,
    consequences,
    removesAccess,
    input: tidy({
      ...input,
      alert: alert.id,
      all: undefined,
      incidents: passing.map(({ incident }) => incident.id),
    }),
    seen: fingerprint({
      alert: alert.id,
      incidents: passing
        .map(({ incident, weighed }) =>
          fingerprint({ incident: { ...incident, id: incidentKey(incident) }, effect: weighed.effect }),
        )
        .sort((a, b) => (a < b ? -1 : 1)),
    }),
    reason: 'required',
    detail: {
      incidents: passing.map(({ incident }) => incident),
      leftOut: leftOut.map(({ name, rule }) => ({ name, rule })),
    },
    ...(isMissing ? { missing: 'Tick the box that says you mean it, then press Confirm again.' } : {}),
    ...(passing.length === 0 ? { refusal: refusalOf(leftOut) } : {}),
    ask: (confirmed, more) =>
      confirmView({
        verb: 'incidents.remediate',
        input: confirmed,
        title,
        consequences,
        most: MOST_AT_ONCE,
        leftOut: notAllowed,
        facts: [],
        warnings: [...more, ...doubts, ...notes],
        reason: 'required',
        destructive: removesAccess,
        ...(again.length > 0 ? { acknowledge: acknowledgement(passing.length) } : {}),
        ...(alert.lastScanned ? { scannedAt: alert.lastScanned } : {}),
        now: clock.now(),
      }),
  };
}

function refusalOf(leftOut: readonly LeftOut[]) {
  const [first, ...others] = leftOut;
  const text = first ? `${first.name}: ${first.text}` : 'There is nothing to remediate.';
  const more = others.length > 0 ? ` The same or another rule keeps ${others.length} more.` : '';
  return { rule: first?.rule ?? 'nothing', text: `${text}${more}` };
}
