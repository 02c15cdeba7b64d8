import type { Message } from '../ports/notifier';
import { button, buttons, type CardButton } from './button';
import { md } from './escape';
import { frame } from './frame';
import { renderCard } from './render';
import { row } from './rows';

const MOST_ROWS = 24;

interface HelpInput {
  readonly entries: readonly {
    readonly usage: string;
    readonly summary: string;
    readonly examples: readonly string[];
    readonly tryIt?: CardButton;
  }[];
  readonly now: number;
}

/** What can be typed here. */
export function helpView({ entries }: HelpInput): Message {
  const card = renderCard('help', {
    ...frame({
      look: { glyph: '💬', word: 'Help', ground: 'accent' },
      title: 'What you can ask me',
      detail: 'Type one of these; in a channel, mention me first.',
      actions: [button('Alerts', 'alerts.list', {}), button('Status', 'status.show', {})],
      speak: 'What you can ask me',
    }),
    rows: entries.slice(0, MOST_ROWS).map(({ usage, summary, examples, tryIt }) =>
      row({
        title: md(usage, 120),
        detail: md(summary, 200),
        more: examplesText(examples),
        actions: tryIt ? buttons([tryIt]) : [],
      }),
    ),
  });
  return { card, summary: 'What you can ask me' };
}

function examplesText(examples: readonly string[]): string {
  const shown = examples.slice(0, 3).map((example) => md(example, 80));
  return shown.length > 0 ? `For example: ${shown.join(' · ')}` : '';
}
