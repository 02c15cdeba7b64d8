import type { Incident } from '../alerts/alert';
import { kindOf } from '../alerts/kinds';
import type { KnownAlert } from '../ports/knowledge';
import type { Message } from '../ports/notifier';
import { button } from './parts/button';
import { md, plain } from './parts/escape';
import { alertLook, frame, staleNotices } from './parts/frame';
import type { IncidentMarks } from './parts/incident-marks';
import { incidentRows } from './parts/incident-rows';
import { parted } from './parts/rows';
import {
  amount,
  atStart,
  durationWords,
  incidentAmount,
  moment,
  prose,
  scanAge,
  severityLook,
  type Ground,
  type Look,
} from './parts/wording';
import { renderCard } from './render';

const MOST_ROWS = 5;

interface RaisedInput {
  readonly alert: KnownAlert['alert'];
  /** The first few. */
  readonly incidents: readonly Incident[];
  readonly total: number;
  readonly marks?: IncidentMarks;
  readonly now: number;
}

/** Posted unasked: a scan found something new. */
export function raisedView({ alert, incidents, total, now, marks }: RaisedInput): Message {
  const kind = kindOf(alert.suffix);
  return post(alert, incidents, total, now, {
    headline: `${amount(total, 'new', 'new')}: ${alert.title}`,
    meaning: kind.meaning,
    advice: kind.advice,
    remediable: alert.remediable,
    marks,
    look: alertLook(alert),
  });
}

/** Posted unasked: nobody has acted in time. */
export function escalatedView(input: RaisedInput & { readonly afterMs: number }): Message {
  const { alert, incidents, total, now, afterMs, marks } = input;
  const kind = kindOf(alert.suffix);
  return post(alert, incidents, total, now, {
    headline: `${amount(total, 'waiting', 'waiting')} for ${durationWords(afterMs)}: ${alert.title}`,
    meaning: `Nobody has acted yet. ${kind.meaning}`,
    advice: kind.advice,
    remediable: alert.remediable,
    marks,
    look: {
      look: { glyph: '⏫', word: `Escalated · ${severityLook(alert.severity).word}`, ground: 'attention' },
    },
  });
}

/** Posted unasked: what a scan no longer finds. */
export function clearedView({ alert, incidents, total, now }: RaisedInput): Message {
  return post(alert, incidents, total, now, {
    headline: `${amount(total, 'gone', 'gone')}: ${alert.title}`,
    meaning: `The last scan no longer found ${total === 1 ? 'this' : 'these'}. ${remaining(alert)}`,
    remediable: false,
    gone: true,
    look: { look: { glyph: '✅', word: `Gone · ${severityLook(alert.severity).word}`, ground: 'good' } },
  });
}

function remaining(alert: KnownAlert['alert']): string {
  if (alert.incidentCount > 0) return `${incidentAmount(alert, alert.incidentCount)} left.`;
  return 'None are left.';
}

interface Words {
  readonly headline: string;
  readonly meaning: string;
  /** What to do, where there is room to say it. */
  readonly advice?: string;
  readonly remediable: boolean;
  readonly gone?: boolean;
  readonly marks?: IncidentMarks | undefined;
  readonly look: { readonly look: Look; readonly ground?: Ground };
}

function post(
  alert: KnownAlert['alert'],
  incidents: readonly Incident[],
  total: number,
  now: number,
  words: Words,
): Message {
  const shown = incidents.slice(0, MOST_ROWS);
  const left = total - shown.length;
  const age = scanAge(alert.lastScanned, now);
  const input = { alert: alert.slug };
  const card = renderCard('raised', {
    ...frame({
      ...words.look,
      title: md(words.headline, 120),
      count: alert.incidentCount > 0 ? `${incidentAmount(alert, alert.incidentCount)} in all` : '',
      detail: atStart(age),
      notices: staleNotices(alert, now),
      footer: `Posted ${moment(now)}`,
      actions: [
        button('Incidents', 'alert.incidents', input),
        button('Open the alert', 'alert.show', input),
        button('Refresh', 'alert.refresh', input, { secondary: true }),
        ...(alert.state === 'active' ? [button('Dismiss', 'alert.dismiss', input, { secondary: true })] : []),
      ],
      speak: `${words.headline}, ${age}`,
    }),
    meaning: prose(words.meaning),
    advice: prose(words.advice ?? ''),
    hasAdvice: words.advice !== undefined,
    incidents: parted(
      incidentRows({ ...alert, remediable: words.remediable, gone: words.gone ?? false }, shown, words.marks),
      'text',
    ),
    rest: `And ${amount(left, 'more', 'more')}. Press Incidents to see them all.`,
    hasRest: left > 0,
  });
  return { card, summary: plain(words.headline, 200) };
}
