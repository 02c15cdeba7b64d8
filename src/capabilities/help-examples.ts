import { worstFirst, type Alert, type Principal } from '../alerts/alert';
import type { CardButton } from '../views/parts/button';
import type { Capability, Help } from './capability';

/** A command as it could be sent at this moment, and the button that sends it where a tap does no harm. */
export interface Example {
  readonly text: string;
  readonly tryIt?: CardButton;
}

/** Filled in from what the tenant has now: real alerts, real people. Undefined where it has nothing of the kind. */
export function exampleOf(capability: Capability, alerts: readonly Alert[]): Example | undefined {
  const { help } = capability;
  const text = help && textOf(help, alerts);
  if (text === undefined) return undefined;
  const input = capability.fromText(text);
  const travels =
    input !== undefined && capability.input.safeParse({ verb: capability.verb, ...input }).success;
  if (!travels || !isHarmless(capability)) return { text };
  return { text, tryIt: { title: 'Try it', verb: capability.verb, input } as CardButton };
}

/** `<person>` and `<incident or person>`. */
const PERSON = /<[^>]*person>/;

/** Looking does nothing, and what asks first does nothing yet. */
function isHarmless(capability: Capability): boolean {
  return (
    capability.effect === 'reads' || (capability.effect === 'changes' && capability.propose !== undefined)
  );
}

function textOf({ usage, about = isActive }: Help, alerts: readonly Alert[]): string | undefined {
  const fitting = alerts.toSorted(worstFirst).filter(about);
  const withPerson = PERSON.test(usage) ? fitting.find(personIn) : undefined;
  const alert = withPerson ?? fitting[0];
  const person = withPerson && personIn(withPerson);
  // What is in brackets may be left out; the person in them makes the better example.
  const short = usage.replaceAll(/ ?\[[^\]]*\]/g, (part) => (person && PERSON.test(part) ? ' <person>' : ''));
  const filled = short
    .replaceAll('<alert>', () => alert?.slug ?? '<alert>')
    .replace(PERSON, (all) => person?.name ?? all);
  return /[<…]/.test(filled) ? undefined : filled;
}

function isActive({ state }: Alert): boolean {
  return state === 'active';
}

// Whoever renames an account shall not get a link onto the card of everybody who asks for help.
const PLAIN_NAME = /^[\p{L}\p{M}][\p{L}\p{M} .'’-]{0,39}$/u;

/** Somebody the alert names; accounts that sign in are easier to recognise than groups. */
function personIn({ incidents }: Alert): Principal | undefined {
  return incidents.find(({ principal }) => principal?.userPrincipalName && PLAIN_NAME.test(principal.name))
    ?.principal;
}
