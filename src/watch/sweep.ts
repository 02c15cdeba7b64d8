import { heldBack } from '../alerts/acceptance';
import { createComparison, type IncidentDiff } from '../alerts/diff';
import { tamperings, type Tampering } from '../alerts/tamper';
import type { Alert, Incident } from '../alerts/alert';
import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { Random } from '../lib/random';
import type { KnownAlert } from '../ports/knowledge';
import type { Lease } from '../ports/leases';
import type { NewPost } from '../ports/outbox';
import type { PimAlerts } from '../ports/pim-alerts';
import type { Store } from '../ports/store';
import type { Subscription } from '../ports/subscriptions';
import { whileHolding } from './hold';
import { redraw } from './raised-cards';
import { isChoosy, route } from './route';
import { findRetired } from './retired';
import { SAMPLE } from './storm';
import { asKnown, knownOf, sweptOf, totals, type Look, type SweepOutcome } from './swept';
import { findUnattended } from './unattended';

export interface Sweeper {
  /** Looks once and writes what changed. `busy`: another sweep of the tenant is under way. Fails with `GraphError` or `StoreError`. */
  sweep(tenantId: string, signal?: AbortSignal): Promise<SweepOutcome | 'busy'>;
  /** Calls back after each sweep of this process; returns how to stop that. */
  onSwept(listener: (tenantId: string, outcome: SweepOutcome) => void): () => void;
}

interface Dependencies {
  readonly alerts: PimAlerts;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** For tests of a takeover; how long others wait for a sweeper that has gone silent. */
  readonly leaseMs?: number | undefined;
}

/** What one sweep knows from its start. */
interface Scene {
  readonly tenantId: string;
  readonly subscriptions: readonly Subscription[];
  readonly at: number;
  /** When the sweep before it was. */
  readonly since: number;
  readonly signal: AbortSignal;
}

/** Our decision is written a moment after the change it is about, and clocks differ a little. */
const DECISION_SLACK_MS = 60_000;

export function createSweeper({ alerts, store, clock, random, log, leaseMs }: Dependencies): Sweeper {
  const listeners = new Set<(tenantId: string, outcome: SweepOutcome) => void>();

  async function run(tenantId: string, lease: Lease, signal: AbortSignal): Promise<SweepOutcome | 'busy'> {
    const at = clock.now();
    const reading = await alerts.listAlerts({ incidents: 'as-sent', fresh: true, signal });
    const known = new Map((await store.knowledge.alerts(tenantId)).map((one) => [one.alertId, one]));
    const baseline = known.size === 0;
    const [last] = await store.knowledge.history(tenantId, 1);
    const subscriptions = await store.subscriptions.list(tenantId);
    const scene = { tenantId, subscriptions, at, since: last?.at ?? at, signal };
    const looks: Look[] = [];
    for (const alert of reading.value) {
      const before = known.get(alert.id);
      looks.push(await look(scene, asKnown(alert, before), before));
    }
    const listed = new Set(reading.value.map(({ id }) => id));
    const retired = await findRetired(
      { alerts, store, log },
      { tenantId, listed, known: [...known.values()], signal },
    );
    signal.throwIfAborted();
    const posts = baseline ? [] : await postsOf(scene, looks, `${lease.fence}.${at}`);
    const written = await store.knowledge.write({
      tenantId,
      lease,
      alerts: looks.map(({ alert }) => (alert.doubtful ? known.get(alert.id) : undefined) ?? knownOf(alert)),
      raised: looks.flatMap(({ alert, diff }) => diff.raised.map((one) => ({ alertId: alert.id, ...one }))),
      changed: looks.flatMap(({ alert, diff }) => diff.changed.map((one) => ({ alertId: alert.id, ...one }))),
      cleared: looks.flatMap(({ alert, diff }) => diff.cleared.map((key) => ({ alertId: alert.id, key }))),
      baseline,
      escalated: looks.flatMap(({ escalated }) => escalated),
      retired: retired.map(({ alertId }) => alertId),
      posts,
    });
    if (!written) return 'busy';
    const perAlert = looks.map((one) => sweptOf(one, baseline));
    log.info('swept', { ms: clock.now() - at, baseline, posts: posts.length, ...totals(perAlert) });
    const ids = new Set([...known.keys(), ...listed]);
    const gone = retired.map(({ alert }) => alert.title);
    return { at, baseline, perAlert, expected: ids.size - retired.length, retired: gone };
  }

  async function look(scene: Scene, alert: Alert, known: KnownAlert | undefined): Promise<Look> {
    const { tenantId, subscriptions, at, since, signal } = scene;
    const { diff, complete } = await compare(tenantId, alert, signal);
    const wanted = subscriptions.some(isChoosy) ? diff.cleared : diff.cleared.slice(0, SAMPLE);
    const gone = await store.knowledge.incidents(tenantId, alert.id, wanted);
    const cleared = { keys: diff.cleared, known: gone.map(({ incident }) => incident) };
    const raised = await unaccepted(scene, alert.id, diff);
    const found = known ? tamperings(known.alert, alert) : [];
    const tampered = found.length > 0 ? await unexplained(tenantId, alert.id, found, since) : [];
    const overdue = await findUnattended(store, {
      tenantId,
      alert,
      gone: diff.cleared,
      subscriptions,
      now: at,
    });
    return { alert, diff, complete, raised, cleared, tampered, ...overdue };
  }

  /** What is new, less what somebody has accepted for a while. */
  async function unaccepted(
    { tenantId, at }: Scene,
    alertId: string,
    { raised }: IncidentDiff,
  ): Promise<readonly Incident[]> {
    const incidents = raised.map(({ incident }) => incident);
    if (incidents.length === 0) return [];
    const accepted = await store.decisions.list(tenantId, { alertId, kind: 'accepted' });
    if (accepted.length === 0) return incidents;
    return incidents.filter((incident) => !heldBack({ alertId, incident }, accepted, at));
  }

  async function compare(tenantId: string, alert: Alert, signal: AbortSignal) {
    const comparison = createComparison();
    // A detector that is switched off does not look: what it last saw is neither new nor gone.
    if (alert.state === 'disabled') return { diff: comparison.result({ complete: false }), complete: true };
    for await (const page of store.knowledge.hashes(tenantId, alert.id)) comparison.known(page);
    try {
      if (alert.incidentsComplete) comparison.read(alert.incidents);
      else
        for await (const page of alerts.listIncidents(alert.id, { fresh: true, signal }))
          comparison.read(page);
    } catch (error) {
      if (signal.aborted) throw error;
      log.warn('incidents could not be read to the end', { alertId: alert.id, error });
      return { diff: comparison.result({ complete: false }), complete: false };
    }
    const diff = comparison.result({ complete: true });
    // The service counts incidents and sends none: that is no evidence that they are gone.
    const empty = diff.seen === 0 && alert.incidentCount > 0 && alert.state !== 'clean';
    const doubtful = empty || alert.doubtful === true || alert.rowsLost === true;
    return { diff: doubtful ? { ...diff, cleared: [] } : diff, complete: !doubtful };
  }

  /** What nobody decided through us since the last sweep. */
  async function unexplained(
    tenantId: string,
    alertId: string,
    found: readonly Tampering[],
    since: number,
  ): Promise<readonly Tampering[]> {
    const decisions = await store.decisions.list(tenantId, { alertId, limit: 50 });
    const ours = new Set(
      decisions.filter(({ at }) => at >= since - DECISION_SLACK_MS).map(({ kind }) => kind),
    );
    return found.filter(({ what }) => !ours.has(what === 'dismissed' ? 'dismissed' : 'configured'));
  }

  async function postsOf(
    { tenantId, subscriptions, at }: Scene,
    looks: readonly Look[],
    stamp: string,
  ): Promise<readonly NewPost[]> {
    const posts = [...route({ tenantId, news: looks, subscriptions, stamp, now: at })];
    for (const { alert, diff } of looks.filter((one) => one.diff.cleared.length > 0)) {
      const about = { tenantId, alertId: alert.id, gone: diff.cleared, stamp };
      posts.push(...(await redraw(store.cards, about)));
    }
    return posts;
  }

  return {
    sweep: async (tenantId, signal) => {
      const owner = random.uuid();
      const hold = { leases: store.leases, clock, log, name: `sweep:${tenantId}`, owner, leaseMs, signal };
      const outcome = await whileHolding(hold, (lease, stop) => run(tenantId, lease, stop));
      if (outcome !== 'busy') for (const listener of listeners) listener(tenantId, outcome);
      return outcome;
    },
    onSwept: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
