import { actedOn, heldBack } from '../alerts/acceptance';
import { incidentKey, type Alert } from '../alerts/alert';
import { wants } from '../alerts/subscription';
import type { SweepWrite } from '../ports/knowledge';
import type { Store } from '../ports/store';
import type { Subscription } from '../ports/subscriptions';
import type { AlertNews } from './route';

/** Escalated by one sweep, for one alert and duration; the next sweep goes on. */
const AT_ONCE = 1_000;

export interface Unattended {
  readonly unattended: AlertNews['unattended'];
  /** Looked at for good: nobody has to look again after so long. */
  readonly escalated: NonNullable<SweepWrite['escalated']>;
}

/** The incidents of an alert that nobody has acted on for as long as some subscription allows. */
export async function findUnattended(
  store: Pick<Store, 'knowledge' | 'decisions'>,
  {
    tenantId,
    alert,
    gone,
    subscriptions,
    now,
  }: {
    readonly tenantId: string;
    readonly alert: Alert;
    /** Keys that this sweep found gone. */
    readonly gone: readonly string[];
    readonly subscriptions: readonly Subscription[];
    readonly now: number;
  },
): Promise<Unattended> {
  const asking = subscriptions.filter((wish) => wants(wish, alert));
  const durations = new Set(asking.flatMap(({ escalateAfterMs }) => escalateAfterMs ?? []));
  const unattended: AlertNews['unattended'][number][] = [];
  const escalated: Unattended['escalated'][number][] = [];
  // Of an alert that was set aside or switched off, somebody has taken care.
  if (alert.state !== 'active' || durations.size === 0) return { unattended, escalated };
  const decisions = await store.decisions.list(tenantId, { alertId: alert.id });
  const left = new Set(gone);
  for (const forMs of durations) {
    const due = await store.knowledge.unattended(tenantId, alert.id, { forMs, limit: AT_ONCE });
    for (const { incident, reportedAt = 0 } of due) {
      const one = { alertId: alert.id, incident };
      if (left.has(incidentKey(incident)) || heldBack(one, decisions, now)) continue;
      escalated.push({ alertId: alert.id, key: incidentKey(incident), afterMs: forMs });
      if (!actedOn(one, decisions, reportedAt)) unattended.push({ incident, forMs });
    }
  }
  return { unattended, escalated };
}
