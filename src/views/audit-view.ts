import type { StoredAuditEntry } from '../ports/ledger';
import type { Message } from '../ports/notifier';
import { button } from './button';
import { md } from './escape';
import { frame } from './frame';
import { renderCard } from './render';
import { row } from './rows';
import { amount, moment, prose } from './wording';

const MOST_ROWS = 10;

interface AuditInput {
  readonly entries: readonly StoredAuditEntry[];
  readonly now: number;
}

type Outcome = StoredAuditEntry['outcome'];

const OUTCOMES: Readonly<Record<Outcome, { readonly glyph: string; readonly word: string }>> = {
  allowed: { glyph: '⚪', word: 'Allowed' },
  denied: { glyph: '⛔', word: 'Denied' },
  done: { glyph: '✅', word: 'Done' },
  failed: { glyph: '❌', word: 'Not done' },
  'maybe-done': { glyph: '❓', word: 'Not certain' },
  requested: { glyph: '✋', word: 'A second person was asked' },
  approved: { glyph: '👍', word: 'Approved' },
  withdrawn: { glyph: '↩️', word: 'Withdrawn' },
  verified: { glyph: '✅', word: 'Checked: gone' },
  'still-there': { glyph: '⚠️', word: 'Checked: still there' },
};

const VERBS: Readonly<Record<string, string>> = {
  'alert.refresh': 'Refresh',
  'alerts.refresh': 'Refresh all',
  'alert.dismiss': 'Dismiss',
  'alert.enable': 'Re-enable',
  'alert.configure': 'Configure',
  'incident.remediate': 'Remediate',
  'subscription.add': 'Subscribe',
  'subscription.remove': 'Unsubscribe',
};

/** Who changed what, newest first. */
export function auditView({ entries }: AuditInput): Message {
  const left = entries.length - MOST_ROWS;
  const title = entries.length === 0 ? 'Nothing has been changed through me yet' : 'Who changed what';
  const card = renderCard('list', {
    ...frame({
      look: { glyph: '📒', word: 'Audit', ground: 'accent' },
      title,
      count: entries.length > 0 ? amount(entries.length, 'entry', 'entries') : '',
      detail: entries.length > 0 ? 'Newest first' : '',
      actions: [button('Alerts', 'alerts.list', {})],
      speak: title,
    }),
    intro: `The newest ${MOST_ROWS} of ${entries.length}.`,
    hasIntro: left > 0,
    rows: entries.slice(0, MOST_ROWS).map((entry) => auditRow(entry)),
  });
  return { card, summary: title };
}

function auditRow({ outcome, verb, target, actorName, at, reason, reference }: StoredAuditEntry) {
  const { glyph, word } = OUTCOMES[outcome];
  const did = VERBS[verb] ?? md(verb, 40);
  return row({
    glyph,
    title: `${did} · ${md(target)}`,
    detail: `${word} · ${md(actorName, 60)} · ${moment(at)}`,
    more: [...(reason ? [prose(reason, 160)] : []), `Reference ${md(reference, 60)}`].join(' · '),
  });
}
