import { z } from 'zod';
import { resultView } from '../views/result-view';
import type { ReadCapability } from './capability';

export const cancel: ReadCapability<'action.cancel'> = {
  verb: 'action.cancel',
  effect: 'reads',
  input: z.object({}),
  fromText: () => undefined,
  async run(_input, { actor, clock }) {
    const message = resultView({
      outcome: 'cancelled',
      title: 'Nothing was changed',
      lines: [],
      facts: [],
      next: [{ title: 'All alerts', verb: 'alerts.list', input: {} }],
      actor: actor.name,
      now: clock.now(),
    });
    return Promise.resolve({ message });
  },
};
