import type { Card, Message } from '../ports/notifier';
import { buttons, type CardButton } from './parts/button';
import { plain } from './parts/escape';
import { frame } from './parts/frame';
import { footer, prose } from './parts/wording';
import { renderCard } from './render';

/** Asks a person to sign in on a page of its own, because changes run in that person's name; `resume` does what was asked for. */
export function signInView({
  link,
  resume,
}: {
  readonly link: string;
  readonly resume: CardButton;
}): Message {
  return say('Sign in first', 'Changes run in your own name. Sign in, then go on here.', [
    { type: 'Action.OpenUrl', title: 'Sign in', url: link },
    ...buttons([resume]),
  ]);
}

interface SignInAgainInput {
  readonly retry: CardButton;
  readonly reference: string;
  readonly now: number;
}

/** Tells a person that Microsoft wants a new sign-in, which the button leads to. */
export function signInAgainView({ retry, reference, now }: SignInAgainInput): Message {
  const text = 'Microsoft asks for a new sign-in, so nothing was changed. Try again, and sign in on the way.';
  return say('Sign in again', text, buttons([retry]), footer(now, undefined, reference));
}

interface ActivateRoleInput {
  /** Any one of them will do. */
  readonly roles: readonly string[];
  /** Where roles are activated. */
  readonly link: string;
  readonly retry: CardButton;
  readonly reference?: string;
  readonly now: number;
}

/** Tells a person which role is missing, where to activate it, and offers to try again. */
export function activateRoleView({ roles, link, retry, reference, now }: ActivateRoleInput): Message {
  const title = 'This needs a role you do not hold right now';
  const named = roles.slice(0, 6).map((role) => plain(role, 60));
  const text = `Activate ${named.join(' or ')} in PIM if you are eligible, wait a minute, then try again.`;
  const actions = [{ type: 'Action.OpenUrl', title: 'Activate a role', url: link }, ...buttons([retry])];
  return say(title, text, actions, reference ? footer(now, undefined, reference) : '');
}

function say(title: string, text: string, actions: readonly Card[], foot = ''): Message {
  const card = renderCard('notice', {
    ...frame({
      look: { glyph: '🔑', word: 'Your turn', ground: 'accent' },
      title,
      footer: foot,
      actions,
      speak: `${title}. ${text}`,
    }),
    text: prose(text, 500),
    hasText: true,
    facts: [],
    hasFacts: false,
  });
  return { card, summary: title };
}
