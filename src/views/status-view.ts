import type { Message } from '../ports/notifier';
import { button } from './parts/button';
import { plain } from './parts/escape';
import { factRows, frame } from './parts/frame';
import { asOf, prose } from './parts/wording';
import { renderCard } from './render';

interface StatusInput {
  readonly facts: readonly { readonly label: string; readonly value: string; readonly good: boolean }[];
  readonly problems: readonly string[];
  /** Posts were given up and can be sent again. */
  readonly canRetry?: boolean;
  readonly now: number;
}

/** How we are doing ourselves. */
export function statusView({ facts, problems, canRetry = false, now }: StatusInput): Message {
  const good = problems.length === 0 && facts.every((fact) => fact.good);
  const title = good ? 'Everything works' : 'Something needs a look';
  const rows = factRows(
    facts.slice(0, 20).map((fact) => ({
      label: fact.label,
      value: `${fact.good ? '✅' : '❌'} ${prose(fact.value, 200)}`,
    })),
  );
  const card = renderCard('notice', {
    ...frame({
      look: good
        ? { glyph: '✅', word: 'Status', ground: 'good' }
        : { glyph: '⚠️', word: 'Status', ground: 'warning' },
      title,
      notices: problems
        .slice(0, 8)
        .map((text) => ({ style: 'warning' as const, text: `⚠️ ${prose(text, 300)}` })),
      footer: asOf(now),
      actions: [
        ...(canRetry ? [button('Send again', 'posts.retry', {})] : []),
        button('All alerts', 'alerts.list', {}),
      ],
      speak: title,
    }),
    text: '',
    hasText: false,
    facts: rows,
    hasFacts: rows.length > 0,
  });
  return { card, summary: plain(title, 200) };
}
