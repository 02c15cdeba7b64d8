import { severityRank, type Alert, type Incident, type Severity } from './alert';
import { quietUntil, type QuietHours } from './quiet-hours';

/** What a subscription asks for, as far as the alerts are concerned. */
export interface Wish {
  /** Slugs; empty is every alert. */
  readonly alerts: readonly string[];
  readonly minimumSeverity: Severity;
  readonly mode: 'new' | 'all';
  /** Name or id of the one role it is about. */
  readonly role?: string;
  /** Name, sign-in name or object id of the one person it is about. */
  readonly person?: string;
  readonly snoozedUntil?: number;
  /** Alerts that sleep by themselves, by slug. */
  readonly snoozedAlerts?: Readonly<Record<string, number>>;
  readonly quiet?: QuietHours;
  /** Given: nothing is wanted but what nobody has acted on for so long. */
  readonly escalateAfterMs?: number;
}

/** Why a subscription does not want an incident. */
export type Miss = 'alert' | 'severity' | 'role' | 'person' | 'escalations-only';

export interface Hold {
  readonly by: 'snooze' | 'quiet-hours';
  readonly until: number;
}

/** What one subscription does with one new incident at one moment. */
export type Verdict =
  | { readonly outcome: 'posts' }
  | ({ readonly outcome: 'holds' } & Hold)
  | { readonly outcome: 'skips'; readonly because: Miss };

type Face = Pick<Alert, 'slug' | 'severity'>;

/** Whether news of this alert belong to the subscription. A severity we do not know is never held back. */
export function wants(wish: Wish, alert: Face): boolean {
  return missedBy(wish, alert) === undefined;
}

/** Whether the incident is about the role and the person asked for. */
export function concerns({ role, person }: Pick<Wish, 'role' | 'person'>, incident: Incident): boolean {
  return missedIn({ role, person }, incident) === undefined;
}

export function verdict(wish: Wish, alert: Face, incident: Incident, now: number): Verdict {
  const because =
    missedBy(wish, alert) ??
    missedIn(wish, incident) ??
    (wish.escalateAfterMs === undefined ? undefined : 'escalations-only');
  if (because) return { outcome: 'skips', because };
  const hold = holdOf(wish, now, alert.slug);
  return hold ? { outcome: 'holds', ...hold } : { outcome: 'posts' };
}

/** What keeps a subscription silent now, about this alert or, without a slug, about anything. */
export function holdOf(wish: Wish, now: number, slug?: string): Hold | undefined {
  const snooze = Math.max(wish.snoozedUntil ?? 0, slug ? (wish.snoozedAlerts?.[slug] ?? 0) : 0);
  const asleep = snooze > now;
  const awake = asleep ? snooze : now;
  const until = (wish.quiet && quietUntil(wish.quiet, awake)) ?? awake;
  if (until <= now) return undefined;
  return { by: asleep ? 'snooze' : 'quiet-hours', until };
}

/** When news may be posted where several subscriptions ask for them: as soon as the first is awake. Undefined: now. */
export function postableFrom(wishes: readonly Wish[], now: number, slug?: string): number | undefined {
  const wake = Math.min(...wishes.map((wish) => holdOf(wish, now, slug)?.until ?? 0));
  return Number.isFinite(wake) && wake > now ? wake : undefined;
}

function missedBy(wish: Wish, { slug, severity }: Face): Miss | undefined {
  if (wish.alerts.length > 0 && !wish.alerts.includes(slug)) return 'alert';
  if (severity === 'unknown') return undefined;
  return severityRank(severity) < severityRank(wish.minimumSeverity) ? 'severity' : undefined;
}

interface About {
  readonly role?: string | undefined;
  readonly person?: string | undefined;
}

function missedIn({ role, person }: About, incident: Incident): Miss | undefined {
  if (role !== undefined && !isOneOf(role, [incident.role?.id, incident.role?.name])) return 'role';
  const { principal } = incident;
  const names = [principal?.id, principal?.name, principal?.userPrincipalName];
  return person !== undefined && !isOneOf(person, names) ? 'person' : undefined;
}

function isOneOf(wanted: string, names: readonly (string | undefined)[]): boolean {
  return names.some((name) => name?.toLowerCase() === wanted.toLowerCase());
}
