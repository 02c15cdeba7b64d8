import { severityRank, worstFirst, type Alert } from '../alerts/alert';
import type { Message } from '../ports/notifier';
import type { Reading } from '../ports/pim-alerts';
import { button } from './button';
import { md, plain } from './escape';
import { alertLook, frame, type Notice } from './frame';
import { renderCard } from './render';
import { amount, incidentAmount, isStale, moment, scanAge, severityLook, stateWord } from './wording';

const MOST_ROWS = 12;

interface AlertsInput {
  readonly reading: Reading<readonly Alert[]>;
  readonly now: number;
}

/** Every alert on one card, worst first. */
export function alertsView({ reading, now }: AlertsInput): Message {
  const alerts = reading.value.toSorted(worstFirst);
  const active = alerts.filter((alert) => alert.state === 'active');
  const title = headline(alerts, active);
  const age = oldestScan(alerts, now);
  const left = alerts.length - MOST_ROWS;
  const { look, style } = overallLook(active);
  const card = renderCard('alerts', {
    ...frame({
      look,
      style,
      title,
      count: amount(sum(active), 'incident', 'incidents'),
      detail: sentence(age),
      notices: staleNotice(alerts, now),
      footer: `Read ${moment(reading.readAt)}`,
      actions: [button('Refresh', 'alerts.refresh', {}, { tooltip: 'Ask for a new scan of every alert' })],
      speak: `${title}, ${age}.`,
    }),
    rows: alerts.slice(0, MOST_ROWS).map((alert) => row(alert, now)),
    more: `And ${amount(left, 'more alert', 'more alerts')}.`,
    hasMore: left > 0,
  });
  return { card, summary: plain(`${title}, ${age}`, 200) };
}

function headline(alerts: readonly Alert[], active: readonly Alert[]): string {
  if (alerts.length === 0) return 'No alerts came back from the service';
  if (active.length === 0) return 'Nothing needs attention';
  return `${amount(active.length, 'alert needs', 'alerts need')} attention`;
}

function overallLook(active: readonly Alert[]) {
  const worst = active.toSorted((a, b) => severityRank(b.severity) - severityRank(a.severity))[0];
  if (worst) return alertLook(worst);
  return { look: { glyph: '✔', word: 'Quiet', color: 'good' }, style: 'good' } as const;
}

function row(alert: Alert, now: number) {
  const look = severityLook(alert.severity);
  const counted = alert.incidentCount > 0 ? `${incidentAmount(alert, alert.incidentCount)} · ` : '';
  return {
    kicker: `${look.glyph} ${look.word}`,
    color: look.color,
    title: md(alert.title),
    detail: `${counted}${stateWord(alert.state)} · ${scanAge(alert.lastScanned, now)}`,
    actions: [
      button('Open', 'alert.show', { alert: alert.slug }, { tooltip: `Open ${plain(alert.title, 80)}` }),
    ],
    hasActions: true,
  };
}

function oldestScan(alerts: readonly Alert[], now: number): string {
  const watched = alerts.filter((alert) => alert.state !== 'disabled');
  const scans = watched.flatMap((alert) => (alert.lastScanned ? [alert.lastScanned] : []));
  const oldest = scans.toSorted()[0];
  if (scans.length > 0 && scans.length < watched.length) return `some alerts never scanned`;
  return scanAge(oldest, now);
}

function staleNotice(alerts: readonly Alert[], now: number): readonly Notice[] {
  const stale = alerts.filter((alert) => alert.state !== 'disabled' && isStale(alert.lastScanned, now));
  if (stale.length === 0) return [];
  const which = stale.length === alerts.length ? 'Every scan here' : amount(stale.length, 'scan', 'scans');
  return [
    {
      style: 'warning',
      text: `⚠ ${which} is missing or more than a day old. Refresh to see how things stand now.`,
    },
  ];
}

function sum(alerts: readonly Alert[]): number {
  return alerts.reduce((total, alert) => total + alert.incidentCount, 0);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
