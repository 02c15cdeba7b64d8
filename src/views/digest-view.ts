import type { Severity } from '../alerts/alert';
import type { Message } from '../ports/notifier';
import { button } from './parts/button';
import { md, plain } from './parts/escape';
import { frame } from './parts/frame';
import { parted, row } from './parts/rows';
import { amount, moment, prose, severityLook } from './parts/wording';
import { renderCard } from './render';

const MOST_ROWS = 15;

export interface DigestEntry {
  readonly slug: string;
  readonly title: string;
  readonly severity: Severity;
  /** One line: "3 new: Megan, Diego and others". */
  readonly text: string;
  /** How old the scan is. */
  readonly age: string;
}

interface DigestInput {
  readonly entries: readonly DigestEntry[];
  /** Held back by a snooze or by quiet hours, rather than the rest of a storm. */
  readonly held: boolean;
  readonly now: number;
}

/** Posted unasked: several things that happened, a line for each. */
export function digestView({ entries, held, now }: DigestInput): Message {
  const changes = amount(entries.length, 'change', 'changes');
  const title = held
    ? `While it was quiet here: ${changes}`
    : `And ${amount(entries.length, 'more change', 'more changes')}`;
  const left = entries.length - MOST_ROWS;
  const card = renderCard('list', {
    ...frame({
      look: { glyph: '🗞️', word: held ? 'Digest' : 'More changes', ground: 'accent' },
      title,
      footer: `Posted ${moment(now)}`,
      actions: [button('All alerts', 'alerts.list', {})],
      speak: title,
    }),
    intro: '',
    hasIntro: false,
    rest: `And ${amount(left, 'more that does', 'more that do')} not fit on this card.`,
    hasRest: left > 0,
    rows: parted(
      entries.slice(0, MOST_ROWS).map(({ slug, title: alert, severity, text, age }) =>
        row({
          glyph: severityLook(severity).glyph,
          title: md(alert),
          detail: prose(text, 300),
          more: md(age),
          actions: [button('Open', 'alert.show', { alert: slug }, { tooltip: `Open ${plain(alert, 60)}` })],
        }),
      ),
      'header',
    ),
  });
  return { card, summary: plain(title, 200) };
}
