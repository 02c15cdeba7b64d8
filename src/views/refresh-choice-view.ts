import type { Actions } from '../actions';
import type { Alert, Instant } from '../alerts/alert';
import type { Decision } from '../ports/ledger';
import type { Message } from '../ports/notifier';
import { button } from './parts/button';
import { md } from './parts/escape';
import { frame } from './parts/frame';
import { parted, row } from './parts/rows';
import { ago, amount, asOf, moment, prose } from './parts/wording';
import { renderCard } from './render';

interface RefreshChoiceInput {
  /** Absent: all of them are to be scanned. */
  readonly alert?: Alert;
  readonly dismissed: readonly { readonly alert: Alert; readonly dismissal?: Decision }[];
  /** How many could be scanned without touching those. */
  readonly active: number;
  readonly readAt: Instant;
  readonly now: number;
}

const MOST_ROWS = 12;

/** Asks before a scan brings back what people have set aside. */
export function refreshChoiceView({ alert, dismissed, active, readAt, now }: RefreshChoiceInput): Message {
  const left = dismissed.length - MOST_ROWS;
  const counted = amount(dismissed.length, 'dismissed alert', 'dismissed alerts');
  const title = alert ? `A scan may bring “${md(alert.title)}” back` : `A scan may bring ${counted} back`;
  const card = renderCard('list', {
    ...frame({
      look: { glyph: '✋', word: 'Please choose', ground: 'accent' },
      title,
      detail: 'Microsoft forgets a dismissal when it scans',
      footer: asOf(readAt),
      actions: alert ? forOne(alert) : forAll(active),
      speak: title,
    }),
    intro:
      '“Restore” dismisses them again in your name as soon as the scan has ended, with the reason and the end they had.',
    hasIntro: true,
    rows: parted(
      dismissed.slice(0, MOST_ROWS).map((one) => dismissedRow(one, now)),
      'text',
    ),
    rest: `And ${amount(left, 'more', 'more')}.`,
    hasRest: left > 0,
  });
  return { card, summary: alert ? 'A scan may bring a dismissed alert back' : title };
}

function forAll(active: number) {
  const choose = (dismissed: NonNullable<Actions['alerts.refresh']['dismissed']>) => ({ dismissed });
  return [
    ...(active > 0 ? [button('Refresh active', 'alerts.refresh', choose('skip'))] : []),
    button('Just refresh', 'alerts.refresh', choose('leave')),
    button('Refresh and restore', 'alerts.refresh', choose('restore')),
    button('Cancel', 'action.cancel', {}),
  ];
}

function forOne({ slug: alert }: Alert) {
  return [
    button('Refresh and restore', 'alert.refresh', { alert, dismissed: 'restore' }),
    button('Just refresh', 'alert.refresh', { alert, dismissed: 'leave' }),
    button('Cancel', 'action.cancel', {}),
  ];
}

function dismissedRow({ alert, dismissal }: RefreshChoiceInput['dismissed'][number], now: number) {
  const until = dismissal?.until === undefined ? 'without an end' : untilText(dismissal.until, now);
  return row({
    glyph: '🔕',
    title: md(alert.title),
    detail: dismissal
      ? `By ${md(dismissal.actorName, 60)} ${ago(dismissal.at, now)}, ${until}`
      : 'Dismissed outside Rolecall',
    more: dismissal ? prose(dismissal.reason, 160) : '',
  });
}

function untilText(until: number, now: number): string {
  return until > now ? `until ${moment(until)}` : `ran out ${moment(until)}: it is not restored`;
}
