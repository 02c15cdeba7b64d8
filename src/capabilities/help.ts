import { z } from 'zod';
import type { Alert } from '../alerts/alert';
import { GraphError } from '../ports/pim-alerts';
import { helpView } from '../views/help-view';
import type { Capability, Context, HelpGroup, ReadCapability } from './capability';
import { exampleOf } from './help-examples';
import { isExactly } from './words';

const GROUPS: readonly { readonly id: HelpGroup; readonly title: string }[] = [
  { id: 'look', title: 'Look' },
  { id: 'act', title: 'Change something' },
  { id: 'watch', title: 'Watch and check' },
];

/** Takes the registry as a function, because it is part of it. */
export function helpOn(all: () => readonly Capability[]): ReadCapability<'help.show'> {
  return {
    verb: 'help.show',
    effect: 'reads',
    help: { usage: 'help', summary: 'What you can ask', examples: ['help'], command: 'help' },
    input: z.object({}),
    fromText: (text) => (isExactly(text, 'help', '?', 'hi', 'hello', 'start', '') ? {} : undefined),
    async run(_input, context) {
      const alerts = await present(context);
      const offered = all().filter(
        (capability) => capability.verb !== 'help.show' && (context.mayAct || !acts(capability)),
      );
      const groups = GROUPS.map(({ id, title }) => ({
        id,
        title,
        entries: offered
          .filter((capability) => groupOf(capability) === id)
          .flatMap((capability) =>
            capability.help ? [{ ...capability.help, example: exampleOf(capability, alerts) }] : [],
          ),
      }));
      return { message: helpView({ groups, now: context.clock.now() }) };
    },
  };
}

function groupOf({ help, effect }: Capability): HelpGroup {
  if (help?.group) return help.group;
  if (effect === 'reads') return 'look';
  return effect === 'remembers' ? 'watch' : 'act';
}

function acts(capability: Capability): boolean {
  return capability.effect === 'changes' || 'needsRight' in capability;
}

/** Help is there even where Microsoft is not; it then has no examples of this tenant. */
async function present({ alerts }: Context): Promise<readonly Alert[]> {
  try {
    return (await alerts.listAlerts({ incidents: 'as-sent' })).value;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return [];
  }
}
