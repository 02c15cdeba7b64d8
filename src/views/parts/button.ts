import type { Actions, Verb } from '../../actions';
import type { Card } from '../../ports/notifier';
import { plain } from './escape';

export type ButtonStyle = 'default' | 'positive' | 'destructive';

/** A button as a capability asks for it; each verb comes with its own input. */
export type CardButton = {
  [V in Verb]: {
    readonly title: string;
    readonly verb: V;
    readonly input: Actions[V];
    readonly style?: ButtonStyle;
  };
}[Verb];

/** From whatever is over or has gone wrong to the alert as it is now; `alert` is any name of it. */
export function openAlert(alert: string): CardButton {
  return { title: 'Open the alert', verb: 'alert.show', input: { alert } };
}

export interface ButtonOptions {
  readonly style?: ButtonStyle;
  /** Goes into the overflow menu where the client has one. */
  readonly secondary?: boolean;
  /** Says more than the title does: read aloud, and shown on hover. */
  readonly tooltip?: string;
  /** Works with a required field left empty. */
  readonly ignoresInputs?: boolean;
}

/** `Action.Execute`, and `Action.Submit` with the same payload for clients and places that know no Universal Actions. */
export function button<V extends Verb>(
  title: string,
  verb: V,
  input: Actions[V],
  options: ButtonOptions = {},
): Card {
  const common = {
    title: plain(title, 32),
    data: { verb, ...input },
    ...(options.style && options.style !== 'default' ? { style: options.style } : {}),
    ...(options.secondary ? { mode: 'secondary' } : {}),
    ...(options.ignoresInputs ? { associatedInputs: 'none' } : {}),
  };
  // Clients that need the fallback know no tooltips either.
  const tooltip = options.tooltip ? { tooltip: plain(options.tooltip, 120) } : {};
  return {
    type: 'Action.Execute',
    verb,
    ...common,
    ...tooltip,
    fallback: { type: 'Action.Submit', ...common },
  };
}

/** Shows and hides a part of the card without asking anybody; `id` is that of the part. */
export function toggle(title: string, id: string, { secondary = false } = {}): Card {
  const mode = secondary ? { mode: 'secondary' } : {};
  return { type: 'Action.ToggleVisibility', title: plain(title, 32), targetElements: [id], ...mode };
}

const VISIBLE = 4;

/** The buttons that follow a text: the first one leads, and what is beyond the fourth goes into the overflow menu. */
export function buttons(next: readonly CardButton[]): readonly Card[] {
  return next.map(({ title, verb, input, style }, index) =>
    button(title, verb, input, { ...(style ? { style } : {}), secondary: index >= VISIBLE }),
  );
}
