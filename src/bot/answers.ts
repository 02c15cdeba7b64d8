import type { Capability, Context } from '../capabilities/capability';
import type { Message } from '../ports/notifier';
import { noticeView } from '../views/notice-view';
import { resultView } from '../views/result-view';
import { closestCommands, type Said } from './intent';

export const NO_ROLE =
  'You may look, but not change anything here: for that you have to be Privileged Role Administrator or Global Administrator now. Activate the role and try again.';

/** A plain no, with its reason. */
export function refused(text: string, { reference, actor, clock }: Context): Message {
  return resultView({
    outcome: 'refused',
    title: 'Nothing was changed',
    lines: [text],
    facts: [],
    next: [{ title: 'All alerts', verb: 'alerts.list', input: {} }],
    reference,
    actor: actor.name,
    now: clock.now(),
  });
}

/** Never silence: how the command is said, or the two likeliest. */
export function notUnderstood(
  said: Said,
  capabilities: readonly Capability[],
  { clock, reference }: Context,
): Message {
  const meant = closestCommands('text' in said ? said.text : '', capabilities);
  return noticeView({
    tone: 'info',
    title: 'I did not understand that',
    text: `${suggestion(meant)} “help” lists everything.`,
    next: [
      { title: 'All alerts', verb: 'alerts.list', input: {} },
      { title: 'Help', verb: 'help.show', input: {} },
    ],
    reference,
    now: clock.now(),
  });
}

function suggestion({ known, near, closest }: ReturnType<typeof closestCommands>): string {
  const [first, second] = closest.map(({ usage }) => `“${usage}”`);
  if (!known)
    return near ? `Did you mean ${first}? Or perhaps ${second}?` : `You could try ${first} or ${second}.`;
  const example = closest[0]?.examples.find((one) => one !== closest[0]?.usage);
  return `Say it as ${first}${example === undefined ? '' : `, for example “${example}”`}.`;
}
