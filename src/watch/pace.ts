import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import { DeliveryError } from '../ports/notifier';
import type { Senders } from '../ports/senders';

/**
 * What Teams counts requests over, and 2 ms: a timer counts whole milliseconds and so wakes up to one early, and a clock that is being
 * set right gains half a one in a second.
 */
const WINDOW_MS = 1_002;
/**
 * So much of the distance that would be even, at least, is kept between requests in one tenant: all at once they would wait for each
 * other, and again whenever their slots are free.
 */
const APART = 0.5;
/** A request arrives within this or never; until then one that nobody answered may still be on its way. */
const TRAVELS_MS = 5_000;
/** While something is sent, the share is renewed so often, */
const BEAT_MS = 1_000;
/** and so often while slots pass from one process to another: until then nobody uses them. */
const PASSING_MS = 100;
/** A share that could not be renewed is used no longer than this, */
const USABLE_MS = 4_000;
/** and then falls to the others when all that was sent under it has arrived: so long does a process that died delay them. */
const EXPIRES_MS = USABLE_MS + TRAVELS_MS + WINDOW_MS;

export interface Pace {
  /**
   * Sends a request as soon as the tenant has a slot for it. Rejects with `NotSentError` where that is after `startBy`, or where
   * `close` comes first; then nothing was sent.
   */
  send<T>(tenantId: string, request: () => Promise<T>, startBy: number): Promise<T>;
  /** Nobody waits any more, and the share of this process falls to the others. What is under way goes on. */
  close(): Promise<void>;
}

/** No time was left to send it. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError';
}

interface Lane {
  out: number;
  /** One has just left. */
  isApart: boolean;
  readonly waiting: (() => void)[];
}

interface Dependencies {
  readonly senders: Senders;
  readonly owner: string;
  /** Requests a second in one tenant, by all processes together. */
  readonly perSecond: number;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The pace towards the channel: there are as many slots for a tenant as it allows requests in a second, and one is free again a
 * second after its request was answered. A request arrives before it is answered, so no second at the channel ever holds more
 * requests than there are slots, however long they travel. Processes that send share the slots through the store.
 */
export function createPace({ senders, owner, perSecond, clock, log }: Dependencies): Pace {
  const closed = new AbortController();
  const lanes = new Map<string, Lane>();
  let share = 0;
  let usableUntil = 0;
  let beating: Promise<void> | undefined;

  function laneOf(tenantId: string): Lane {
    const lane = lanes.get(tenantId) ?? { out: 0, isApart: false, waiting: [] };
    lanes.set(tenantId, lane);
    return lane;
  }

  function serve(lane: Lane): void {
    if (clock.now() >= usableUntil) share = 0;
    if (lane.out >= share || lane.waiting.length === 0 || lane.isApart) return;
    lane.out += 1;
    lane.waiting.shift()?.();
    void keepApart(lane);
  }

  async function keepApart(lane: Lane): Promise<void> {
    lane.isApart = true;
    await clock.sleep((APART * 1_000) / share);
    lane.isApart = false;
    serve(lane);
  }

  async function giveBack(lane: Lane, afterMs: number): Promise<void> {
    // A signal of its own: very many may wait on the one of all.
    if (afterMs > 0) await clock.sleep(afterMs, AbortSignal.any([closed.signal])).catch(() => undefined);
    lane.out -= 1;
    serve(lane);
  }

  async function slot(lane: Lane): Promise<void> {
    beating ??= beat().finally(() => {
      beating = undefined;
    });
    const granted = new Promise<void>((resolve) => lane.waiting.push(resolve));
    serve(lane);
    await granted;
  }

  /** For as long as anything is sent; a process that is idle takes no share from the others. */
  async function beat(): Promise<void> {
    while (!closed.signal.aborted) {
      const passing = await renew();
      await clock.sleep(passing ? PASSING_MS : BEAT_MS, closed.signal).catch(() => undefined);
      if (closed.signal.aborted || [...lanes.values()].some(({ out, waiting }) => out + waiting.length > 0))
        continue;
      share = 0;
      await leave(0);
      if ([...lanes.values()].every(({ waiting }) => waiting.length === 0)) return;
    }
  }

  /** Whether slots are passing from one process to another. */
  async function renew(): Promise<boolean> {
    const from = clock.now();
    const out = () => Math.max(0, ...[...lanes.values()].map((lane) => lane.out));
    // Until the answer is here as many go out as before: the others must not count on a part of that.
    const holds = Math.max(share, out());
    let passing = false;
    try {
      const { now, fair } = await senders.renew(owner, { budget: perSecond, holds, forMs: EXPIRES_MS });
      share = now;
      usableUntil = from + USABLE_MS;
      passing = now < fair || out() > now;
    } catch (error) {
      log.error('share of the pace could not be renewed', { error });
    }
    for (const lane of lanes.values()) serve(lane);
    return passing;
  }

  async function leave(afterMs: number): Promise<void> {
    await senders.leave(owner, afterMs).catch((error: unknown) => {
      // It expires by itself.
      log.warn('share of the pace could not be given up', { error });
    });
  }

  return {
    async send(tenantId, request, startBy) {
      const lane = laneOf(tenantId);
      await slot(lane);
      let freeAfterMs = 0;
      try {
        if (closed.signal.aborted || clock.now() > startBy) throw new NotSentError('No time was left.');
        freeAfterMs = TRAVELS_MS;
        const answer = await request();
        freeAfterMs = WINDOW_MS;
        return answer;
      } catch (error) {
        if (error instanceof DeliveryError && error.status !== undefined) freeAfterMs = WINDOW_MS;
        throw error;
      } finally {
        void giveBack(lane, freeAfterMs);
      }
    },
    async close() {
      closed.abort();
      // Whoever waits is let through to hear that it is too late.
      for (const lane of lanes.values()) for (const grant of lane.waiting.splice(0)) grant();
      await beating;
      await leave(TRAVELS_MS);
    },
  };
}
