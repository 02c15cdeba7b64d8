import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { ClaimedPost, Outbox } from '../ports/outbox';
import type { Delivery } from './deliver';
import { defaultLeaseTimes, type LeaseTimes } from './lease-times';
import { conversationWaitMs, createPace, type SendLimits } from './limits';

/** Beyond its deadline, what has to be left of the lease when a send begins. */
const SPARE_MS = 2_000;
const IDLE_MS = 1_500;
const AFTER_TROUBLE_MS = 5_000;
const PARALLEL = 16;
const LEAVE_MS = 1_000;

export interface Sender {
  start(): void;
  /** Waits a second for what is under way, then breaks it off; it is marked uncertain. */
  stop(): Promise<void>;
  /** There is something new to send. */
  nudge(): void;
  /** Sends until nothing is due. */
  drain(): Promise<void>;
  /** How often each outcome came about, for metrics. */
  counts(): Readonly<Partial<Record<Delivery, number>>>;
}

interface Dependencies {
  readonly outbox: Outbox;
  readonly deliver: (post: ClaimedPost, signal: AbortSignal) => Promise<Delivery>;
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: string;
  readonly limits: SendLimits;
  readonly times?: LeaseTimes;
}

/** Takes posts out of the outbox and sends them, within the limits. Any number of replicas may do so at once. */
export function createSender(dependencies: Dependencies): Sender {
  const { outbox, deliver, clock, log, owner, limits, times = defaultLeaseTimes } = dependencies;
  const usableMs = times.sendMs - times.deadlineMs - Math.min(SPARE_MS, times.deadlineMs / 2);
  const stopping = new AbortController();
  const breakOff = new AbortController();
  const counts: Partial<Record<Delivery, number>> = {};
  const pace = createPace(limits.perSecond, clock);
  const underWay = new Set<Promise<void>>();
  let running: Promise<void> | undefined;
  let nudged = new AbortController();

  async function handle(post: ClaimedPost, claimedAt: number): Promise<void> {
    const wait = await conversationWaitMs(outbox, limits, post.tenantId, post.conversationId);
    if (wait > 0) {
      await outbox.later(post, wait, 'limit of the conversation', { pause: true, untried: true });
      return;
    }
    await pace(stopping.signal).catch(() => undefined);
    const late = clock.now() - claimedAt > usableMs;
    if (late || stopping.signal.aborted) {
      await outbox.later(post, 0, 'no time left', { untried: true });
      return;
    }
    const delivery = await deliver(post, breakOff.signal);
    counts[delivery] = (counts[delivery] ?? 0) + 1;
    log.debug('post handled', { post: post.id, delivery });
  }

  /** Claims as many as there is room for; how many came. */
  async function claim(): Promise<number> {
    const room = PARALLEL - underWay.size;
    if (room <= 0) return 0;
    const claimedAt = clock.now();
    const posts = await outbox.claim(owner, room, times.sendMs);
    for (const post of posts) {
      const work: Promise<void> = handle(post, claimedAt)
        .catch((error: unknown) => {
          // The lease runs out, and the post is claimed again as uncertain.
          log.error('post could not be handled', { post: post.id, error });
        })
        .finally(() => underWay.delete(work));
      underWay.add(work);
    }
    return posts.length;
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
      await rest(pause, wake);
      if (wake.aborted) nudged = new AbortController();
    }
  }

  /** Until there is room again, or the pause is over. */
  async function rest(ms: number, wake: AbortSignal): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, wake, stopping.signal]);
    const asleep = ms > 0 ? [clock.sleep(ms, signal).catch(() => undefined)] : [];
    const room = underWay.size >= PARALLEL || ms > 0 ? [...underWay] : [];
    if (asleep.length + room.length > 0) await Promise.race([...asleep, ...room]);
    over.abort();
  }

  return {
    start: () => {
      running ??= loop();
    },
    stop: async () => {
      stopping.abort();
      const grace = new AbortController();
      const all = Promise.all([running, ...underWay]).finally(() => grace.abort());
      await Promise.race([all, clock.sleep(LEAVE_MS, grace.signal).catch(() => undefined)]);
      breakOff.abort();
      await all;
    },
    nudge: () => nudged.abort(),
    drain: async () => {
      while ((await claim()) > 0 || underWay.size > 0) await Promise.race(underWay);
    },
    counts: () => ({ ...counts }),
  };
}
