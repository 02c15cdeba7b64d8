import type { Actions, Verb } from '../actions';
import type { Instant } from '../alerts/alert';
import type { Message } from '../ports/notifier';
import { button } from './parts/button';
import { md, plain } from './parts/escape';
import { factRows, frame } from './parts/frame';
import { atStart, prose, scanAge } from './parts/wording';
import { renderCard } from './render';

interface ConfirmInput<V extends Verb> {
  readonly verb: V;
  readonly input: Actions[V];
  readonly title: string;
  /** What will happen, one sentence each. */
  readonly consequences: readonly string[];
  /** Of these; 8 unless told. */
  readonly most?: number;
  /** What was asked for and will not happen, and why. */
  readonly leftOut?: readonly string[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly warnings: readonly string[];
  readonly reason: 'required' | 'optional' | 'none';
  readonly confirmTitle?: string;
  readonly scannedAt?: Instant;
  /** It takes something away from somebody. */
  readonly destructive?: boolean;
  /** A box that has to be ticked as well; the text beside it. */
  readonly acknowledge?: string;
  /** A field for a day, `2026-12-24`: the first and the last that may be chosen, and the one in it. */
  readonly until?: { readonly first: string; readonly last: string; readonly chosen: string };
  readonly now: number;
}

/** Asks before anything changes: what will happen, to whom, and why. Texts are plain; instants in them are shown as dates. */
export function confirmView<V extends Verb>(ask: ConfirmInput<V>): Message {
  const { verb, input, title, consequences, warnings, reason, confirmTitle = 'Confirm', now } = ask;
  const { most = 8, leftOut = [] } = ask;
  const { reason: given = '' } = input as Actions[V] & { readonly reason?: string };
  const facts = factRows(ask.facts.map(({ label, value }) => ({ label, value: prose(value, 160) })));
  const card = renderCard('confirm', {
    ...frame({
      look: ask.destructive
        ? { glyph: '⚠️', word: 'Please confirm', ground: 'attention' }
        : { glyph: '✋', word: 'Please confirm', ground: 'accent' },
      title: prose(title, 160),
      detail: ask.scannedAt ? atStart(scanAge(ask.scannedAt, now)) : '',
      notices: warnings
        .slice(0, 6)
        .map((text) => ({ style: 'warning' as const, text: `⚠️ ${prose(text, 300)}` })),
      actions: [
        button(confirmTitle, verb, input, { style: ask.destructive ? 'destructive' : 'positive' }),
        button('Cancel', 'action.cancel', {}, { ignoresInputs: true }),
      ],
      speak: title,
    }),
    consequences: listed(consequences.slice(0, most), most > 8 ? 160 : 300),
    hasConsequences: consequences.length > 0,
    leftOut: listed(leftOut.slice(0, most), 160),
    hasLeftOut: leftOut.length > 0,
    facts,
    hasFacts: facts.length > 0,
    asksToAcknowledge: ask.acknowledge !== undefined,
    acknowledge: md(ask.acknowledge ?? '', 200),
    asksUntil: ask.until !== undefined,
    untilFirst: ask.until?.first ?? '',
    untilLast: ask.until?.last ?? '',
    untilChosen: ask.until?.chosen ?? '',
    asksReason: reason !== 'none',
    reasonLabel: reason === 'required' ? 'Why?' : 'Why? (optional)',
    reasonRequired: reason === 'required',
    reasonValue: plain(given, 500),
  });
  return { card, summary: plain(title, 200) };
}

function listed(lines: readonly string[], max: number): string {
  return lines.map((line) => `- ${prose(line, max)}`).join('\n');
}
