import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../src/lib/log';
import type { PimAlertActions } from '../../src/ports/pim-alerts';
import type { Store } from '../../src/ports/store';
import type { Subscription } from '../../src/ports/subscriptions';
import { openStore } from '../../src/store/open-store';
import { createDeliver } from '../../src/watch/deliver';
import { createHealth } from '../../src/watch/health';
import { defaultLimits, type SendLimits } from '../../src/watch/limits';
import { createSender } from '../../src/watch/outbox';
import { createPresent } from '../../src/watch/present';
import { createPace } from '../../src/watch/pace';
import { createRefreshes } from '../../src/watch/refreshes';
import { createSending } from '../../src/watch/sending';
import { createSlots } from '../../src/watch/slots';
import { createSweeper } from '../../src/watch/sweep';
import { createWatch } from '../../src/watch/watch';
import { fakeClock } from '../support/clock';
import {
  aConversation,
  aSubscription,
  aTenant,
  OTHER_TENANT,
  recordingNotifier,
  steadyRandom,
  TENANT,
} from '../support/fakes';

/** The watch over a real store, between a pretend service and a pretend channel. */
export async function aWatch() {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-watch-'));
  const clock = fakeClock();
  const random = steadyRandom();
  const tenant = aTenant(clock);
  const notifier = recordingNotifier(clock);
  const log = silentLog;
  const stores: Store[] = [];

  /** What one process is made of; a second one works over the same file. */
  async function replica(limits: SendLimits = defaultLimits) {
    const store = await openStore({ dataDir: folder, clock, log });
    stores.push(store);
    const { alerts } = tenant;
    const health = createHealth({ store, clock, log, onPosts: () => undefined });
    const slots = createSlots({ clock });
    const sweeper = createSweeper({ alerts, store, clock, random, log });
    const present = createPresent({ store, clock });
    const owner = random.uuid();
    const pace = createPace({ senders: store.senders, owner, perSecond: limits.perSecond, clock, log });
    const deliver = createDeliver({
      store,
      notifier,
      present,
      pace,
      clock,
      random,
      log,
      onGone: (conversation) => health.conversationGone(conversation),
    });
    const tenants = [OTHER_TENANT, TENANT];
    const sender = createSender({
      tenants,
      outbox: store.outbox,
      deliver,
      pace,
      clock,
      log,
      owner,
      limits,
    });
    const refreshes = createRefreshes({ alerts, store, sweeper, health, notifier, clock, random, log });
    const whole = (cron: string, scanFirst?: PimAlertActions) => {
      const parts = { store, notifier, clock, random, log };
      const sending = createSending({ ...parts, tenants });
      const watch = createWatch({
        ...parts,
        tenantId: TENANT,
        alerts,
        sender: sending,
        slots,
        cron,
        ...(scanFirst ? { scanFirst } : {}),
      });
      return {
        ...watch,
        start: () => {
          sending.start();
          watch.start();
        },
        stop: async () => void (await Promise.all([watch.stop(), sending.stop()])),
      };
    };
    return {
      store,
      health,
      sweeper,
      sender,
      deliver,
      refreshes,
      whole,
      sweep: () => clock.settle(sweeper.sweep(TENANT)),
      send: () => clock.settle(sender.drain()),
    };
  }

  const first = await replica();

  async function subscribe(conversationId: string, wish: Partial<Subscription> = {}): Promise<void> {
    await first.store.conversations.save(aConversation(conversationId, wish.tenantId));
    await first.store.subscriptions.save(aSubscription(conversationId, wish));
  }

  return {
    ...first,
    tenant,
    notifier,
    clock,
    random,
    replica,
    subscribe,
    /** A first sweep, then one more over what happened, then everything is sent. */
    async sweepAndSend() {
      const outcome = await first.sweep();
      await first.send();
      return outcome;
    },
    async close() {
      for (const store of stores) await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type AWatch = Awaited<ReturnType<typeof aWatch>>;
