import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { Notifier } from '../ports/notifier';
import type { StoredOperation } from '../ports/operations';
import type { PimAlerts } from '../ports/pim-alerts';
import type { RefreshProgress } from '../ports/refreshes';
import type { Store } from '../ports/store';
import type { Health } from './health';
import { createRefreshCards, type RefreshCards } from './refresh-cards';
import { pollRefresh } from './refresh-poll';
import { finished, withChanges } from './refresh-progress';
import type { Sweeper } from './sweep';

/** Between two updates of a card. */
const CARD_GAP_MS = 2_000;
const SWEEP_TRIES = 15;
const SWEEP_WAIT_MS = 2_000;

/** One scan that this process follows. */
export interface Task {
  progress: RefreshProgress;
  /** Somebody follows who has not seen the present state. */
  unseen: boolean;
  /** Called before the last cards are drawn. */
  readonly onEnd: (progress: RefreshProgress) => void;
}

interface Dependencies {
  readonly alerts: PimAlerts;
  readonly store: Store;
  readonly sweeper: Sweeper;
  readonly health: Health;
  readonly notifier: Notifier;
  readonly clock: Clock;
  readonly log: Log;
}

/** Follows a stored scan to its end, sweeps, and shows on the cards how it goes and what it changed. */
export function createRefreshRun(dependencies: Dependencies): {
  readonly run: (operation: StoredOperation, task: Task, signal: AbortSignal) => Promise<void>;
  readonly cards: RefreshCards;
} {
  const { alerts, store, sweeper, health, clock, log } = dependencies;
  const cards = createRefreshCards(dependencies);

  async function run(operation: StoredOperation, task: Task, signal: AbortSignal): Promise<void> {
    const { tenantId, id } = operation;
    // Whoever held it before may have brought it to its end meanwhile.
    if (!(await storedOperation(store, tenantId, id))) return;
    try {
      const onProgress = shower(operation, task, signal);
      const { progress } = task;
      const polled = await pollRefresh({ alerts, clock, log, operation, progress, onProgress, signal });
      task.progress = polled.state === 'failed' ? polled : await swept(operation, polled, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      log.error('scan failed on our side', { id, error });
      task.progress = finished(
        task.progress,
        'failed',
        'Something went wrong on my side: the log has the details.',
      );
    }
    await finish(operation, task, signal);
  }

  /** Updates the cards where there is something new to see, and not too often. */
  function shower(operation: StoredOperation, task: Task, signal: AbortSignal) {
    let shownAt = 0;
    let shown = JSON.stringify(task.progress);
    return async (progress: RefreshProgress): Promise<void> => {
      task.progress = progress;
      const face = JSON.stringify(progress);
      if (face === shown && !task.unseen) return;
      if (clock.now() - shownAt < CARD_GAP_MS) return;
      [shown, shownAt, task.unseen] = [face, clock.now(), false];
      const watchers = (await storedOperation(store, operation.tenantId, operation.id))?.watchers ?? [];
      await cards.show(operation.tenantId, progress, watchers, signal);
    };
  }

  async function swept(
    { tenantId, startedAt }: StoredOperation,
    progress: RefreshProgress,
    signal: AbortSignal,
  ): Promise<RefreshProgress> {
    for (let tried = 0; tried < SWEEP_TRIES; tried += 1) {
      const outcome = await sweeper.sweep(tenantId, signal).catch((error: unknown) => {
        if (signal.aborted) throw error;
        log.warn('no sweep after a scan', { error });
        return 'failed' as const;
      });
      if (outcome !== 'busy' && outcome !== 'failed') {
        await health.swept(tenantId, outcome);
        // Other sweeps may have found some of it, in this process or another.
        return withChanges(progress, await store.knowledge.changesSince(tenantId, startedAt));
      }
      await clock.sleep(SWEEP_WAIT_MS, signal);
    }
    return { ...progress, problem: 'The scan is done, but I could not read what it found.' };
  }

  async function finish(
    { tenantId, id }: StoredOperation,
    { progress, onEnd }: Task,
    signal: AbortSignal,
  ): Promise<void> {
    // Before the watchers are read: who follows from now on is shown the end at once.
    onEnd(progress);
    const watchers = (await storedOperation(store, tenantId, id))?.watchers ?? [];
    const { state, problem = 'The scan failed.' } = progress;
    if (state === 'failed') await health.refreshFailed(tenantId, id, problem);
    else await health.refreshed(tenantId, id);
    await cards.showFinal(tenantId, progress, watchers, signal);
    signal.throwIfAborted();
    await store.operations.end(tenantId, id);
    log.info('scan followed to its end', { id, state });
  }

  return { run, cards };
}

export async function storedOperation(
  store: Pick<Store, 'operations'>,
  tenantId: string,
  id: string,
): Promise<StoredOperation | undefined> {
  return (await store.operations.list(tenantId)).find((operation) => operation.id === id);
}
