import { MOST_CHECKS, nextCheckAt } from '../alerts/check-times';
import { incidentKey, type Alert } from '../alerts/alert';
import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { Random } from '../lib/random';
import type { AuditEntry } from '../ports/ledger';
import { isGone } from '../ports/evidence';
import { GraphError, type PimAlerts } from '../ports/pim-alerts';
import type { RemedyItem, RemedyStep, StoredRemedy } from '../ports/remedies';
import type { Store } from '../ports/store';
import { redrawn, standingKey } from '../views/standing';
import { endSilentApprovals } from './approvals';
import { whileHolding } from './hold';

export interface RemedyChecks {
  /**
   * Looks at every remediation that is due, or, after a sweep, at all that wait to be looked at. Returns how many of them have
   * changed. One replica at a time.
   */
  check(tenantId: string, options?: CheckOptions): Promise<number | 'busy'>;
}

interface CheckOptions {
  /** A sweep has just been: what is gone may be called so before its time has come. */
  readonly early?: boolean;
  readonly signal?: AbortSignal;
}

interface Dependencies {
  readonly alerts: PimAlerts;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

const MOST = 100;
const AFTER_TROUBLE_MS = 30_000;
/** Only looking tells what became of these. */
const OPEN: ReadonlySet<RemedyStep> = new Set<RemedyStep>(['sent', 'accepted', 'uncertain']);

/** Sees remediations to their end: gone, or still there after so many looks. What a dead process left half done is judged here, too. */
export function createRemedyChecks({ alerts, store, clock, random, log }: Dependencies): RemedyChecks {
  async function checkAll(tenantId: string, { early = false, signal }: CheckOptions): Promise<number> {
    const now = clock.now();
    const found = await store.remedies.due(tenantId, early ? Number.MAX_SAFE_INTEGER : now, MOST);
    const seen = new Map<string, Alert | undefined>();
    let changed = 0;
    for (const remedy of found) {
      signal?.throwIfAborted();
      const isDue = (remedy.checkAt ?? 0) <= now;
      // Somebody is at it; only its own silence makes it ours.
      if (!isDue && remedy.items.some(({ step }) => step === 'waiting' || step === 'sent')) continue;
      if (!seen.has(remedy.alert.id)) seen.set(remedy.alert.id, await read(remedy.alert.id, signal));
      const alert = seen.get(remedy.alert.id);
      const gone = alert && (await goneOf(remedy, alert, signal));
      if (await judge(remedy, gone, isDue)) changed += 1;
    }
    await endSilentApprovals(tenantId, { store, clock });
    return changed;
  }

  async function read(alertId: string, signal: AbortSignal | undefined): Promise<Alert | undefined> {
    try {
      return (await alerts.getAlert(alertId, { fresh: true, ...(signal ? { signal } : {}) })).value;
    } catch (error) {
      if (signal?.aborted || !(error instanceof GraphError)) throw error;
      log.warn('a remediation could not be looked at', { alertId, reason: error.details.reason });
      return undefined;
    }
  }

  /** What the reading proves to be gone. Undefined: that could not be found out. */
  async function goneOf(
    { items }: StoredRemedy,
    alert: Alert,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlySet<string> | undefined> {
    const gone = new Set<string>();
    try {
      for (const { incident, step } of items)
        if (OPEN.has(step) && (await isGone(alerts, alert, incident, signal)))
          gone.add(incidentKey(incident));
      return gone;
    } catch (error) {
      if (signal?.aborted || !(error instanceof GraphError)) throw error;
      log.warn('an incident could not be looked at', { alertId: alert.id, reason: error.details.reason });
      return undefined;
    }
  }

  async function judge(
    remedy: StoredRemedy,
    gone: ReadonlySet<string> | undefined,
    isDue: boolean,
  ): Promise<boolean> {
    if (!gone) {
      if (isDue) await store.remedies.save({ ...remedy, checkAt: clock.now() + AFTER_TROUBLE_MS });
      return false;
    }
    const checks = remedy.checks + (isDue ? 1 : 0);
    const items = remedy.items.map((item) => judged(item, gone.has(incidentKey(item.incident)), checks));
    if (!isDue && items.every((item, index) => item.step === remedy.items[index]?.step)) return false;
    const { checkAt: _due, ...rest } = remedy;
    const goesOn = items.some(({ step }) => step === 'accepted' || step === 'uncertain');
    const next = goesOn ? nextCheckAt(checks, clock.now()) : undefined;
    const saved = await store.remedies.save({
      ...rest,
      items,
      checks,
      ...(next === undefined ? {} : { checkAt: next }),
    });
    if (!saved) return false;
    await tell(remedy, saved);
    return true;
  }

  /** Whoever has written it down tells of it: the audit log, and the cards. */
  async function tell(before: StoredRemedy, after: StoredRemedy): Promise<void> {
    for (const [index, item] of after.items.entries()) {
      const outcome = OUTCOMES[item.step];
      if (outcome && item.step !== before.items[index]?.step)
        await store.audit.append(entryOf(after, item, outcome, clock.now()));
    }
    const { tenantId, id, revision } = after;
    const standing = { kind: 'remedy', id } as const;
    const cards = await store.cards.find(tenantId, standingKey(standing));
    if (cards.length > 0) await store.outbox.add(redrawn(standing, cards, String(revision)));
  }

  return {
    check: (tenantId, options = {}) => {
      const { signal } = options;
      const hold = {
        leases: store.leases,
        clock,
        log,
        name: `remedies|${tenantId}`,
        owner: random.uuid(),
        signal,
      };
      return whileHolding(hold, (_lease, stop) => checkAll(tenantId, { ...options, signal: stop }));
    },
  };
}

const OUTCOMES: Readonly<Partial<Record<RemedyStep, AuditEntry['outcome']>>> = {
  gone: 'verified',
  'still-there': 'still-there',
  'not-done': 'failed',
};

/** What one look says about one item. */
function judged(item: RemedyItem, isGoneNow: boolean, checks: number): RemedyItem {
  switch (item.step) {
    case 'waiting':
      return { ...item, step: 'not-done', problem: 'Rolecall ended before its turn; nothing was sent.' };
    case 'sent':
      // It was about to be sent when its process ended: only looking can tell.
      return { ...item, step: isGoneNow ? 'gone' : 'uncertain' };
    case 'accepted':
    case 'uncertain':
      if (isGoneNow) return { ...item, step: 'gone' };
      return checks >= MOST_CHECKS ? { ...item, step: 'still-there' } : item;
    case 'gone':
    case 'still-there':
    case 'not-done':
      return item;
  }
}

function entryOf(
  remedy: StoredRemedy,
  item: RemedyItem,
  outcome: AuditEntry['outcome'],
  at: number,
): AuditEntry {
  const { tenantId, alert, actor, requestedBy, reason, reference, checks } = remedy;
  return {
    tenantId,
    at,
    actorId: actor.id,
    actorName: actor.name,
    verb: 'incident.remediate',
    outcome,
    target: `${alert.id}/${item.incident.id}`,
    reason,
    reference,
    detail: {
      checks,
      remedy: remedy.id,
      ...(item.removed ? { removed: item.removed } : {}),
      ...(requestedBy ? { requestedBy } : {}),
    },
  };
}
