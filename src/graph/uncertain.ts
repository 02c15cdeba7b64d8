import type { Clock } from '../lib/clock';
import { GraphError } from '../ports/pim-alerts';
import type { GraphCall } from './client';

const REMEMBERED_MS = 60 * 60_000;
const MOST = 500;

/**
 * Changes that were sent and never answered for. When the same change is tried again and the service now knows nothing of its
 * target, the first try probably went through: that answer is no plain refusal.
 */
export interface Uncertain {
  /** The outcome of this change is known. */
  settle(call: GraphCall): void;
  judge(call: GraphCall, error: GraphError): GraphError;
}

export function createUncertain(clock: Clock): Uncertain {
  const since = new Map<string, number>();
  const keyOf = (call: GraphCall) => `${call.method} ${call.path.toLowerCase()}`;

  function forgetOld(): void {
    for (const [key, at] of since) {
      if (since.size <= MOST && clock.now() - at < REMEMBERED_MS) return;
      since.delete(key);
    }
  }

  return {
    settle: (call) => {
      since.delete(keyOf(call));
    },
    judge: (call, error) => {
      const key = keyOf(call);
      forgetOld();
      if (error.details.maybeDone) {
        since.delete(key);
        since.set(key, clock.now());
        return error;
      }
      const gone = error.details.status === 404 || error.details.status === 400;
      if (!gone || !since.has(key)) return error;
      return new GraphError(error.message, { ...error.details, maybeDone: true });
    },
  };
}
