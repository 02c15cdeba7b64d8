import { SEVERITIES, severityRank, worstFirst, type Alert, type Severity } from '../alerts/alert';
import type { SweepRecord } from '../ports/knowledge';
import type { Message } from '../ports/notifier';
import type { Reading } from '../ports/pim-alerts';
import { button, toggle } from './parts/button';
import { md, plain } from './parts/escape';
import { frame, type Notice } from './parts/frame';
import { parted, row } from './parts/rows';
import { totalWithout, trendOf } from './parts/trend';
import {
  amount,
  asOf,
  atStart,
  incidentAmount,
  isStale,
  scanAge,
  severityLook,
  stateGlyph,
  stateWord,
  type Look,
} from './parts/wording';
import { renderCard } from './render';

const MOST_ROWS = 12;
/** Scans this far apart count as one on the card; the header has their age. */
const TOGETHER = 10 * 60_000;

interface AlertsInput {
  readonly reading: Reading<readonly Alert[]>;
  readonly now: number;
  /** Finished sweeps, newest first: adds a picture of how things went. */
  readonly history?: readonly SweepRecord[];
}

/** Every alert on one card, worst first. */
export function alertsView({ reading, now, history = [] }: AlertsInput): Message {
  const alerts = reading.value.toSorted(worstFirst);
  const active = alerts.filter((alert) => alert.state === 'active');
  const watched = alerts.filter((alert) => alert.state !== 'disabled');
  const title = headline(alerts, active);
  const oldest = oldestScan(watched);
  const age = ageOfAll(watched, oldest, now);
  const left = alerts.length - MOST_ROWS;
  const split = splitOf(active);
  const setAside = alerts.filter(({ state }) => state === 'dismissed' || state === 'disabled');
  const { hasTrend, trend } = trendOf(history, sum(active), totalWithout(setAside.map(({ slug }) => slug)));
  const hasCharts = split.length > 1 || trend.varies;
  const figures = [...(split.length > 1 ? [splitText(split)] : []), ...(hasTrend ? [trend.words] : [])];
  const card = renderCard('alerts', {
    ...frame({
      look: overallLook(alerts, active),
      title,
      count: active.length > 0 ? amount(sum(active), 'incident', 'incidents') : '',
      detail: atStart(age),
      notices: alerts.length === 0 ? NOTHING_WATCHED : staleNotice(watched, now),
      footer: asOf(reading.readAt),
      actions: [
        button('Refresh', 'alerts.refresh', {}, { tooltip: 'Ask for a new scan of every alert' }),
        ...(hasCharts ? [toggle('Charts', 'charts')] : []),
        button('Subscriptions', 'subscriptions.list', {}, { secondary: true }),
        button('Help', 'help.show', {}, { secondary: true }),
      ],
      speak: `${title}, ${age}.`,
    }),
    rows: parted(
      alerts.slice(0, MOST_ROWS).map((alert) => alertRow(alert, oldest, now)),
      'header',
    ),
    rest: `And ${amount(left, 'more alert', 'more alerts')}.`,
    hasRest: left > 0,
    figures: figures.join('\n\n'),
    hasFigures: figures.length > 0,
    hasCharts,
    split,
    hasSplit: split.length > 1,
    trend,
  });
  return { card, summary: plain(`${title}, ${age}`, 200) };
}

function headline(alerts: readonly Alert[], active: readonly Alert[]): string {
  if (alerts.length === 0) return 'Microsoft listed no alerts';
  if (active.length > 0) return `${amount(active.length, 'alert needs', 'alerts need')} attention`;
  if (alerts.some((alert) => alert.doubtful)) return 'Not all is known';
  return alerts.some((alert) => alert.lastScanned) ? 'Nothing needs attention' : 'Nothing is known yet';
}

function overallLook(alerts: readonly Alert[], active: readonly Alert[]): Look {
  const worst = active.toSorted((a, b) => severityRank(b.severity) - severityRank(a.severity))[0];
  if (worst) return severityLook(worst.severity);
  const told = !alerts.some((alert) => alert.doubtful);
  if (told && alerts.some((alert) => alert.lastScanned))
    return { glyph: '✅', word: 'Quiet', ground: 'good' };
  return { glyph: '❓', word: 'Not known', ground: 'emphasis' };
}

function alertRow(alert: Alert, oldest: string | undefined, now: number) {
  const look = severityLook(alert.severity);
  const scanned = alert.lastScanned ? Date.parse(alert.lastScanned) : 0;
  const apart = !oldest || scanned - Date.parse(oldest) > TOGETHER || !alert.lastScanned;
  const parts = [
    look.word,
    ...(alert.incidentCount > 0 ? [incidentAmount(alert, alert.incidentCount)] : []),
    stateWord(alert),
    ...(apart && alert.state !== 'disabled' ? [scanAge(alert.lastScanned, now)] : []),
  ];
  return row({
    // A colour only where something wants a look.
    glyph: stateGlyph(alert) ?? look.glyph,
    title: md(alert.title),
    detail: parts.join(' · '),
    actions: [
      button('Open', 'alert.show', { alert: alert.slug }, { tooltip: `Open ${plain(alert.title, 60)}` }),
    ],
  });
}

function splitOf(active: readonly Alert[]) {
  return SEVERITIES.flatMap((severity) => {
    const count = sum(active.filter((alert) => alert.severity === severity));
    const { glyph, word } = severityLook(severity);
    return count > 0 ? [{ glyph, word, count, shown: String(count), color: CHART_COLOURS[severity] }] : [];
  });
}

function splitText(split: ReturnType<typeof splitOf>): string {
  return split.map(({ glyph, word, shown }) => `${glyph} ${shown} ${word.toLowerCase()}`).join(' · ');
}

const NOTHING_WATCHED: readonly Notice[] = [
  { style: 'warning', text: '⚠️ Without alerts nothing is watched. “status” says what is wrong.' },
];

const CHART_COLOURS: Readonly<Record<Severity, string>> = {
  high: 'attention',
  medium: 'warning',
  low: 'categoricalBlue',
  informational: 'neutral',
  unknown: 'neutral',
};

function oldestScan(watched: readonly Alert[]): string | undefined {
  return watched.flatMap((alert) => (alert.lastScanned ? [alert.lastScanned] : [])).toSorted()[0];
}

function ageOfAll(watched: readonly Alert[], oldest: string | undefined, now: number): string {
  const never = watched.filter((alert) => !alert.lastScanned).length;
  const age = scanAge(oldest, now);
  return oldest && never > 0 ? `${age}, ${amount(never, 'alert', 'alerts')} never scanned` : age;
}

function staleNotice(watched: readonly Alert[], now: number): readonly Notice[] {
  const stale = watched.filter((alert) => isStale(alert.lastScanned, now));
  if (stale.length === 0) return [];
  const what =
    stale.length === watched.length
      ? 'No alert was scanned within the last day'
      : `${amount(stale.length, 'alert was', 'alerts were')} not scanned within the last day`;
  return [{ style: 'warning', text: `⚠️ ${what}. Refresh to see how things stand now.` }];
}

function sum(alerts: readonly Alert[]): number {
  return alerts.reduce((total, alert) => total + alert.incidentCount, 0);
}
