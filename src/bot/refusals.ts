import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';

/** Requests that were turned away, in the log: strangers cause them, so they are counted rather than written one by one. */
export interface Refusals {
  /** `reason` is one of a few fixed texts; never anything a caller sent. */
  note(reason: string): void;
}

const QUIET_MS = 60_000;

interface Counted {
  readonly loggedAt: number;
  unsaid: number;
}

/** For each reason one line at once, then one a minute at most, which says how many there were since. */
export function createRefusals({ clock, log }: { readonly clock: Clock; readonly log: Log }): Refusals {
  const counted = new Map<string, Counted>();
  return {
    note(reason) {
      const now = clock.now();
      const before = counted.get(reason);
      if (before && now - before.loggedAt < QUIET_MS) {
        before.unsaid += 1;
        return;
      }
      log.warn('denied', { reason, count: (before?.unsaid ?? 0) + 1 });
      counted.set(reason, { loggedAt: now, unsaid: 0 });
    },
  };
}
