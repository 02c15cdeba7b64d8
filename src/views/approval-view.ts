import { standingOf } from '../alerts/second-person';
import type { Approval, ApprovalState } from '../ports/approvals';
import type { Message } from '../ports/notifier';
import { button, buttons, openAlert } from './parts/button';
import { md, plain } from './parts/escape';
import { factRows, frame } from './parts/frame';
import { parted, row } from './parts/rows';
import { amount, asOf, moment, prose, type Look } from './parts/wording';
import { renderCard } from './render';

interface ApprovalInput {
  readonly approval: Approval;
  /** What the one who pressed should know. */
  readonly notes?: readonly string[];
  readonly now: number;
}

const LOOKS: Readonly<Record<ApprovalState | 'expired', Look>> = {
  open: { glyph: '✋', word: 'A second person is needed', ground: 'accent' },
  running: { glyph: '🔄', word: 'Approved, under way', ground: 'accent' },
  done: { glyph: '✅', word: 'Approved and sent', ground: 'good' },
  failed: { glyph: '❌', word: 'Approved, not done', ground: 'attention' },
  'maybe-done': { glyph: '❓', word: 'Approved, outcome not certain', ground: 'warning' },
  withdrawn: { glyph: '↩️', word: 'Withdrawn', ground: 'emphasis' },
  outdated: { glyph: '⛔', word: 'Out of date', ground: 'warning' },
  expired: { glyph: '⌛', word: 'Expired', ground: 'emphasis' },
};

const WAITS = 'Another operator has to approve this; then it is done at once.';

const TOLD: Readonly<Partial<Record<ApprovalState | 'expired', string>>> = {
  outdated: 'Things had changed since it was asked, so nothing was done. Ask again.',
  expired: 'Nobody approved it in time, so nothing was done. Ask again.',
  'maybe-done': 'Whether it was done is not known. Look at the alert again before you repeat it.',
  failed: 'Nothing was changed. Ask again.',
  withdrawn: 'Nothing was changed.',
};

/** A change that waits for a second person, and what became of it: one card for everybody. */
export function approvalView({ approval, notes = [], now }: ApprovalInput): Message {
  const standing = standingOf(approval, now);
  const look = LOOKS[standing];
  const { title, lines, reason, requestedBy, requestedAt, expiresAt, decidedBy } = approval;
  const isOpen = standing === 'open';
  const told = isOpen ? WAITS : (TOLD[standing] ?? '');
  const asked = isOpen ? title : title.replace(/\?$/, '');
  const facts = factRows([
    { label: 'Asked by', value: md(requestedBy.name) },
    ...(reason ? [{ label: 'Reason', value: prose(reason, 300) }] : []),
    ...(decidedBy
      ? [{ label: standing === 'withdrawn' ? 'Withdrawn by' : 'Approved by', value: md(decidedBy.name) }]
      : []),
    ...(isOpen ? [{ label: 'Until', value: moment(expiresAt) }] : []),
  ]);
  const request = { request: approval.id };
  const { alert } = approval.input;
  const card = renderCard('approval', {
    ...frame({
      look,
      title: prose(asked, 160),
      notices: notes.map((text) => ({ style: 'warning' as const, text: `⚠️ ${prose(text, 300)}` })),
      footer: `Asked ${moment(requestedAt)}`,
      actions: isOpen
        ? [
            button('Approve', 'request.approve', request, { style: 'positive' }),
            button('Withdraw', 'request.withdraw', request),
            button('All alerts', 'alerts.list', {}),
          ]
        : [
            ...buttons(typeof alert === 'string' ? [openAlert(alert)] : []),
            button('Requests', 'requests.list', {}),
            button('All alerts', 'alerts.list', {}, { secondary: true }),
          ],
      speak: `${look.word}: ${asked}`,
    }),
    text: listed(lines),
    hasText: lines.length > 0,
    isOver: !isOpen,
    told,
    isToldFirst: !isOpen && told !== '',
    isToldLast: isOpen,
    facts,
    hasFacts: facts.length > 0,
  });
  return { card, summary: plain(`${look.word}: ${asked}`, 200) };
}

const MOST_LINES = 12;

function listed(lines: readonly string[]): string {
  const shown = lines.slice(0, MOST_LINES).map((line) => `- ${prose(line, 200)}`);
  const left = lines.length - shown.length;
  return [...shown, ...(left > 0 ? [`- and ${amount(left, 'more', 'more')}`] : [])].join('\n');
}

const MOST_REQUESTS = 10;

/** Everything that waits for a second person now. */
export function requestsView({
  approvals,
  now,
}: {
  readonly approvals: readonly Approval[];
  readonly now: number;
}): Message {
  const open = approvals.filter((one) => standingOf(one, now) === 'open');
  const title = open.length === 0 ? 'Nothing waits for a second person' : 'Waiting for a second person';
  const left = open.length - MOST_REQUESTS;
  const card = renderCard('list', {
    ...frame({
      look: { glyph: '✋', word: 'Requests', ground: 'accent' },
      title,
      count: open.length > 0 ? amount(open.length, 'request', 'requests') : '',
      detail: open.length > 0 ? 'Newest first' : '',
      footer: asOf(now),
      actions: [button('All alerts', 'alerts.list', {})],
      speak: title,
    }),
    intro: 'A change that needs a second person shows up here.',
    hasIntro: open.length === 0,
    rest: `These are the newest ${MOST_REQUESTS} of ${open.length}.`,
    hasRest: left > 0,
    rows: parted(
      open.slice(0, MOST_REQUESTS).map((one) =>
        row({
          title: prose(one.title, 160),
          detail: `${md(one.requestedBy.name)} · until ${moment(one.expiresAt)}`,
          more: prose(one.reason, 160),
          actions: [
            button(
              'Approve',
              'request.approve',
              { request: one.id },
              { tooltip: `Approve: ${plain(one.title, 60)}` },
            ),
            button(
              'Withdraw',
              'request.withdraw',
              { request: one.id },
              { tooltip: `Withdraw: ${plain(one.title, 60)}`, secondary: true },
            ),
          ],
        }),
      ),
      'header',
    ),
  });
  return { card, summary: title };
}
