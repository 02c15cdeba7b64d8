import type { Alert, Incident } from '../alerts/alert';
import type { Lease } from './leases';
import type { NewPost } from './outbox';

/** The last known face of an alert, enough to compare and to say how old our knowledge is. */
export interface KnownAlert {
  readonly alertId: string;
  readonly slug: string;
  /** Without incidents and texts. */
  readonly alert: Omit<Alert, 'incidents' | 'incidentsComplete' | 'rowsLost'>;
}

export interface KnownIncident {
  readonly alertId: string;
  /** `incidentKey()`. */
  readonly key: string;
  readonly incident: Incident;
  readonly firstSeen: number;
  readonly lastChanged: number;
  /** How often it came back after it had gone; 0 at first. */
  readonly episode: number;
  /** When it was told as new; absent for what was there when the watch began. */
  readonly reportedAt?: number;
}

/** What changed about one alert since some moment. */
export interface AlertChanges {
  readonly alertId: string;
  /** Reported since, and still open. */
  readonly raised: number;
  readonly cleared: number;
  readonly unchanged: number;
  /** The first few that are new. */
  readonly sample: readonly Incident[];
}

/** From when to when an incident was open; of one that came back, from its very first time. */
export interface IncidentLife {
  readonly alertId: string;
  readonly key: string;
  readonly firstSeen: number;
  /** Absent: still open. */
  readonly resolvedAt?: number;
  readonly episode: number;
}

export interface SweepWrite {
  readonly tenantId: string;
  /** Held for the whole sweep; the write happens only while it is still ours. */
  readonly lease: Lease;
  readonly alerts: readonly KnownAlert[];
  readonly raised: readonly {
    readonly alertId: string;
    readonly incident: Incident;
    readonly hash: string;
  }[];
  readonly changed: readonly {
    readonly alertId: string;
    readonly incident: Incident;
    readonly hash: string;
  }[];
  readonly cleared: readonly { readonly alertId: string; readonly key: string }[];
  /** The first look: what it raised counts as known, not as reported. */
  readonly baseline?: boolean;
  /** Told again, because nobody had acted for so long. */
  readonly escalated?: readonly {
    readonly alertId: string;
    readonly key: string;
    readonly afterMs: number;
  }[];
  /** Alerts that the tenant has no longer: forgotten, and their incidents with them. */
  readonly retired?: readonly string[];
  /** Posts that follow from it. */
  readonly posts: readonly NewPost[];
}

export interface Knowledge {
  alerts(tenantId: string): Promise<readonly KnownAlert[]>;
  /** Alerts that no sweep has found for at least so long. */
  unlisted(tenantId: string, forMs: number): Promise<readonly KnownAlert[]>;
  /** Open incidents of one alert as key -> hash, in pages: the cheap form that a sweep compares with. */
  hashes(
    tenantId: string,
    alertId: string,
  ): AsyncIterable<readonly { readonly key: string; readonly hash: string }[]>;
  /** Open incidents by key. */
  incidents(tenantId: string, alertId: string, keys: readonly string[]): Promise<readonly KnownIncident[]>;
  /** Open incidents reported at least `forMs` ago and not yet escalated for that, oldest first. */
  unattended(
    tenantId: string,
    alertId: string,
    options: { readonly forMs: number; readonly limit: number },
  ): Promise<readonly KnownIncident[]>;
  /** By sweeps of whichever replica, since `at`. */
  changesSince(tenantId: string, at: number): Promise<readonly AlertChanges[]>;
  /** One transaction: knowledge and the posts that follow. False: the lease was lost and nothing was written. */
  write(sweep: SweepWrite): Promise<boolean>;
  /** Incidents that were open at some time between the two, in pages: what an evidence report counts. */
  lives(
    tenantId: string,
    between: { readonly from: number; readonly to: number },
  ): AsyncIterable<readonly IncidentLife[]>;
  /** One row for each finished sweep, newest first, at most `limit`: open incidents by severity and by slug. */
  history(tenantId: string, limit: number): Promise<readonly SweepRecord[]>;
}

export interface SweepRecord {
  readonly at: number;
  readonly bySlug: Readonly<Record<string, number>>;
}
