import type { Message } from '../ports/notifier';
import { buttons, type CardButton } from './parts/button';
import { plain } from './parts/escape';
import { frame } from './parts/frame';
import { mentioning, mentionText, type Mentioned } from './parts/mention';
import { footer, prose, type Look } from './parts/wording';
import { renderCard } from './render';

type NoticeTone = 'info' | 'warning' | 'error';

interface NoticeInput {
  readonly tone: NoticeTone;
  readonly title: string;
  readonly text: string;
  readonly next: readonly CardButton[];
  readonly reference?: string;
  /** Whose attention it wants: the channel marks the message for them. */
  readonly mention?: Mentioned;
  readonly now: number;
}

const LOOKS: Readonly<Record<NoticeTone, Look>> = {
  info: { glyph: 'ℹ️', word: 'Note', ground: 'accent' },
  warning: { glyph: '⚠️', word: 'Warning', ground: 'warning' },
  error: { glyph: '❌', word: 'That did not work', ground: 'attention' },
};

/** One thing to say, and what to do next. */
export function noticeView({ tone, title, text, next, reference, mention, now }: NoticeInput): Message {
  const card = renderCard('notice', {
    ...frame({
      look: LOOKS[tone],
      title: prose(title, 160),
      footer: footer(now, undefined, reference),
      actions: buttons(next),
      speak: `${title}. ${text}`,
    }),
    text: `${mention ? `${mentionText(mention)} ` : ''}${prose(text, 1000)}`,
    hasText: text !== '' || mention !== undefined,
    facts: [],
    hasFacts: false,
  });
  return { card: mention ? mentioning(card, [mention]) : card, summary: plain(title, 200) };
}
