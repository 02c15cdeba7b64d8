import type { Card, Message } from '../ports/notifier';
import { button, toggle, type CardButton } from './parts/button';
import { md } from './parts/escape';
import { frame } from './parts/frame';
import { parted, row } from './parts/rows';
import { renderCard } from './render';

const MOST_ROWS = 12;

interface HelpEntry {
  readonly usage: string;
  readonly summary: string;
  /** One that can be sent as it stands. */
  readonly example?: { readonly text: string; readonly tryIt?: CardButton } | undefined;
}

interface HelpInput {
  /** The first is open, the others open at a press. */
  readonly groups: readonly {
    readonly id: string;
    readonly title: string;
    readonly entries: readonly HelpEntry[];
  }[];
  readonly now: number;
}

/** What can be typed here, for the one who asks. */
export function helpView({ groups }: HelpInput): Message {
  const shown = groups.filter(({ entries }) => entries.length > 0);
  const card = renderCard('help', {
    ...frame({
      look: { glyph: '💬', word: 'Help', ground: 'accent' },
      title: 'What you can ask me',
      detail: 'Type one of these; in a channel, mention me first.',
      actions: [
        ...shown.slice(1).map(({ id, title }) => toggle(title, idOf(id))),
        button('All alerts', 'alerts.list', {}, { secondary: true }),
      ],
      speak: 'What you can ask me',
    }),
    groups: shown.map(({ id, title, entries }, index) => ({
      id: idOf(id),
      title,
      isOpen: index === 0,
      rows: parted(entries.slice(0, MOST_ROWS).map(entryRow), 'text'),
    })),
  });
  return { card, summary: 'What you can ask me' };
}

function idOf(group: string): string {
  return `help-${group}`;
}

function entryRow({ usage, summary, example }: HelpEntry) {
  return row({
    title: md(usage, 120),
    detail: md(summary, 200),
    more: example && example.text !== bare(usage) ? `For example: ${md(example.text, 80)}` : '',
    actions: example?.tryIt ? [tried(example.tryIt, example.text)] : [],
  });
}

/** Without what may be left out. */
function bare(usage: string): string {
  return usage.replaceAll(/ ?\[[^\]]*\]/g, '');
}

function tried({ title, verb, input }: CardButton, text: string): Card {
  return button(title, verb, input, { tooltip: `Send “${text}”` });
}
