import type { Severity } from '../../alerts/alert';
import { titleOfSlug } from '../../alerts/kinds';
import type { Subscription } from '../../ports/subscriptions';
import { md } from './escape';
import { durationWords, moment, severityLook } from './wording';

const MOST_ALERTS = 10;

/** The alerts of a subscription: "Every alert", or their names. */
export function alertsOf({ alerts }: Pick<Subscription, 'alerts'>): string {
  if (alerts.length === 0) return 'Every alert';
  return alerts
    .slice(0, MOST_ALERTS)
    .map((slug) => md(titleOfSlug(slug)))
    .join(', ');
}

/** What is posted of them: "Medium and above · what is new · 22:00-06:00 Europe/Berlin is quiet". Already escaped. */
export function termsOf(subscription: Subscription): string {
  const { minimumSeverity, mode, role, person, quiet, escalateAfterMs } = subscription;
  const news = mode === 'all' ? 'what is new and what is gone' : 'what is new';
  const late = `only what nobody has acted on for ${durationWords(escalateAfterMs ?? 0)}`;
  return [
    atLeast(minimumSeverity),
    escalateAfterMs === undefined ? news : late,
    ...(role === undefined ? [] : [`role ${md(role, 60)}`]),
    ...(person === undefined ? [] : [`person ${md(person, 60)}`]),
    ...(quiet ? [`quiet ${quiet.from}-${quiet.to} ${md(quiet.zone, 40)}`] : []),
  ].join(' · ');
}

/** What of it sleeps now; empty: nothing. */
export function snoozesOf({ snoozedUntil, snoozedAlerts }: Subscription, now: number): readonly string[] {
  if (snoozedUntil !== undefined && snoozedUntil > now) return [`Snoozed until ${moment(snoozedUntil)}`];
  return Object.entries(snoozedAlerts ?? {}).flatMap(([slug, until]) =>
    until > now ? [`${md(titleOfSlug(slug))} snoozed until ${moment(until)}`] : [],
  );
}

function atLeast(severity: Severity): string {
  if (severity === 'high') return 'High only';
  return severity === 'unknown' ? 'Any severity' : `${severityLook(severity).word} and above`;
}
