import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import { withOrigin } from '../lib/origin';
import type { ClaimedPost, Outbox } from '../ports/outbox';
import type { Bounds, Deliver, Delivery } from './deliver';
import { defaultLeaseTimes, type LeaseTimes } from './lease-times';
import { conversationWaitMs, type SendLimits } from './limits';
import type { Pace } from './pace';

/** Beyond its deadline, what has to be left of the lease when a send begins. */
const SPARE_MS = 2_000;
const IDLE_MS = 1_500;
const AFTER_TROUBLE_MS = 5_000;
/** Of one tenant, claimed and about to leave: a slot that is free finds a card that is drawn. */
const READY = 16;
const LEAVE_MS = 1_000;

export interface Sender {
  start(): void;
  /** Waits a second for what is under way, then breaks it off; it is marked uncertain. */
  stop(): Promise<void>;
  /** There is something new to send. */
  nudge(): void;
  /** Sends until nothing is due. */
  drain(): Promise<void>;
  /** How often each outcome came about in a tenant, for metrics. */
  counts(tenantId: string): Readonly<Partial<Record<Delivery, number>>>;
}

interface Lane {
  readonly counts: Partial<Record<Delivery, number>>;
  /** Claimed, and has not left. What has left is limited by the slots of the tenant. */
  ready: number;
}

interface Dependencies {
  /** Whose posts are sent. */
  readonly tenants: readonly string[];
  readonly outbox: Outbox;
  readonly deliver: Deliver;
  readonly pace: Pick<Pace, 'close'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: string;
  readonly limits: SendLimits;
  readonly times?: LeaseTimes;
}

/**
 * Takes posts out of the outbox and sends them, within the limits. Any number of replicas may do so at once. Each tenant has room of
 * its own, so that one whose posts are many, or do not come back, delays nobody else's.
 */
export function createSender(dependencies: Dependencies): Sender {
  const { tenants, outbox, deliver, pace, clock, log, owner, limits } = dependencies;
  const { times = defaultLeaseTimes } = dependencies;
  const usableMs = times.sendMs - times.deadlineMs - Math.min(SPARE_MS, times.deadlineMs / 2);
  // At a slow pace no more than leave before their claim ends.
  const mostReady = Math.min(READY, 2 * limits.perSecond);
  // Each claim is a commit to the disk, and holds up what is under way.
  const atOnce = Math.ceil(mostReady / 2);
  const stopping = new AbortController();
  const breakOff = new AbortController();
  const lanes = new Map(tenants.map((tenantId): [string, Lane] => [tenantId, { counts: {}, ready: 0 }]));
  const underWay = new Set<Promise<void>>();
  let running: Promise<void> | undefined;
  let nudged = new AbortController();

  async function handle(post: ClaimedPost, { counts }: Lane, bounds: Bounds): Promise<void> {
    const wait = await conversationWaitMs(outbox, limits, post.tenantId, post.conversationId);
    if (wait > 0) {
      await outbox.later(post, wait, 'limit of the conversation', { pause: true, untried: true });
      return;
    }
    const delivery = await deliver(post, bounds);
    counts[delivery] = (counts[delivery] ?? 0) + 1;
    log.debug('post handled', { tenantId: post.tenantId, post: post.id, delivery });
  }

  /** Claims as many as each tenant has room for, several at once; how many came. */
  async function claim(): Promise<number> {
    const room = (tenantId: string) => mostReady - (lanes.get(tenantId)?.ready ?? 0);
    const withRoom = tenants.filter((tenantId) => room(tenantId) >= atOnce);
    if (withRoom.length === 0) return 0;
    let claimed = 0;
    for (const tenantId of await outbox.due(withRoom)) {
      const lane = lanes.get(tenantId);
      if (!lane || stopping.signal.aborted) continue;
      const claimedAt = clock.now();
      const posts = await outbox.claim(tenantId, owner, room(tenantId), times.sendMs);
      for (const post of posts) begin(post, lane, claimedAt);
      claimed += posts.length;
    }
    return claimed;
  }

  function begin(post: ClaimedPost, lane: Lane, claimedAt: number): void {
    lane.ready += 1;
    const leaving = once(() => {
      lane.ready -= 1;
      nudged.abort();
    });
    const bounds = { startBy: claimedAt + usableMs, signal: breakOff.signal, leaving };
    const origin = post.origin ?? { reference: `post-${post.id}` };
    const work: Promise<void> = withOrigin(origin, () =>
      handle(post, lane, bounds).catch((error: unknown) => {
        // The lease runs out, and the post is claimed again as uncertain.
        log.error('post could not be handled', { tenantId: post.tenantId, post: post.id, error });
      }),
    ).finally(() => {
      leaving();
      underWay.delete(work);
      nudged.abort();
    });
    underWay.add(work);
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const wake = nudged.signal;
      let pause = 0;
      try {
        if ((await claim()) === 0) pause = IDLE_MS;
      } catch (error) {
        log.error('outbox could not be read', { error });
        pause = AFTER_TROUBLE_MS;
      }
      if (pause > 0) await rest(pause, wake);
      if (wake.aborted) nudged = new AbortController();
    }
  }

  /** Until something new waits, or a place is free again, or the pause is over. */
  async function rest(ms: number, wake: AbortSignal): Promise<void> {
    await clock.sleep(ms, AbortSignal.any([wake, stopping.signal])).catch(() => undefined);
  }

  return {
    start: () => {
      running ??= loop();
    },
    stop: async () => {
      stopping.abort();
      const grace = new AbortController();
      const all = Promise.all([pace.close(), running, ...underWay]).finally(() => grace.abort());
      await Promise.race([all, clock.sleep(LEAVE_MS, grace.signal).catch(() => undefined)]);
      breakOff.abort();
      await all;
    },
    nudge: () => nudged.abort(),
    drain: async () => {
      while ((await claim()) > 0 || underWay.size > 0) if (underWay.size > 0) await Promise.race(underWay);
    },
    counts: (tenantId) => ({ ...lanes.get(tenantId)?.counts }),
  };
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}
