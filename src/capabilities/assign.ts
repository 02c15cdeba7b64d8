import { z } from 'zod';
import { incidentKey, type Alert, type Incident } from '../alerts/alert';
import { dueAt } from '../alerts/ownership';
import { resultView } from '../views/result-view';
import type { Context, ReadCapability, Reply } from './capability';
import { choose, whichOne } from './choose';
import { findAlert } from './find';
import { alertName, incidentId, personName, tidy } from './inputs';
import { ownerMeant } from './owner-meant';
import { after } from './words';

export const assign: ReadCapability<'incident.assign'> = {
  verb: 'incident.assign',
  effect: 'remembers',
  needsRight: true,
  help: {
    usage: 'assign <alert> <person> to <me|name>',
    summary: 'Give an incident an owner, who is reminded when it is due; again to hand it over',
    examples: ['assign stale Megan Bowen to me'],
    group: 'act',
  },
  input: z
    .object({
      alert: alertName,
      incident: incidentId.optional(),
      person: personName.optional(),
      to: personName.optional(),
    })
    .transform(tidy),
  fromText(text) {
    const said = after('assign', text);
    if (!said) return undefined;
    const { head = said, to } = /^(?<head>.*\S)\s+to\s+(?<to>.+)$/i.exec(said)?.groups ?? {};
    return tidy({ alert: head, to: to?.trim() });
  },
  async run(input, context) {
    const { reading, rest } = await findAlert(input.alert, context, { allowRest: true });
    const alert = reading.value;
    const person = input.person ?? (rest === '' ? undefined : rest);
    const chosen = choose(alert, input.incident, person, 'nothing to assign now');
    if (chosen.kind === 'choose') {
      const pick = ({ id: incident }: Incident) =>
        ({
          title: 'Assign',
          verb: 'incident.assign',
          input: tidy({ alert: alert.slug, incident, to: input.to }),
        }) as const;
      const message = whichOne(reading, chosen.incidents, pick, context.clock.now());
      return { message, record: 'nothing' };
    }
    return give(alert, chosen.incident, input.to, context);
  },
};

async function give(
  alert: Alert,
  incident: Incident,
  to: string | undefined,
  context: Context,
): Promise<Reply> {
  const { store, tenantId, actor, clock, conversation, reference } = context;
  const owner = await ownerMeant(to, context);
  const key = incidentKey(incident);
  const before = (await store.ownership.list(tenantId, alert.id)).find((one) => one.incidentKey === key);
  const now = clock.now();
  const due = dueAt(alert.severity, now);
  const who = [incident.principal?.name, incident.role?.name].filter((one) => one !== undefined);
  const subject = who.join(', ') || alert.title;
  await store.ownership.assign({
    tenantId,
    alertId: alert.id,
    incidentKey: key,
    subject,
    owner,
    assignedBy: { id: actor.id, name: actor.name },
    assignedAt: now,
    dueAt: due,
    conversationId: conversation.id,
  });
  const message = resultView({
    outcome: 'done',
    title: `${owner.name} owns this: ${subject}`,
    lines: [
      `Due ${new Date(due).toISOString()}, because the alert is of ${alert.severity} severity. A reminder comes here.`,
    ],
    facts: [
      { label: 'Alert', value: alert.title },
      ...(before ? [{ label: 'Before', value: before.owner.name }] : []),
    ],
    next: [
      { title: 'Incidents', verb: 'alert.incidents', input: { alert: alert.id } },
      { title: 'All alerts', verb: 'alerts.list', input: {} },
    ],
    reference,
    actor: actor.name,
    now,
  });
  const detail = { incident, owner, due, ...(before ? { before: before.owner } : {}) };
  return { message, record: { target: `${alert.id}/${incident.id}`, reason: '', detail } };
}
