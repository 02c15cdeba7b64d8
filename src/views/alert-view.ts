import type { Alert } from '../alerts/alert';
import { kindOf } from '../alerts/kinds';
import type { SweepRecord } from '../ports/knowledge';
import type { Decision } from '../ports/ledger';
import type { Card, Message } from '../ports/notifier';
import type { Reading } from '../ports/pim-alerts';
import { acceptedNotices } from './parts/accepted-notice';
import { button, toggle } from './parts/button';
import { md, plain } from './parts/escape';
import { alertLook, frame, staleNotices, type Notice } from './parts/frame';
import { acceptedLast, NO_MARKS, type IncidentMarks } from './parts/incident-marks';
import { emptyText, incidentRows } from './parts/incident-rows';
import { parted } from './parts/rows';
import { settingText } from './parts/setting-text';
import { trendOf } from './parts/trend';
import {
  advice,
  ago,
  amount,
  asOf,
  incidentAmount,
  moment,
  prose,
  scanAge,
  stateWord,
} from './parts/wording';
import { renderCard } from './render';

const FIRST = 5;

interface AlertInput {
  readonly reading: Reading<Alert>;
  readonly now: number;
  /** The dismissal in force, if somebody dismissed it through us. */
  readonly dismissal?: Decision;
  readonly marks?: IncidentMarks;
  /** Finished sweeps, newest first: adds a picture of how things went. */
  readonly history?: readonly SweepRecord[];
}

/** One alert in full, with the buttons that make sense in its state. */
export function alertView({ reading, now, dismissal, history = [], marks = NO_MARKS }: AlertInput): Message {
  const alert = reading.value;
  const kind = kindOf(alert.suffix);
  const counted = incidentAmount(alert, alert.incidentCount);
  const age = scanAge(alert.lastScanned, now);
  const shown = acceptedLast(alert.incidents, marks).slice(0, FIRST);
  const { hasTrend, trend } = trendOf(history, alert.incidentCount, ({ bySlug }) => bySlug[alert.slug] ?? 0);
  const figures = [...thresholds(alert), ...(hasTrend ? [trend.words] : [])];
  const advised = sections(alert);
  const summary = `${plain(alert.title)}: ${counted}, ${stateWord(alert).toLowerCase()}, ${age}`;
  const card = renderCard('alert', {
    ...frame({
      ...alertLook(alert),
      title: md(alert.title),
      count: alert.incidentCount > 0 ? counted : '',
      detail: `${stateWord(alert)} · ${age}`,
      notices: [
        ...acceptedNotices(alert.incidents, marks),
        ...staleNotices(alert, now),
        ...decisionNotices(alert, now, dismissal),
      ],
      footer: asOf(reading.readAt),
      actions: alertButtons(alert, { isAdvised: advised.length > 0, hasChart: trend.varies }),
      speak: summary,
    }),
    meaning: prose(kind.severity === 'unknown' ? alert.texts.description || kind.meaning : kind.meaning, 600),
    incidents: parted(incidentRows(alert, shown, marks), 'text'),
    hasIncidents: shown.length > 0,
    incidentsTitle: `The first ${shown.length} of ${counted}`,
    hasIncidentsTitle: alert.incidentCount > shown.length,
    emptyText: emptyText(alert, now),
    // A notice says so already where it is switched off or was never scanned.
    isEmpty: shown.length === 0 && alert.state !== 'disabled' && alert.lastScanned !== undefined,
    figures: figures.join('\n\n'),
    hasFigures: figures.length > 0,
    sections: advised,
    hasAdvice: advised.length > 0,
    hasCharts: trend.varies,
    hasSplit: false,
    split: [],
    trend,
  });
  return { card, summary: plain(summary, 200) };
}

function decisionNotices(alert: Alert, now: number, dismissal?: Decision): readonly Notice[] {
  const text = decisionText(alert, now, dismissal);
  return text ? [{ style: 'emphasis', text }] : [];
}

function decisionText(alert: Alert, now: number, dismissal?: Decision): string {
  if (alert.doubtful)
    return 'Microsoft did not say how this alert stands, so nothing is concluded from this answer.';
  if (alert.state === 'disabled')
    return 'This alert is switched off: scans pass over it. Switch it on under Configure.';
  if (alert.state !== 'dismissed') return '';
  if (!dismissal) return 'Somebody dismissed this alert. The next scan may bring it back.';
  const until = dismissal.until ? ` until ${moment(dismissal.until)}` : '';
  return `${md(dismissal.actorName)} dismissed this ${ago(dismissal.at, now)}${until}: ${prose(dismissal.reason, 300)}`;
}

/** "Thresholds · Days without sign-in: 30". */
function thresholds({ suffix, configuration }: Alert): readonly string[] {
  const told = kindOf(suffix).settings.flatMap((setting) => {
    const value = configuration?.settings[setting.name];
    if (value === undefined) return [];
    const shown = settingText(setting, value);
    // The label of some counts in days already.
    return [
      `${md(setting.label)}: ${md(/\bdays\b/i.test(setting.label) ? shown.replace(/ days?$/, '') : shown)}`,
    ];
  });
  return told.length > 0 ? [['Thresholds', ...told].join(' · ')] : [];
}

function alertButtons(
  alert: Alert,
  { isAdvised, hasChart }: { readonly isAdvised: boolean; readonly hasChart: boolean },
): readonly Card[] {
  const input = { alert: alert.slug };
  const isOff = alert.state === 'disabled';
  return [
    // Scans pass over what is switched off: switching it on comes first.
    ...(isOff ? [button('Configure', 'alert.configure', input)] : []),
    button('Refresh', 'alert.refresh', input, {
      tooltip: 'Ask for a new scan of this alert',
      secondary: isOff,
    }),
    ...(alert.incidentCount > 0 ? [button('Incidents', 'alert.incidents', input)] : []),
    ...(alert.state === 'active' ? [button('Dismiss', 'alert.dismiss', input)] : []),
    ...(alert.state === 'dismissed' ? [button('Re-enable', 'alert.enable', input)] : []),
    ...(isAdvised ? [toggle('How to fix', 'advice')] : []),
    ...(hasChart ? [toggle('Chart', 'charts', { secondary: true })] : []),
    ...(isOff ? [] : [button('Configure', 'alert.configure', input, { secondary: true })]),
    button('All alerts', 'alerts.list', {}, { secondary: true }),
  ];
}

function sections(alert: Alert): readonly { readonly title: string; readonly text: string }[] {
  const { impact, howToFix, howToPrevent } = alert.texts;
  return [
    { title: 'Impact', lines: impact ? [impact] : [] },
    { title: 'How to fix', lines: howToFix },
    { title: 'How to prevent', lines: howToPrevent },
  ]
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => ({ title, text: bullets(lines) }));
}

function bullets(lines: readonly string[]): string {
  const shown = lines.slice(0, 5).map((line) => advice(line, 300));
  const rest = lines.length - shown.length;
  if (lines.length === 1) return shown.join('');
  return [...shown, ...(rest > 0 ? [amount(rest, 'more step', 'more steps')] : [])]
    .map((line) => `- ${line}`)
    .join('\n');
}
