import type { Alert, Incident } from '../alerts/alert';
import type { Lease } from './leases';
import type { NewPost } from './outbox';

/** The last known face of an alert, enough to compare and to say how old our knowledge is. */
export interface KnownAlert {
  readonly alertId: string;
  readonly slug: string;
  /** Without incidents and texts. */
  readonly alert: Omit<Alert, 'incidents' | 'incidentsComplete'>;
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
  /** Posts that follow from it. */
  readonly posts: readonly NewPost[];
}

export interface Knowledge {
  alerts(tenantId: string): Promise<readonly KnownAlert[]>;
  /** Open incidents of one alert as key -> hash, in pages: the cheap form that a sweep compares with. */
  hashes(
    tenantId: string,
    alertId: string,
  ): AsyncIterable<readonly { readonly key: string; readonly hash: string }[]>;
  /** Open incidents by key. */
  incidents(tenantId: string, alertId: string, keys: readonly string[]): Promise<readonly KnownIncident[]>;
  /** One transaction: knowledge and the posts that follow. False: the lease was lost and nothing was written. */
  write(sweep: SweepWrite): Promise<boolean>;
  /** One row for each finished sweep, newest first, at most `limit`: open incidents by severity and by slug. */
  history(tenantId: string, limit: number): Promise<readonly SweepRecord[]>;
}

export interface SweepRecord {
  readonly at: number;
  readonly bySlug: Readonly<Record<string, number>>;
}
