import { messageOf } from '../lib/errors';
import type { Log } from '../lib/log';
import type { Sweeper } from './sweep';
import type { SweepOutcome } from './swept';

/** Sees to it after a sweep that what people decided is kept, and says so where it was not. */
export type Duty = (tenantId: string, sweptAt: number) => Promise<void>;

/** The sweeper, with what has to be done after each sweep. A duty that fails is made up for after the next one. */
export function withDuties(sweeper: Sweeper, duties: readonly Duty[], log: Log): Sweeper {
  const listeners = new Set<(tenantId: string, outcome: SweepOutcome) => void>();
  return {
    sweep: async (tenantId, signal) => {
      const outcome = await sweeper.sweep(tenantId, signal);
      if (outcome === 'busy') return outcome;
      for (const duty of duties) {
        await duty(tenantId, outcome.at).catch((error: unknown) => {
          log.error('a duty was not done', { what: messageOf(error) });
        });
      }
      for (const listener of listeners) listener(tenantId, outcome);
      return outcome;
    },
    onSwept: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
