import type { Instant } from '../alerts/alert';

/** A refresh under way, so that a restart picks it up and later askers join it. */
export interface StoredOperation {
  readonly tenantId: string;
  /** `refresh:all`, `refresh:some` or `refresh:{alertId}`: one at a time of each. */
  readonly id: string;
  readonly location: string;
  readonly startedBy: string;
  readonly startedAt: number;
  /** `lastScanned` of each alert when it began, by alert id. */
  readonly before: Readonly<Record<string, Instant | null>>;
  /** Cards that show its progress. */
  readonly watchers: readonly { readonly conversationId: string; readonly activityId: string }[];
}

export interface Operations {
  /** False: one with this id is already under way. */
  begin(operation: StoredOperation): Promise<boolean>;
  list(tenantId: string): Promise<readonly StoredOperation[]>;
  watch(tenantId: string, id: string, watcher: StoredOperation['watchers'][number]): Promise<boolean>;
  end(tenantId: string, id: string): Promise<void>;
}
