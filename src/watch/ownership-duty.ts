import { kindOf, suffixOf } from '../alerts/kinds';
import type { Clock } from '../lib/clock';
import type { Assignment } from '../ports/ownership';
import type { Store } from '../ports/store';
import type { Duty } from './duties';
import { noticeTo } from './notices';

const MOST = 50;

/** Reminds owners of what is due and still open, once, where it was assigned; what is gone has no owner any more. */
export function createOwnershipDuty({
  store,
  clock,
}: {
  readonly store: Store;
  readonly clock: Clock;
}): Duty {
  async function remind(one: Assignment): Promise<void> {
    const { tenantId, alertId, incidentKey, owner, assignedBy, subject, assignedAt } = one;
    const [open] = await store.knowledge.incidents(tenantId, alertId, [incidentKey]);
    if (!open) {
      await store.ownership.end(tenantId, alertId, incidentKey);
      return;
    }
    const kind = kindOf(suffixOf(alertId));
    const by = assignedBy.id === owner.id ? '' : ` ${assignedBy.name} gave it to you.`;
    const { principal, role } = open.incident;
    const about = principal?.name ?? role?.name;
    const handOver = `assign ${kind.slug} ${about === undefined ? '' : `${about} `}to`;
    const input = { alert: alertId, incident: incidentKey };
    const key = ['due', alertId, incidentKey, assignedAt].join('|');
    const notice = noticeTo(tenantId, one.conversationId, key, {
      tone: 'warning',
      title: `Due: ${subject}`,
      text: `This is yours, and it is still there (${kind.title}).${by} To hand it over, say “${handOver}” and a name.`,
      next: [
        ...(kind.remediation ? [{ title: 'Remediate', verb: 'incident.remediate', input } as const] : []),
        { title: 'Accept', verb: 'incident.accept', input },
        { title: 'Incidents', verb: 'alert.incidents', input: { alert: alertId } },
      ],
      mention: owner,
    });
    await store.outbox.add([notice]);
    await store.ownership.reminded(one);
  }

  return async (tenantId) => {
    for (const one of await store.ownership.due(tenantId, clock.now(), MOST)) await remind(one);
  };
}
