import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import type { Clock } from '../lib/clock';
import type { Random } from '../lib/random';
import { stateOf, type CallState } from './call-state';
import { retryAfterSeconds } from './failures';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/**
 * Sends a call again where that is safe: a read on 429, 503, 504 and when no answer came; a change on 429 alone, because there
 * the service says that it did nothing. Waits as long as the service asks, and gives up at once where the wait would outlast
 * the call's deadline.
 */
export function createRetry({
  clock,
  random,
  maxRetries,
}: {
  readonly clock: Clock;
  readonly random: Random;
  readonly maxRetries: number;
}): Middleware {
  let next: Middleware | undefined;

  function waitAfter(state: CallState, response: Response | undefined): number | undefined {
    if (state.attempts > maxRetries || state.signal.aborted) return undefined;
    const again = state.repeatable
      ? !response || [429, 503, 504].includes(response.status)
      : response?.status === 429;
    if (!again) return undefined;
    const asked = retryAfterSeconds(response?.headers, clock.now());
    const backOff = Math.min(FIRST_WAIT_MS * 2 ** (state.attempts - 1), LONGEST_WAIT_MS);
    const wait = asked === undefined ? backOff * (0.5 + random.fraction() / 2) : asked * 1000;
    return clock.now() + wait < state.endsAt ? wait : undefined;
  }

  return {
    setNext: (middleware) => {
      next = middleware;
    },
    execute: async (context: Context) => {
      const state = stateOf(context);
      for (;;) {
        const failure = await attempt(next, context);
        const wait = waitAfter(state, failure ? undefined : context.response);
        if (wait === undefined || !(await slept(clock, wait, state.signal))) {
          if (failure) throw failure.error;
          return;
        }
      }
    },
  };
}

async function attempt(
  next: Middleware | undefined,
  context: Context,
): Promise<{ readonly error: unknown } | undefined> {
  try {
    await next?.execute(context);
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** False: the call ended meanwhile, and what is known so far is its outcome. */
async function slept(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return !signal.aborted;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
