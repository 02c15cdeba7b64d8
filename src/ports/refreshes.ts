import type { Incident } from '../alerts/alert';
import type { Actor } from './conversation';
import type { PimAlertActions } from './pim-alerts';

/** Dismissed again when the scan has ended, where it brought them back: with the right that ordered the scan, which is not stored. */
export interface Restoration {
  readonly alerts: readonly {
    readonly alertId: string;
    readonly title: string;
    readonly reason: string;
    readonly until?: number;
  }[];
  /** Is told how it went. */
  readonly conversationId: string;
  readonly reference: string;
}

export type RefreshState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped';

/** What a scan changed for one alert. */
export interface RefreshDiff {
  readonly raised: number;
  readonly cleared: number;
  readonly unchanged: number;
  /** The first few that are new. */
  readonly sample: readonly Incident[];
}

export interface RefreshProgress {
  /** `refresh:all`, `refresh:some` or `refresh:{alertId}`. */
  readonly id: string;
  readonly target: 'all' | { readonly alertId: string } | { readonly alertIds: readonly string[] };
  readonly startedBy: string;
  readonly startedAt: number;
  readonly rows: readonly {
    readonly alertId: string;
    readonly slug: string;
    readonly title: string;
    readonly state: RefreshState;
    readonly diff?: RefreshDiff;
  }[];
  readonly state: RefreshState;
  /** Why it failed, in words for a person. */
  readonly problem?: string;
}

/** Scans under way: one at a time for each target and tenant, shared by all who ask, taken up again after a restart. */
export interface Refreshes {
  /** Starts a scan, or joins the one under way. */
  start(request: {
    readonly tenantId: string;
    readonly target: RefreshProgress['target'];
    readonly startedBy: Actor;
    readonly actions: PimAlertActions;
    readonly restore?: Restoration;
  }): Promise<RefreshProgress>;
  /** From now on the card in this place shows the progress, and in the end what changed. */
  follow(
    tenantId: string,
    id: string,
    card: { readonly conversationId: string; readonly activityId: string },
  ): Promise<void>;
}
