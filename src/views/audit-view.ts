import type { StoredAuditEntry } from '../ports/ledger';
import type { Message } from '../ports/notifier';
import { outcomeWords, subjectWords, verbWords } from './parts/audit-words';
import { button } from './parts/button';
import { md } from './parts/escape';
import { frame } from './parts/frame';
import { parted, row } from './parts/rows';
import { amount, asOf, moment, prose } from './parts/wording';
import { renderCard } from './render';

/** What fits on a card. */
export const MOST_ROWS = 10;

interface AuditInput {
  /** Newest first; one more than fit on a card says that there are older ones. */
  readonly entries: readonly StoredAuditEntry[];
  /** What was looked for, where something was. */
  readonly filter?: string;
  readonly now: number;
}

/** Who changed what, newest first. */
export function auditView({ entries, filter, now }: AuditInput): Message {
  const title = titleOf(entries.length, filter);
  const card = renderCard('list', {
    ...frame({
      look: { glyph: '📒', word: 'Audit', ground: 'accent' },
      title,
      count: countOf(entries.length),
      detail: [...(entries.length > 0 ? ['Newest first'] : []), ...(filter ? [md(filter, 100)] : [])].join(
        ' · ',
      ),
      footer: asOf(now),
      actions: [button('All alerts', 'alerts.list', {})],
      speak: title,
    }),
    intro: filter
      ? 'Try fewer words, or “audit” for the newest entries.'
      : 'Changes show up here: who made them, when and why.',
    hasIntro: entries.length === 0,
    rows: parted(entries.slice(0, MOST_ROWS).map(auditRow), 'header'),
    rest: 'There are older ones: “audit” with a name, an alert or another word finds them.',
    hasRest: entries.length > MOST_ROWS,
  });
  return { card, summary: title };
}

function countOf(found: number): string {
  if (found === 0) return '';
  return found > MOST_ROWS ? `The newest ${MOST_ROWS}` : amount(found, 'entry', 'entries');
}

function titleOf(count: number, filter: string | undefined): string {
  if (count > 0) return 'Who changed what';
  return filter ? 'Nothing in the audit log fits that' : 'Nothing has been changed through me yet';
}

function auditRow(entry: StoredAuditEntry) {
  const { outcome, verb, actorName, at, reason, reference } = entry;
  const { glyph, word } = outcomeWords(outcome);
  const about = subjectWords(entry).map((one) => md(one, 60));
  return row({
    glyph,
    title: [md(verbWords(verb), 40), ...about].join(' · '),
    detail: `${word} · ${md(actorName, 60)} · ${moment(at)}`,
    more: reason ? prose(reason, 160) : '',
    aside: `Reference ${md(reference, 60)}`,
  });
}
