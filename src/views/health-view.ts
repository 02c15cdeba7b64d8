import type { Message } from '../ports/notifier';
import { button } from './parts/button';
import { plain } from './parts/escape';
import { frame } from './parts/frame';
import { ago, moment, prose } from './parts/wording';
import { renderCard } from './render';

interface HealthInput {
  readonly healthy: boolean;
  readonly title: string;
  readonly text: string;
  readonly since: number;
  readonly now: number;
}

/** Posted unasked: we have stopped seeing, or see again. */
export function healthView({ healthy, title, text, since, now }: HealthInput): Message {
  const card = renderCard('notice', {
    ...frame({
      look: healthy
        ? { glyph: '✅', word: 'Working again', ground: 'good' }
        : { glyph: '❌', word: 'Not watching', ground: 'attention' },
      title: prose(title, 160),
      detail: `Since ${moment(since)} (${ago(since, now)})`,
      footer: `Posted ${moment(now)}`,
      actions: [button('Status', 'status.show', {}), button('All alerts', 'alerts.list', {})],
      speak: title,
    }),
    text: prose(text, 600),
    hasText: text !== '',
    facts: [],
    hasFacts: false,
  });
  return { card, summary: plain(title, 200) };
}
