import { lapsed, standingAcceptances, type Ended } from '../alerts/accepted';
import { kindOf, suffixOf } from '../alerts/kinds';
import type { Clock } from '../lib/clock';
import type { Random } from '../lib/random';
import type { Decision } from '../ports/ledger';
import type { Store } from '../ports/store';
import type { Duty } from './duties';
import { noticeTo } from './notices';

interface Dependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
}

const SLACK_MS = 60_000;

const WHY: Readonly<Record<Ended, string>> = {
  withdrawn: 'it was withdrawn',
  date: 'its time is over',
  facts: 'the facts have changed',
};

/** Ends acceptances whose time is over or whose facts have changed, and tells whoever accepted, where it was accepted. */
export function createAcceptanceDuty({ store, clock, random }: Dependencies): Duty {
  return async (tenantId, sweptAt) => {
    const lines = await store.decisions.list(tenantId, { kind: 'accepted' });
    for (const one of standingAcceptances<Decision>(lines)) {
      const { alertId, incidentKey = '' } = one;
      const [open] = await store.knowledge.incidents(tenantId, alertId, [incidentKey]);
      // What was accepted a moment ago was read after this sweep.
      const seen = one.at < sweptAt - SLACK_MS ? open?.incident : undefined;
      const ended = lapsed(one, seen, clock.now());
      if (!ended) continue;
      await tell(one, ended, open !== undefined);
      const now = clock.now();
      await store.decisions.add({
        ...one,
        id: random.uuid(),
        actorId: 'rolecall',
        actorName: 'Rolecall',
        at: now,
        until: now,
        detail: { ...one.detail, ended, of: one.id },
      });
    }
  };

  async function tell(one: Decision, ended: Ended, isOpen: boolean): Promise<void> {
    const { tenantId, alertId, incidentKey = '', actorId, actorName, reason, detail } = one;
    const { conversationId, principalName, roleName } = detail;
    if (typeof conversationId !== 'string') return;
    const names = [principalName, roleName].filter((name) => typeof name === 'string');
    const title = kindOf(suffixOf(alertId)).title;
    const input = { alert: alertId, incident: incidentKey };
    const notice = noticeTo(tenantId, conversationId, `accepted|${one.id}`, {
      tone: isOpen ? 'warning' : 'info',
      title: `No longer accepted: ${names.join(', ') || title}`,
      text: `You accepted this risk (“${reason}”), and ${WHY[ended]}. ${isOpen ? 'It is still there, and counts again.' : 'It is no longer found.'}`,
      next: [
        ...(isOpen ? [{ title: 'Accept again', verb: 'incident.accept', input } as const] : []),
        { title: 'Incidents', verb: 'alert.incidents', input: { alert: alertId } },
      ],
      mention: { id: actorId, name: actorName },
    });
    await store.outbox.add([notice]);
  }
}
