import { z } from 'zod';
import type { Actions } from '../actions';
import { riskDetail } from '../alerts/accepted';
import { incidentKey, type Alert, type Incident } from '../alerts/alert';
import { incidentHash } from '../alerts/diff';
import { GraphError } from '../ports/pim-alerts';
import { confirmView } from '../views/confirm-view';
import { resultView } from '../views/result-view';
import { acceptedUntil, fieldDay, latestEnd } from './accept-until';
import type { Context, ReadCapability, Reply } from './capability';
import { choose, whichOne } from './choose';
import { dayOf } from './dates';
import { decided } from './decisions';
import { findAlert } from './find';
import { alertName, confirmable, incidentId, personName, tidy } from './inputs';
import { Refused } from './refused';
import { after, clauses } from './words';

export const accept: ReadCapability<'incident.accept'> = {
  verb: 'incident.accept',
  effect: 'remembers',
  needsRight: true,
  help: {
    usage: 'accept <alert> <person> [until <date>] because …',
    summary: 'Accept a risk for a while: it is shown apart and not posted',
    examples: ['accept stale Megan Bowen until friday because she is back then'],
    group: 'act',
  },
  input: z
    .object({
      alert: alertName,
      incident: incidentId.optional(),
      person: personName.optional(),
      until: z.string().trim().min(1).max(100).optional(),
      ...confirmable,
    })
    .transform(tidy),
  fromText(text) {
    const said = clauses(after('accept', text) ?? '');
    return said.head === '' ? undefined : tidy({ alert: said.head, until: said.until, reason: said.because });
  },
  async run(input, context) {
    const { reading, rest } = await findAlert(input.alert, context, { fresh: true, allowRest: true });
    const alert = reading.value;
    const person = input.person ?? (rest === '' ? undefined : rest);
    const chosen = choose(alert, input.incident, person, 'nothing to accept now');
    if (chosen.kind === 'choose') {
      const { until, reason } = input;
      const pick = ({ id: incident }: Incident) =>
        ({
          title: 'Accept',
          verb: 'incident.accept',
          input: tidy({ alert: alert.slug, incident, until, reason }),
        }) as const;
      const message = whichOne(reading, chosen.incidents, pick, context.clock.now());
      return { message, record: 'nothing' };
    }
    const { incident } = chosen;
    await mustNotBeAboutActor(incident, context);
    const span = spanOf(context);
    const until = acceptedUntil(input.until, span);
    const changed = input.confirmed !== undefined && input.confirmed.seen !== incidentHash(incident);
    if (changed || input.reason === undefined || input.until === undefined) {
      const notes = [
        ...(changed ? ['Things have changed since that card was drawn. This is how they stand now.'] : []),
        // A day in the reason is not read: nobody shall think that it is the end.
        ...(input.reason !== undefined && input.until === undefined
          ? [
              `You named no last day. ${dayOf(until, span.timeZone)} is the longest allowed: is that what you mean?`,
            ]
          : []),
      ];
      return form(input, { alert, incident, until, notes }, context);
    }
    return remember(alert, incident, until, input.reason, context);
  },
};

/** Nobody accepts the risk that they are, not even as one of a group. */
async function mustNotBeAboutActor({ principal }: Incident, { actor, directory }: Context): Promise<void> {
  if (!principal) return;
  const isActor = (id: string): boolean => id.toLowerCase() === actor.id.toLowerCase();
  if (isActor(principal.id))
    throw new Refused('own-role', 'This is about you. Somebody else has to accept it.');
  // Only people have a sign-in name.
  if (principal.userPrincipalName !== undefined) return;
  const everyone = await directory.everyoneOf(principal.id).catch((error: unknown) => {
    if (error instanceof GraphError) return undefined;
    throw error;
  });
  if (!everyone)
    throw new Refused(
      'unread-group',
      'I could not read whether you are in this group, so nothing was accepted. Try again, or let somebody else accept it.',
    );
  if (everyone.some(isActor))
    throw new Refused('own-role', 'You are in this group. Somebody else has to accept it.');
}

interface Asked {
  readonly alert: Alert;
  readonly incident: Incident;
  readonly until: number;
  readonly notes: readonly string[];
}

function form(
  input: Actions['incident.accept'],
  { alert, incident, until, notes }: Asked,
  context: Context,
): Reply {
  const { clock, random, timeZone } = context;
  const now = clock.now();
  const span = spanOf(context);
  const message = confirmView({
    verb: 'incident.accept',
    input: {
      ...tidy({ reason: input.reason }),
      alert: alert.id,
      incident: incident.id,
      confirmed: { nonce: random.uuid(), seen: incidentHash(incident) },
    },
    title: `Accept ${nameOf(incident, alert)}?`,
    consequences: [
      'It is shown apart and not posted. Nothing changes in Entra.',
      'It ends on that day, or as soon as the facts change, and you are told.',
    ],
    facts: [
      { label: 'Alert', value: alert.title },
      ...(incident.role ? [{ label: 'Role', value: incident.role.name }] : []),
    ],
    warnings: notes,
    reason: 'required',
    confirmTitle: 'Accept',
    until: {
      first: fieldDay(now, timeZone),
      last: fieldDay(latestEnd(span), timeZone),
      chosen: fieldDay(until, timeZone),
    },
    now,
  });
  return { message, record: 'nothing' };
}

async function remember(
  alert: Alert,
  incident: Incident,
  until: number,
  reason: string,
  context: Context,
): Promise<Reply> {
  const { actor, clock, conversation, reference } = context;
  const decision = {
    kind: 'accepted' as const,
    alertId: alert.id,
    incidentKey: incidentKey(incident),
    reason,
    until,
    detail: { ...riskDetail(incident), conversationId: conversation.id },
  };
  const id = await decided(decision, context);
  const message = resultView({
    outcome: 'done',
    title: `Accepted: ${nameOf(incident, alert)}`,
    lines: ['It is shown apart and not posted until then. If the facts change, it counts again at once.'],
    facts: [
      { label: 'Alert', value: alert.title },
      { label: 'Until', value: new Date(until).toISOString() },
      { label: 'Reason', value: reason },
    ],
    next: [
      { title: 'Withdraw', verb: 'acceptance.withdraw', input: { id } },
      { title: 'Incidents', verb: 'alert.incidents', input: { alert: alert.id } },
    ],
    reference,
    actor: actor.name,
    now: clock.now(),
  });
  const detail = { incident, until };
  return { message, record: { target: `${alert.id}/${incident.id}`, reason, detail } };
}

function spanOf({ clock, timeZone, policy }: Context) {
  return { now: clock.now(), timeZone, maxDays: policy.acceptMaxDays };
}

function nameOf({ principal, role }: Incident, { title }: Alert): string {
  return principal?.name ?? role?.name ?? title;
}
