import type { Message } from '../ports/notifier';
import { button, buttons, type CardButton } from './button';
import { md } from './escape';
import { frame } from './frame';
import { renderCard } from './render';

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
      look: { glyph: '?', word: 'Help', color: 'accent' },
      title: 'What you can ask me',
      detail: 'Type one of these; in a channel, mention me first.',
      actions: [button('Alerts', 'alerts.list', {}), button('Status', 'status.show', {})],
      speak: 'What you can ask me',
    }),
    rows: entries.slice(0, 24).map(({ usage, summary, examples, tryIt }) => ({
      usage: md(usage, 120),
      summary: md(summary, 200),
      examples: `For example: ${examples
        .slice(0, 3)
        .map((example) => md(example, 100))
        .join(' · ')}`,
      hasExamples: examples.length > 0,
      actions: tryIt ? buttons([tryIt]) : [],
      hasActions: tryIt !== undefined,
    })),
  });
  return { card, summary: 'What you can ask me' };
}
