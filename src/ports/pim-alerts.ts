import type { Alert, AlertConfiguration, Incident, Instant, SettingValue } from '../alerts/alert';

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Skip what is shared and read now. Guard rails and verification need it. */
  readonly fresh?: boolean;
}

/** What was read, and when it left the service: every answer can state its age. */
export interface Reading<T> {
  readonly value: T;
  readonly readAt: Instant;
}

export type OperationStatus = 'notStarted' | 'running' | 'succeeded' | 'failed' | 'skipped' | 'unknown';

/** A refresh under way at the service. */
export interface Operation {
  /** Verbatim `Location` of the refresh; the only way to ask again. */
  readonly location: string;
  readonly status: OperationStatus;
  readonly detail: string;
  readonly createdAt?: Instant;
  readonly lastActionAt?: Instant;
}

export interface AlertDefinition {
  readonly id: string;
  readonly suffix: string;
  readonly title: string;
  readonly severity: Alert['severity'];
  readonly remediable: boolean;
  readonly configurable: boolean;
  readonly texts: Alert['texts'];
}

/** Reading PIM alerts. Least permission: `RoleManagementAlert.Read.Directory`. Failures are `GraphError`. */
export interface PimAlerts {
  /**
   * Every alert with definition, configuration and incidents, in one request. Where the incidents that came along are fewer
   * than counted, the rest is paged in, unless `incidents` is `'as-sent'` (then `incidentsComplete` says so).
   */
  listAlerts(
    options?: ReadOptions & { readonly incidents?: 'all' | 'as-sent' },
  ): Promise<Reading<readonly Alert[]>>;
  getAlert(alertId: string, options?: ReadOptions): Promise<Reading<Alert>>;
  /**
   * Page after page until the end; guarded against loops and endless paging. Pages shift while they are read, so that one
   * incident can come twice.
   */
  listIncidents(alertId: string, options?: ReadOptions): AsyncIterable<readonly Incident[]>;
  getIncident(alertId: string, incidentId: string, options?: ReadOptions): Promise<Reading<Incident>>;
  getOperation(location: string, options?: ReadOptions): Promise<Operation>;
  listDefinitions(options?: ReadOptions): Promise<readonly AlertDefinition[]>;
  getDefinition(alertId: string, options?: ReadOptions): Promise<AlertDefinition>;
  listConfigurations(
    options?: ReadOptions,
  ): Promise<readonly (AlertConfiguration & { readonly id: string })[]>;
  getConfiguration(alertId: string, options?: ReadOptions): Promise<AlertConfiguration>;
}

export interface ConfigurationChange {
  /** Of the row that changes, as read. */
  readonly type: string;
  readonly enabled?: boolean;
  /** By wire name, already in wire form and within range. */
  readonly settings: Readonly<Record<string, SettingValue>>;
}

/** Proof that the service took an order, for the audit log. */
export interface Receipt {
  readonly requestId?: string;
}

/**
 * Changing PIM alerts, in one person's name or the app's. Least permission: `RoleManagementAlert.ReadWrite.Directory`, and for a
 * person the Entra role Privileged Role Administrator. Failures are `GraphError`; `maybeDone` says the order may have arrived.
 */
export interface PimAlertActions {
  dismissAlert(alertId: string): Promise<Receipt>;
  enableAlert(alertId: string): Promise<Receipt>;
  /** The scan runs on at the service; ask `getOperation`. */
  refreshAlert(alertId: string): Promise<Receipt & { readonly operation: Operation }>;
  refreshAll(): Promise<Receipt & { readonly operation: Operation }>;
  updateConfiguration(alertId: string, change: ConfigurationChange): Promise<Receipt>;
  remediateIncident(alertId: string, incidentId: string): Promise<Receipt>;
}

export type GraphFailure =
  /** The service refused the request as wrong. */
  | 'invalid'
  /** The token is missing, expired or challenged. */
  | 'unauthenticated'
  /** A permission or an Entra role is missing. */
  | 'forbidden'
  | 'not-found'
  | 'throttled'
  /** The service is down, unreachable, too slow or answers nonsense. */
  | 'unavailable';

export interface GraphErrorDetails {
  readonly reason: GraphFailure;
  readonly status?: number;
  /** Graph's own code, unwrapped: `MissingProvider`, `PermissionScopeNotGranted`, … */
  readonly code?: string;
  readonly requestId?: string;
  readonly retryAfterSeconds?: number;
  /** A change was sent and its outcome is not known: read again before trying again. */
  readonly maybeDone?: boolean;
  /** A Conditional Access challenge: the person has to sign in again. */
  readonly claims?: string;
  /** The call went out in a person's name. */
  readonly onBehalf?: boolean;
  /** Permissions the service named as missing. */
  readonly missingPermissions?: readonly string[];
  readonly cause?: unknown;
}

/** Graph said no or did not answer. The message is for the log, never for chat. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly details: GraphErrorDetails;

  constructor(message: string, details: GraphErrorDetails) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.details = details;
  }
}
