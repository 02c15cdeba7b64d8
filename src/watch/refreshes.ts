import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { Random } from '../lib/random';
import type { StoredOperation } from '../ports/operations';
import type { Notifier } from '../ports/notifier';
import { GraphError, type PimAlertActions, type PimAlerts } from '../ports/pim-alerts';
import type { Refreshes, RefreshProgress } from '../ports/refreshes';
import type { Store } from '../ports/store';
import type { Health } from './health';
import { whileHolding } from './hold';
import type { Watcher } from './refresh-cards';
import { operationId, progressOf, type Target } from './refresh-progress';
import { createRefreshRun, storedOperation, type Task } from './refresh-run';
import { createRestoration } from './restoration';
import type { Sweeper } from './sweep';

export interface WatchedRefreshes extends Refreshes {
  /** Takes up whatever is under way and has nobody at it. */
  resume(tenantId: string): Promise<void>;
  /** Resolves when nothing is under way in this process. */
  settled(): Promise<void>;
  /** Leaves the scans to the next process. */
  stop(): Promise<void>;
}

interface Dependencies {
  readonly alerts: PimAlerts;
  readonly store: Store;
  readonly sweeper: Sweeper;
  readonly health: Health;
  readonly notifier: Notifier;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly leaseMs?: number | undefined;
}

interface Running extends Task {
  done: Promise<void>;
}

export function createRefreshes(dependencies: Dependencies): WatchedRefreshes {
  const { alerts, store, clock, random, log, leaseMs } = dependencies;
  const { run, cards } = createRefreshRun(dependencies);
  const tasks = new Map<string, Running>();
  const starting = new Map<string, Promise<RefreshProgress>>();
  const ended = new Map<string, RefreshProgress>();
  const showing = new Set<Promise<void>>();
  const stopping = new AbortController();
  const restoration = createRestoration({ ...dependencies, signal: stopping.signal });

  async function begin(request: Parameters<Refreshes['start']>[0], id: string): Promise<RefreshProgress> {
    const { tenantId, target, startedBy, actions } = request;
    const underWay = await storedOperation(store, tenantId, id);
    if (underWay) return join(tenantId, underWay);
    const before = await lastScans(target);
    const { operation } = await order(actions, target);
    const started: StoredOperation = {
      tenantId,
      id,
      location: operation.location,
      startedBy: startedBy.name,
      startedAt: clock.now(),
      before,
      watchers: [],
    };
    ended.delete(keyOf(tenantId, id));
    if (await store.operations.begin(started)) return (await take(started)).progress;
    // Another replica was quicker: its scan is as good as ours.
    return join(tenantId, (await storedOperation(store, tenantId, id)) ?? started);
  }

  async function join(tenantId: string, operation: StoredOperation): Promise<RefreshProgress> {
    const task = tasks.get(keyOf(tenantId, operation.id));
    return task?.progress ?? progressOf(operation, await store.knowledge.alerts(tenantId));
  }

  async function lastScans(target: Target): Promise<StoredOperation['before']> {
    const { value } = await alerts.listAlerts({ incidents: 'as-sent', fresh: true });
    if (target === 'all')
      return Object.fromEntries(value.map(({ id, lastScanned }) => [id, lastScanned ?? null]));
    const ids = 'alertIds' in target ? target.alertIds : [target.alertId];
    const scanOf = (wanted: string) =>
      value.find(({ id }) => id.toLowerCase() === wanted.toLowerCase())?.lastScanned ?? null;
    return Object.fromEntries(ids.map((id) => [id, scanOf(id)]));
  }

  async function take(operation: StoredOperation): Promise<Running> {
    const { tenantId, id } = operation;
    const key = keyOf(tenantId, id);
    const progress = progressOf(operation, await store.knowledge.alerts(tenantId));
    const present = tasks.get(key);
    if (present) return present;
    const onEnd = (end: RefreshProgress): void => void ended.set(key, end);
    const task: Running = { progress, unseen: false, onEnd, done: Promise.resolve() };
    tasks.set(key, task);
    const hold = {
      leases: store.leases,
      clock,
      log,
      name: `${id}|${tenantId}`,
      owner: random.uuid(),
      leaseMs,
      signal: stopping.signal,
    };
    task.done = whileHolding(hold, (_lease, signal) => run(operation, task, signal))
      .then(() => undefined)
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) log.error('scan could not be followed to its end', { id, error });
      })
      .finally(() => tasks.delete(key));
    return task;
  }

  /** Whoever came too late does not wait for the channel. */
  function showEnd(tenantId: string, end: RefreshProgress, card: Watcher): void {
    const shown: Promise<void> = cards
      .showFinal(tenantId, end, [card], stopping.signal)
      .catch((error: unknown) => log.warn('last card not drawn', { error }))
      .finally(() => showing.delete(shown));
    showing.add(shown);
  }

  async function settled(): Promise<void> {
    await Promise.all([...[...tasks.values()].map(({ done }) => done), ...showing, restoration.settled()]);
  }

  function startOrJoin(request: Parameters<Refreshes['start']>[0]): Promise<RefreshProgress> {
    const id = operationId(request.target);
    const key = keyOf(request.tenantId, id);
    const joined = starting.get(key);
    if (joined) return joined;
    const beginning = begin(request, id).finally(() => starting.delete(key));
    starting.set(key, beginning);
    return beginning;
  }

  async function isOver(tenantId: string, id: string): Promise<boolean> {
    return (await storedOperation(store, tenantId, id)) === undefined;
  }

  return {
    start: async (request) => {
      const { restore, tenantId } = request;
      if (restore) await restoration.announce({ ...request, restore });
      const progress = await startOrJoin(request);
      if (restore) restoration.begin({ ...request, restore }, () => isOver(tenantId, progress.id));
      return progress;
    },
    follow: async (tenantId, id, card) => {
      const key = keyOf(tenantId, id);
      const added = await store.operations.watch(tenantId, id, card);
      const task = tasks.get(key);
      if (task) task.unseen = true;
      const end = ended.get(key) ?? (added ? undefined : await endedElsewhere(tenantId, id));
      if (end) showEnd(tenantId, end, card);
    },
    resume: async (tenantId) => {
      for (const operation of await store.operations.list(tenantId)) await take(operation);
    },
    settled,
    stop: async () => {
      stopping.abort();
      await settled();
    },
  };

  /** Another replica brought it to its end before the card stood: what it found is in the alerts themselves. */
  async function endedElsewhere(tenantId: string, id: string): Promise<RefreshProgress> {
    const known = await store.knowledge.alerts(tenantId);
    const one = id.slice('refresh:'.length);
    const ids = ['all', 'some'].includes(one) ? known.map(({ alertId }) => alertId) : [one];
    const before = Object.fromEntries(ids.map((alertId) => [alertId, null]));
    return progressOf({ id, startedBy: 'Rolecall', startedAt: clock.now(), before }, known, 'done');
  }
}

function keyOf(tenantId: string, id: string): string {
  return `${tenantId}|${id}`;
}

async function order(actions: PimAlertActions, target: Target) {
  if (target === 'all') return actions.refreshAll();
  const [first, ...others] = 'alertIds' in target ? target.alertIds : [target.alertId];
  if (first === undefined) throw new Error('a scan of nothing was asked for');
  let last = await actions.refreshAlert(first);
  for (const alertId of others) last = await actions.refreshAlert(alertId).catch(afterOthers);
  return last;
}

/** Scans ordered before it are under way, so nobody may be told that nothing was done. */
function afterOthers(error: unknown): never {
  if (!(error instanceof GraphError)) throw error;
  throw new GraphError(error.message, { ...error.details, maybeDone: true });
}
