import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import type { Actions, Verb } from '../actions';
import type { Capability, Help } from '../capabilities/capability';
import { alertName } from '../capabilities/inputs';
import { UserError } from '../lib/errors';

/** One thing somebody wants, bound to the capability that does it. */
export interface Intent<V extends Verb = Verb> {
  readonly capability: Capability<V>;
  readonly input: Actions[V];
}

/** What was said: words, or the payload of a button by either road. */
export type Said = { readonly text: string } | { readonly payload: unknown };

/** Undefined: nobody understands these words. Throws a UserError for a button that no longer fits, and for words without end. */
export function understand(said: Said, capabilities: readonly Capability[]): Intent | undefined {
  return 'text' in said ? fromText(said.text, capabilities) : fromPayload(said.payload, capabilities);
}

/** As chat writes a word: `alerts?`, `“alerts”`. Taken off only where nobody understands it otherwise, for a reason may end so. */
const AROUND = /^["'“”„«»]+|["'“”„«».!?…]+$/g;

function fromText(text: string, capabilities: readonly Capability[]): Intent | undefined {
  return asSaid(text, capabilities) ?? asSaid(text.replaceAll(AROUND, '').trim(), capabilities);
}

function asSaid(text: string, capabilities: readonly Capability[]): Intent | undefined {
  for (const capability of capabilities) {
    const input = capability.fromText(text);
    if (input === undefined) continue;
    // What is typed is held to the limits of what is pressed.
    const sound = capability.input.safeParse(input);
    if (!sound.success)
      throw new UserError('That is too long: a reason may have 500 characters, a name 200. Say it shorter.');
    return { capability, input: sound.data };
  }
  return undefined;
}

function fromPayload(payload: unknown, capabilities: readonly Capability[]): Intent {
  const verb =
    payload !== null && typeof payload === 'object' && 'verb' in payload ? payload.verb : undefined;
  const capability = capabilities.find((one) => one.verb === verb);
  const input = capability?.input.safeParse(payload);
  if (!capability || !input?.success) {
    throw new UserError('This card is out of date, so its button did nothing. “alerts” brings a fresh one.');
  }
  return { capability, input: input.data };
}

const aboutAlert = z.object({ alert: alertName });

/** The alert that a pressed button names: even where its verb, or another field, is not understood any more. */
export function alertPressed(said: Said): string | undefined {
  return 'payload' in said ? aboutAlert.safeParse(said.payload).data?.alert : undefined;
}

/** The two commands most like what was typed, the likeliest first; `near` says that the first is probably meant, `known` that it is. */
export function closestCommands(
  text: string,
  capabilities: readonly Capability[],
): { readonly known: boolean; readonly near: boolean; readonly closest: readonly Help[] } {
  const typed = text.toLowerCase().split(' ')[0] ?? '';
  const ranked = capabilities
    .flatMap(({ help }) => (help ? [help] : []))
    .map((help) => ({ help, far: distance(typed, help.usage.split(' ')[0] ?? '') }))
    .sort((a, b) => a.far - b.far);
  const near = (ranked[0]?.far ?? Infinity) <= Math.max(1, Math.floor(typed.length / 3));
  return { known: ranked[0]?.far === 0, near, closest: ranked.slice(0, 2).map(({ help }) => help) };
}
