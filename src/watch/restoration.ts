import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { Random } from '../lib/random';
import type { DecisionKind } from '../ports/ledger';
import { GraphError, type PimAlerts } from '../ports/pim-alerts';
import type { Refreshes, Restoration } from '../ports/refreshes';
import type { Store } from '../ports/store';
import { audited, auditFailure } from './audited';
import { whileHolding } from './hold';
import { noticeTo } from './notices';
import type { Sweeper } from './sweep';

type Order = Parameters<Refreshes['start']>[0] & { readonly restore: Restoration };
type Restored = Restoration['alerts'][number];

interface Dependencies {
  readonly alerts: PimAlerts;
  readonly store: Store;
  readonly sweeper: Sweeper;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const LOOK_MS = 2_000;
const TRIES = 5;

/** Held by whoever is about to renew dismissals: where nobody holds it any more, they are not going to be renewed. */
export function restorationLease(reference: string): string {
  return `restore|${reference}`;
}

/**
 * Renews dismissals when a scan has ended. The right to do so lives in this process alone: if it dies first, the sweep finds
 * alerts that came back with nobody at it, and says so.
 */
export function createRestoration({ alerts, store, sweeper, clock, random, log, signal }: Dependencies) {
  const underWay = new Set<Promise<void>>();

  async function remember(
    { tenantId, startedBy, restore }: Order,
    kind: DecisionKind,
    { alertId, reason, until }: Restored,
  ): Promise<void> {
    await store.decisions.add({
      tenantId,
      id: random.uuid(),
      kind,
      alertId,
      actorId: startedBy.id,
      actorName: startedBy.name,
      reason,
      at: clock.now(),
      detail: { restored: restore.reference, conversationId: restore.conversationId },
      ...(until === undefined ? {} : { until }),
    });
  }

  /** True: it is set aside again, or was not brought back. */
  async function renew(order: Order, one: Restored): Promise<boolean> {
    const { tenantId, startedBy, actions, restore } = order;
    const line = {
      tenantId,
      actorId: startedBy.id,
      actorName: startedBy.name,
      verb: 'alert.dismiss',
      target: one.alertId,
      reason: one.reason,
      reference: restore.reference,
      detail: { restored: true },
    };
    try {
      if (await isBack(one.alertId, line))
        await audited(line, () => actions.dismissAlert(one.alertId), { store, clock });
      await remember(order, 'dismissed', one);
      return true;
    } catch (error) {
      log.warn('dismissal not renewed', { alertId: one.alertId, error });
      return false;
    }
  }

  async function isBack(alertId: string, line: Parameters<typeof auditFailure>[0]): Promise<boolean> {
    try {
      const { value } = await alerts.getAlert(alertId, { fresh: true, signal });
      if (value.doubtful) throw new GraphError('the state is not told', { reason: 'unavailable' });
      return value.state === 'active';
    } catch (error) {
      await auditFailure(line, error, { store, clock });
      throw error;
    }
  }

  async function restoreAll(order: Order): Promise<void> {
    const { tenantId, restore, startedBy } = order;
    const renewed: string[] = [];
    for (const one of restore.alerts) if (await renew(order, one)) renewed.push(one.title);
    if (renewed.length > 0) {
      const post = noticeTo(tenantId, restore.conversationId, `restored|${restore.reference}`, {
        tone: 'info',
        title: 'The scan is done, and what was dismissed is dismissed again',
        text: `${renewed.join(', ')}: dismissed again in the name of ${startedBy.name}, with the reason and the end from before.`,
        next: [{ title: 'All alerts', verb: 'alerts.list', input: {} }],
      });
      await store.outbox.add([post]);
    }
  }

  async function follow(order: Order, isOver: () => Promise<boolean>): Promise<void> {
    const { tenantId, restore } = order;
    const name = restorationLease(restore.reference);
    const hold = { leases: store.leases, clock, log, name, owner: random.uuid(), signal };
    // A sweep that looks whether anybody is at it has the lease for a moment.
    for (let tried = 0; tried < TRIES; tried += 1) {
      const done = await whileHolding(hold, async (_lease, stop) => {
        while (!(await isOver())) await clock.sleep(LOOK_MS, stop);
        stop.throwIfAborted();
        await restoreAll(order);
      });
      if (done !== 'busy') break;
      await clock.sleep(LOOK_MS, signal);
    }
    // What was not renewed is told by this look, now that nobody is at it.
    await sweeper.sweep(tenantId, signal);
  }

  return {
    /** Before the scan is ordered: from now on the ledger knows that what comes back is going to be renewed. */
    announce: async (order: Order): Promise<void> => {
      for (const one of order.restore.alerts) await remember(order, 'restoring', one);
    },
    begin: (order: Order, isOver: () => Promise<boolean>): void => {
      const task: Promise<void> = follow(order, isOver)
        .catch((error: unknown) => {
          if (!signal.aborted) log.error('dismissals could not be renewed', { error });
        })
        .finally(() => underWay.delete(task));
      underWay.add(task);
    },
    settled: async (): Promise<void> => {
      await Promise.all(underWay);
    },
  };
}
