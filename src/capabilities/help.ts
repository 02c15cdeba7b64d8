import { z } from 'zod';
import { helpView } from '../views/help-view';
import type { Capability, ReadCapability } from './capability';
import { isExactly } from './words';

/** Takes the registry as a function, because it is part of it. */
export function helpOn(all: () => readonly Capability[]): ReadCapability<'help.show'> {
  return {
    verb: 'help.show',
    effect: 'reads',
    help: { usage: 'help', summary: 'What you can ask', examples: ['help'], command: 'help' },
    input: z.object({}),
    fromText: (text) => (isExactly(text, 'help', '?', 'hi', 'hello', 'start', '') ? {} : undefined),
    async run(_input, { mayAct, clock }) {
      const entries = all().flatMap((capability) => {
        if (!capability.help || (capability.effect === 'changes' && !mayAct)) return [];
        return [capability.help];
      });
      return Promise.resolve({ message: helpView({ entries, now: clock.now() }) });
    },
  };
}
