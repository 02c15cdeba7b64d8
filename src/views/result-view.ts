import type { Message } from '../ports/notifier';
import { buttons, type CardButton } from './parts/button';
import { plain } from './parts/escape';
import { factRows, frame } from './parts/frame';
import { footer, prose, type Look } from './parts/wording';
import { renderCard } from './render';

type Outcome = 'done' | 'maybe-done' | 'failed' | 'cancelled' | 'refused';

interface ResultInput {
  readonly outcome: Outcome;
  readonly title: string;
  readonly lines: readonly string[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly next: readonly CardButton[];
  readonly reference?: string;
  readonly actor?: string;
  readonly now: number;
}

const LOOKS: Readonly<Record<Outcome, Look>> = {
  done: { glyph: '✅', word: 'Done', ground: 'good' },
  'maybe-done': { glyph: '❓', word: 'Not certain', ground: 'warning' },
  failed: { glyph: '❌', word: 'Not done', ground: 'attention' },
  cancelled: { glyph: '↩️', word: 'Cancelled', ground: 'emphasis' },
  refused: { glyph: '⛔', word: 'Refused', ground: 'warning' },
};

/** How an action ended. Texts are plain; instants in them are shown as dates. */
export function resultView(result: ResultInput): Message {
  const { outcome, title, lines, next, reference, actor, now } = result;
  const look = LOOKS[outcome];
  const facts = factRows(result.facts.map(({ label, value }) => ({ label, value: prose(value, 160) })));
  const card = renderCard('result', {
    ...frame({
      look,
      title: prose(title, 160),
      footer: footer(now, actor, reference),
      actions: buttons(next),
      speak: `${look.word}: ${title}`,
    }),
    text: lines
      .slice(0, 10)
      .map((line) => prose(line))
      .join('\n\n'),
    hasText: lines.length > 0,
    facts,
    hasFacts: facts.length > 0,
  });
  return { card, summary: plain(`${look.word}: ${title}`, 200) };
}
