import { severityRank, type Alert, type Severity } from './alert';

/** What a subscription asks for, as far as the alerts are concerned. */
export interface Wish {
  /** Slugs; empty is every alert. */
  readonly alerts: readonly string[];
  readonly minimumSeverity: Severity;
  readonly mode: 'new' | 'all';
  readonly snoozedUntil?: number;
}

/** Whether news of this alert belong to the subscription. A severity we do not know is never held back. */
export function wants(wish: Wish, alert: Pick<Alert, 'slug' | 'severity'>): boolean {
  if (wish.alerts.length > 0 && !wish.alerts.includes(alert.slug)) return false;
  if (alert.severity === 'unknown') return true;
  return severityRank(alert.severity) >= severityRank(wish.minimumSeverity);
}

/** When news may be posted where several subscriptions ask for them: as soon as the first is awake. Undefined: now. */
export function postableFrom(wishes: readonly Wish[], now: number): number | undefined {
  const wake = Math.min(...wishes.map(({ snoozedUntil }) => snoozedUntil ?? 0));
  return Number.isFinite(wake) && wake > now ? wake : undefined;
}
