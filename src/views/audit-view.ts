import type { StoredAuditEntry } from '../ports/ledger';
import type { Message } from '../ports/notifier';
import { button } from './button';
import { md } from './escape';
import { frame } from './frame';
import { renderCard } from './render';
import { amount, moment, prose } from './wording';

const MOST_ROWS = 10;

interface AuditInput {
  readonly entries: readonly StoredAuditEntry[];
  readonly now: number;
}

const OUTCOMES: Readonly<Record<StoredAuditEntry['outcome'], string>> = {
  allowed: '○ Allowed',
  denied: '⊘ Denied',
  done: '✔ Done',
  failed: '✖ Not done',
  'maybe-done': '? Not certain',
};

/** Who changed what, newest first. */
export function auditView({ entries }: AuditInput): Message {
  const left = entries.length - MOST_ROWS;
  const title = entries.length === 0 ? 'Nothing has been changed through me yet' : 'Who changed what';
  const card = renderCard('list', {
    ...frame({
      look: { glyph: '≡', word: 'Audit', color: 'accent' },
      title,
      count: entries.length > 0 ? amount(entries.length, 'entry', 'entries') : '',
      detail: entries.length > 0 ? 'Newest first' : '',
      actions: [button('Alerts', 'alerts.list', {})],
      speak: title,
    }),
    intro: `The newest ${MOST_ROWS} of ${entries.length}.`,
    hasIntro: left > 0,
    rows: entries.slice(0, MOST_ROWS).map((entry) => ({
      title: `${OUTCOMES[entry.outcome]} · ${md(entry.verb, 40)} · ${md(entry.target)}`,
      detail: [
        md(entry.actorName, 60),
        moment(entry.at),
        ...(entry.reason ? [prose(entry.reason, 200)] : []),
        `Reference ${md(entry.reference, 60)}`,
      ].join(' · '),
      actions: [],
      hasActions: false,
    })),
  });
  return { card, summary: title };
}
