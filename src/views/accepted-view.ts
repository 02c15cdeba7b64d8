import { kindOf, suffixOf } from '../alerts/kinds';
import type { Decision } from '../ports/ledger';
import type { Message } from '../ports/notifier';
import { button } from './parts/button';
import { md, plain } from './parts/escape';
import { frame } from './parts/frame';
import { parted, row } from './parts/rows';
import { amount, asOf, day, prose } from './parts/wording';
import { renderCard } from './render';

const MOST_ROWS = 12;

interface AcceptedInput {
  readonly acceptances: readonly Decision[];
  readonly mayAct: boolean;
  readonly now: number;
}

/** Risks that people accepted, those that end first above. */
export function acceptedView({ acceptances, mayAct, now }: AcceptedInput): Message {
  const sorted = acceptances.toSorted((a, b) => (a.until ?? 0) - (b.until ?? 0));
  const left = sorted.length - MOST_ROWS;
  const title = sorted.length === 0 ? 'No risk is accepted' : 'Accepted risks';
  const card = renderCard('list', {
    ...frame({
      look: { glyph: '✔️', word: 'Accepted', ground: 'accent' },
      title,
      count: sorted.length > 0 ? amount(sorted.length, 'risk', 'risks') : '',
      detail: sorted.length > 0 ? 'Those that end first above' : '',
      footer: asOf(now),
      actions: [button('All alerts', 'alerts.list', {})],
      speak: title,
    }),
    intro: 'Press Accept on an incident, and say why and until when.',
    hasIntro: sorted.length === 0,
    rows: parted(
      sorted.slice(0, MOST_ROWS).map((one) => acceptedRow(one, mayAct)),
      'header',
    ),
    rest: `And ${amount(left, 'more that ends later', 'more that end later')}.`,
    hasRest: left > 0,
  });
  return { card, summary: title };
}

function acceptedRow({ id, alertId, actorName, until, reason, detail }: Decision, mayAct: boolean) {
  const names = [detail['principalName'], detail['roleName']].filter((one) => typeof one === 'string');
  const about = names.join(' · ') || kindOf(suffixOf(alertId)).title;
  return row({
    title: md(about, 120),
    detail: `${md(kindOf(suffixOf(alertId)).title)} · until ${until === undefined ? '' : day(until)} · ${md(actorName, 60)}`,
    more: prose(reason, 160),
    actions: mayAct
      ? [button('Withdraw', 'acceptance.withdraw', { id }, { tooltip: `Withdraw ${plain(about, 60)}` })]
      : [],
  });
}
