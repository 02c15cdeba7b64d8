/** A moment as `2026-11-23T08:15:00.000Z`; "never" is `undefined`, whatever the service writes for it. */
export type Instant = string;

export type Severity = 'high' | 'medium' | 'low' | 'informational' | 'unknown';

/** Worst first. */
export const SEVERITIES: readonly Severity[] = ['high', 'medium', 'low', 'informational', 'unknown'];

/**
 * What `isActive`, `incidentCount` and `isEnabled` mean together. The service does not say why an alert is inactive, so
 * `dismissed` is deduced: inactive and switched on, with incidents left. A dismissed alert without incidents reads `clean`.
 */
export type AlertState = 'active' | 'clean' | 'dismissed' | 'disabled';

/** Who an incident is about. */
export interface Principal {
  readonly id: string;
  readonly name: string;
  /** Absent for groups and service principals, and sometimes for users. */
  readonly userPrincipalName?: string;
}

export interface Role {
  /** Template id where known, else the definition id: the same for built-in roles. */
  readonly id: string;
  readonly name: string;
}

/** One more thing an incident tells, in the words of its alert type. */
export type Fact =
  | { readonly label: string; readonly type: 'text'; readonly value: string }
  | { readonly label: string; readonly type: 'number'; readonly value: number }
  /** `undefined` is "never". */
  | { readonly label: string; readonly type: 'moment'; readonly value: Instant | undefined };

export interface Incident {
  /** Opaque; compared without regard to case. */
  readonly id: string;
  readonly principal?: Principal | undefined;
  readonly role?: Role | undefined;
  readonly facts: readonly Fact[];
}

/** What Microsoft says about an alert type in this tenant, as plain text. */
export interface AlertTexts {
  readonly description: string;
  readonly impact: string;
  readonly howToFix: readonly string[];
  readonly howToPrevent: readonly string[];
}

export type SettingValue = number | string | boolean;

export interface AlertConfiguration {
  /** `#microsoft.graph.…`: a change must carry the same. */
  readonly type: string;
  readonly enabled: boolean;
  /** By wire name. Durations stay ISO 8601 (`P30D`). */
  readonly settings: Readonly<Record<string, SettingValue>>;
}

export interface Alert {
  /** Opaque: `DirectoryRole_{tenant}_{suffix}`. */
  readonly id: string;
  /** The part of the id that names the type, for example `StaleSignInAlert`. */
  readonly suffix: string;
  /** The name people type, for example `stale`. */
  readonly slug: string;
  readonly title: string;
  /** What Microsoft calls it in this tenant; people may type it. */
  readonly displayName?: string;
  readonly severity: Severity;
  readonly state: AlertState;
  /** The service did not say how it stands: `state` is a guess, and neither it nor an empty list is evidence of anything. */
  readonly doubtful?: true;
  /** What the service counts; a list of incidents may differ for a moment. */
  readonly incidentCount: number;
  readonly lastModified?: Instant;
  /** Absent: never scanned. */
  readonly lastScanned?: Instant;
  readonly remediable: boolean;
  readonly configurable: boolean;
  readonly texts: AlertTexts;
  readonly configuration?: AlertConfiguration;
  readonly incidents: readonly Incident[];
  /** False while `incidents` holds only the part that came with the alert. */
  readonly incidentsComplete: boolean;
  /** Incidents came without an id and were left out: what is not listed may be among them. */
  readonly rowsLost?: true;
}

/** The one form in which incident ids are compared and stored. */
export function incidentKey(incident: Pick<Incident, 'id'>): string {
  return incident.id.toLowerCase();
}

export function severityRank(severity: Severity): number {
  return SEVERITIES.length - SEVERITIES.indexOf(severity);
}

const STATE_ORDER: readonly AlertState[] = ['active', 'dismissed', 'disabled', 'clean'];

/** Worst first: active before the rest, then by severity, then by count. */
export function worstFirst(a: Alert, b: Alert): number {
  return (
    STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state) ||
    severityRank(b.severity) - severityRank(a.severity) ||
    b.incidentCount - a.incidentCount ||
    a.slug.localeCompare(b.slug)
  );
}
