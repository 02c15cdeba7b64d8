import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { StoredOperation } from '../ports/operations';
import { DeliveryError, type Notifier } from '../ports/notifier';
import type { RefreshProgress } from '../ports/refreshes';
import type { Store } from '../ports/store';
import { refreshView } from '../views/refresh-view';
import { withDeadline } from './deadline';

export type Watcher = StoredOperation['watchers'][number];

const DEADLINE_MS = 10_000;
const FINAL_ATTEMPTS = 5;
const LONGEST_WAIT_MS = 30_000;

export interface RefreshCards {
  /** Shows it on the cards as they stand. A card that cannot be reached does not hold up the scan. */
  show(
    tenantId: string,
    progress: RefreshProgress,
    watchers: readonly Watcher[],
    signal: AbortSignal,
  ): Promise<void>;
  /** The last face of a card: tried a few times. */
  showFinal: RefreshCards['show'];
}

interface Dependencies {
  readonly store: Pick<Store, 'conversations'>;
  readonly notifier: Notifier;
  readonly clock: Clock;
  readonly log: Log;
}

export function createRefreshCards({ store, notifier, clock, log }: Dependencies): RefreshCards {
  async function update(
    tenantId: string,
    progress: RefreshProgress,
    { conversationId, activityId }: Watcher,
    outer: AbortSignal,
  ): Promise<void> {
    const to = await store.conversations.get(tenantId, conversationId);
    if (!to) return;
    const message = refreshView({ progress, now: clock.now() });
    const late = () => new DeliveryError('the channel did not answer in time', { outcome: 'uncertain' });
    await withDeadline(
      clock,
      DEADLINE_MS,
      (stop) => notifier.update(to, activityId, message, stop),
      late,
      outer,
    );
  }

  async function persist(attempts: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        const passing =
          error instanceof DeliveryError && (error.outcome === 'retry' || error.outcome === 'uncertain');
        if (!passing || attempt >= attempts || signal.aborted) {
          log.warn('progress card not updated', { attempt, error });
          return;
        }
        const asked = (error.retryAfterSeconds ?? 0) * 1000;
        const wait = Math.min(Math.max(1000 * 2 ** (attempt - 1), asked), LONGEST_WAIT_MS);
        await clock.sleep(wait, signal).catch(() => undefined);
      }
    }
  }

  const withAttempts =
    (attempts: number): RefreshCards['show'] =>
    async (tenantId, progress, watchers, signal) => {
      const updates = watchers.map((watcher) =>
        persist(attempts, signal, () => update(tenantId, progress, watcher, signal)),
      );
      await Promise.all(updates);
    };

  return { show: withAttempts(1), showFinal: withAttempts(FINAL_ATTEMPTS) };
}
