import { severityRank, type Alert, type Incident, type Instant, type Principal } from '../alerts/alert';
import type { Message } from '../ports/notifier';
import { button } from './parts/button';
import { md, plain } from './parts/escape';
import { frame } from './parts/frame';
import { incidentRows } from './parts/incident-rows';
import { parted, row } from './parts/rows';
import { amount, asOf, isStale, scanAge, severityLook } from './parts/wording';
import { renderCard } from './render';

const MOST_ROWS = 10;
const MOST_OTHERS = 4;
/** Where an id would say nothing to a person. */
const NO_SIGN_IN = 'A group or an application';

interface PersonInput {
  readonly person: Principal;
  readonly matches: readonly { readonly alert: Alert; readonly incidents: readonly Incident[] }[];
  readonly readAt: Instant;
  readonly now: number;
  /** The oldest scan this rests on. */
  readonly scannedAt?: Instant;
  /** Others the same words fit. */
  readonly alsoCalled: readonly Principal[];
}

/** Everything the alerts say about one person. */
export function personView({ person, matches, readAt, now, alsoCalled, scannedAt }: PersonInput): Message {
  const worst = matches.toSorted((a, b) => severityRank(b.alert.severity) - severityRank(a.alert.severity));
  const total = matches.reduce((sum, { incidents }) => sum + incidents.length, 0);
  const groups = firstRows(worst, now);
  const left = total - groups.reduce((sum, { incidents }) => sum + incidents.length, 0);
  const counted = amount(total, 'incident', 'incidents');
  const name = plain(person.name);
  const look = worst[0]
    ? severityLook(worst[0].alert.severity)
    : ({ glyph: '✅', word: 'Not named in any alert', ground: 'good' } as const);
  const card = renderCard('person', {
    ...frame({
      look,
      ground: 'emphasis',
      title: md(person.name),
      count: total > 0 ? counted : '',
      detail: md(person.userPrincipalName ?? NO_SIGN_IN),
      footer: asOf(readAt),
      actions: [button('All alerts', 'alerts.list', {})],
      speak: `${name}: ${counted}`,
    }),
    intro: scannedAt
      ? `No alert names this person (${scanAge(scannedAt, now)}).`
      : 'No alert names this person at the moment. Each alert says on its own card when it was last scanned.',
    hasIntro: total === 0,
    groups: parted(groups, 'header'),
    rest: `And ${amount(left, 'more incident', 'more incidents')}; open the alert to see all.`,
    hasRest: left > 0,
    rows: parted(alsoCalled.slice(0, MOST_OTHERS).map(otherRow), 'text'),
    hasOthers: alsoCalled.length > 0,
  });
  return { card, summary: plain(`${person.name}: ${counted}`, 200) };
}

function otherRow(other: Principal) {
  return row({
    title: md(other.name),
    detail: md(other.userPrincipalName ?? NO_SIGN_IN),
    actions: [
      button('Show', 'person.show', { person: other.id }, { tooltip: `Show ${plain(other.name, 60)}` }),
    ],
  });
}

function firstRows(matches: PersonInput['matches'], now: number) {
  let room = MOST_ROWS;
  return matches.flatMap(({ alert, incidents }) => {
    const shown = incidents.slice(0, room);
    room -= shown.length;
    if (shown.length === 0) return [];
    const look = severityLook(alert.severity);
    const stale = isStale(alert.lastScanned, now) ? ' ⚠' : '';
    return [
      {
        kicker: `${look.glyph} ${look.word} · ${scanAge(alert.lastScanned, now)}${stale}`,
        title: md(alert.title),
        // The whole card is about one person: the role leads each row.
        incidents: parted(
          incidentRows(
            alert,
            shown.map(({ principal: _person, ...rest }) => rest),
          ),
          'text',
        ),
      },
    ];
  });
}
