import type { Alert, Incident } from '../alerts/alert';
import type { Card, Message } from '../ports/notifier';
import type { Reading } from '../ports/pim-alerts';
import { acceptedNotices } from './parts/accepted-notice';
import { button, buttons, openAlert, type CardButton } from './parts/button';
import { md, plain } from './parts/escape';
import { alertLook, frame, staleNotices, type Notice } from './parts/frame';
import { acceptedLast, NO_MARKS, type IncidentMarks } from './parts/incident-marks';
import { emptyText, incidentRows, type IncidentRow } from './parts/incident-rows';
import { parted } from './parts/rows';
import { asOf, incidentAmount, scanAge, stateWord } from './parts/wording';
import { renderCard } from './render';

const PAGE = 10;

interface IncidentsInput {
  readonly reading: Reading<Alert>;
  /** From 1; what is out of range shows the nearest page. */
  readonly page: number;
  readonly marks?: IncidentMarks;
  /** One of them is to be picked for this, and for nothing else. */
  readonly pick?: (incident: Incident) => CardButton;
  readonly now: number;
}

/** The incidents of one alert, ten to a page. */
export function incidentsView({ reading, page, now, pick, marks = NO_MARKS }: IncidentsInput): Message {
  const alert = reading.value;
  const pages = Math.max(1, Math.ceil(alert.incidents.length / PAGE));
  const current = Math.min(Math.max(1, Math.trunc(page) || 1), pages);
  const ordered = acceptedLast(alert.incidents, marks);
  const shown = ordered.slice((current - 1) * PAGE, current * PAGE);
  const counted = incidentAmount(alert, Math.max(alert.incidentCount, alert.incidents.length));
  const age = scanAge(alert.lastScanned, now);
  const pageOf = pick ? `The first ${PAGE}` : `Page ${current} of ${pages}`;
  const place = pages > 1 ? `${pageOf} · ` : '';
  const summary = `${plain(alert.title)}: ${counted}, ${age}`;
  const card = renderCard('incidents', {
    ...frame({
      ...alertLook(alert),
      title: md(alert.title),
      count: alert.incidents.length > 0 ? counted : '',
      detail: `${place}${stateWord(alert)} · ${age}`,
      notices: [
        ...pickNotices(shown, pick),
        ...acceptedNotices(alert.incidents, marks),
        ...staleNotices(alert, now),
      ],
      footer: asOf(reading.readAt),
      actions: pick ? buttons([openAlert(alert.slug)]) : incidentsButtons(alert, current, pages),
      speak: summary,
    }),
    incidents: parted(pickable(incidentRows(alert, shown, marks), shown, pick), 'header'),
    emptyText: emptyText(alert, now),
    // A notice says so already where it was never scanned.
    isEmpty: shown.length === 0 && (alert.state === 'disabled' || alert.lastScanned !== undefined),
  });
  return { card, summary: plain(summary, 200) };
}

function pickNotices(shown: readonly Incident[], pick: IncidentsInput['pick']): readonly Notice[] {
  const [first] = shown;
  if (!first || !pick) return [];
  const text = `Which one? Press ${pick(first).title} on it, or name the person as well.`;
  return [{ style: 'accent', text: `👉 ${text}` }];
}

function pickable(
  rows: readonly IncidentRow[],
  shown: readonly Incident[],
  pick: IncidentsInput['pick'],
): readonly IncidentRow[] {
  if (!pick) return rows;
  return rows.map((one, index) => {
    const incident = shown[index];
    return incident ? { ...one, actions: buttons([pick(incident)]), hasActions: true } : one;
  });
}

function incidentsButtons(
  { slug: alert, remediable, incidents }: Alert,
  page: number,
  pages: number,
): readonly Card[] {
  const several = remediable && incidents.length > 1;
  return [
    ...(page > 1 ? [button('Previous', 'alert.incidents', { alert, page: page - 1 })] : []),
    ...(page < pages ? [button('Next', 'alert.incidents', { alert, page: page + 1 })] : []),
    ...(several ? [button('Remediate several', 'incidents.remediate', { alert })] : []),
    button('Refresh', 'alert.refresh', { alert }, { secondary: several }),
    button('Back to the alert', 'alert.show', { alert }),
  ];
}
