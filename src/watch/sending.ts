import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { Random } from '../lib/random';
import type { Notifier } from '../ports/notifier';
import type { Store } from '../ports/store';
import { createDeliver } from './deliver';
import { createHealth } from './health';
import { defaultLimits, type SendLimits } from './limits';
import { defaultLeaseTimes, type LeaseTimes } from './lease-times';
import { createSender, type Sender } from './outbox';
import { createPresent } from './present';
import { createPace } from './pace';

interface Dependencies {
  /** Whose posts are sent. */
  readonly tenants: readonly string[];
  readonly store: Store;
  readonly notifier: Notifier;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly limits?: SendLimits | undefined;
  readonly times?: LeaseTimes | undefined;
}

/** The one sender of a process: draws the posts of all its tenants and brings them to their conversations. */
export function createSending(dependencies: Dependencies): Sender {
  const { tenants, store, notifier, clock, random, log } = dependencies;
  const { limits = defaultLimits, times = defaultLeaseTimes } = dependencies;
  const healthOf = (tenantId: string) =>
    createHealth({ store, clock, log: log.with({ tenantId }), onPosts: () => sender.nudge() });
  const owner = random.uuid();
  const pace = createPace({ senders: store.senders, owner, perSecond: limits.perSecond, clock, log });
  const deliver = createDeliver({
    store,
    notifier,
    present: createPresent({ store, clock }),
    pace,
    clock,
    random,
    log,
    deadlineMs: times.deadlineMs,
    onGone: (conversation) => healthOf(conversation.tenantId).conversationGone(conversation),
  });
  const sender = createSender({
    tenants,
    outbox: store.outbox,
    deliver,
    pace,
    clock,
    log,
    owner,
    limits,
    times,
  });
  return sender;
}
