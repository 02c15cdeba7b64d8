import type { Card, Message } from '../ports/notifier';
import { buttons, type CardButton } from './button';
import { plain } from './escape';
import { frame } from './frame';
import { renderCard } from './render';
import { footer } from './result-view';
import { prose } from './wording';

interface SignInInput {
  readonly link: string;
  readonly connectionName: string;
  readonly now: number;
}

/** Asks a person who typed a command to sign in, because changes run in that person's name. */
export function signInView({ link }: SignInInput): Message {
  const title = 'Sign in first';
  return say(title, 'Changes run in your own name. Sign in, then send the command again.', [
    { type: 'Action.OpenUrl', title: 'Sign in', url: link },
  ]);
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
