import type { Alert, AlertConfiguration, Incident, Instant } from '../alerts/alert';
import { kindOf, suffixOf } from '../alerts/kinds/index';
import type { Log } from '../lib/log';
import { GraphError, type AlertDefinition, type PimAlerts, type ReadOptions } from '../ports/pim-alerts';
import { query, segment } from './addresses';
import type { GraphCall, GraphClient } from './client';
import { distinct, incidentOf, incidentsOf } from './incidents';
import { allRows, pages } from './paging';
import { alertOf, configurationOf, definitionOf, kindOfRow, operationOf } from './schema';
import { wireObject, wireString } from './wire-values';

export const ALERTS = '/identityGovernance/roleManagementAlerts';

// Lists need it, and fail with a misleading "MissingProvider" without; single rows and incidents do not.
const SCOPE = { $filter: encodeURIComponent("scopeId eq '/' and scopeType eq 'DirectoryRole'") };
const EXPAND = { $expand: 'alertDefinition,alertConfiguration,alertIncidents' };

export interface PimAlertsOptions {
  readonly client: GraphClient;
  readonly log: Log;
  /** Pages of incidents of one alert before the service counts as stuck. */
  readonly maxPages?: number;
}

/** `PimAlerts` over Microsoft Graph, in the app's name. */
export function createPimAlerts({ client, log, maxPages }: PimAlertsOptions): PimAlerts {
  const limits = maxPages === undefined ? {} : { maxPages };

  async function getOne(operation: string, path: string, options: ReadOptions | undefined) {
    return client.call(get(operation, path, options));
  }

  async function* listIncidents(alertId: string, options?: ReadOptions): AsyncGenerator<readonly Incident[]> {
    const kind = kindOf(suffixOf(alertId));
    const path = `${ALERTS}/alerts/${segment(alertId)}/alertIncidents`;
    for await (const page of pages(client, get('listIncidents', path, options), limits)) {
      const { incidents, dropped } = incidentsOf(kind, page.rows);
      reportDropped('listIncidents', alertId, dropped);
      yield incidents;
    }
  }

  /** The alert with every incident, paged in where those that came along are not all. */
  async function completed(alert: Alert, options: ReadOptions | undefined): Promise<Alert> {
    if (alert.incidentsComplete) return alert;
    const incidents: Incident[] = [];
    for await (const page of listIncidents(alert.id, options)) incidents.push(...page);
    return { ...alert, incidents: distinct(incidents), incidentsComplete: true };
  }

  function readAlert(operation: string, row: unknown): Alert | undefined {
    const read = alertOf(row);
    if (!read) log.warn('Graph sent an alert without an id', { operation });
    else reportDropped(operation, read.alert.id, read.dropped);
    return read?.alert;
  }

  function reportDropped(operation: string, alertId: string, dropped: number): void {
    if (dropped > 0) log.warn('Graph sent incidents without an id', { operation, alertId, dropped });
  }

  return {
    /** `RoleManagementAlert.Read.Directory` */
    listAlerts: async (options) => {
      const path = `${ALERTS}/alerts${query({ ...SCOPE, ...EXPAND })}`;
      const { rows, at } = await allRows(client, get('listAlerts', path, options));
      const alerts = rows.flatMap((row) => readAlert('listAlerts', row) ?? []);
      if (options?.incidents === 'as-sent') return { value: alerts, readAt: moment(at) };
      const value = await Promise.all(alerts.map((alert) => completed(alert, options)));
      return { value, readAt: moment(at) };
    },
    /** `RoleManagementAlert.Read.Directory` */
    getAlert: async (alertId, options) => {
      const path = `${ALERTS}/alerts/${segment(alertId)}${query(EXPAND)}`;
      const { body, at } = await getOne('getAlert', path, options);
      const alert = readAlert('getAlert', body) ?? malformed('getAlert');
      return { value: await completed(alert, options), readAt: moment(at) };
    },
    /** `RoleManagementAlert.Read.Directory` */
    listIncidents,
    /** `RoleManagementAlert.Read.Directory` */
    getIncident: async (alertId, incidentId, options) => {
      const path = `${ALERTS}/alerts/${segment(alertId)}/alertIncidents/${segment(incidentId)}`;
      const { body, at } = await getOne('getIncident', path, options);
      const incident = incidentOf(kindOf(suffixOf(alertId)), body) ?? malformed('getIncident');
      return { value: incident, readAt: moment(at) };
    },
    /** `RoleManagementAlert.Read.Directory` */
    getOperation: async (location, options) => {
      const { version, path } = client.toRelative(location);
      const { body } = await client.call({ ...get('getOperation', path, options), version });
      return operationOf(location, body);
    },
    /** `RoleManagementAlert.Read.Directory` */
    listDefinitions: async (options) => {
      const path = `${ALERTS}/alertDefinitions${query(SCOPE)}`;
      const { rows } = await allRows(client, get('listDefinitions', path, options));
      return rows.flatMap((row) => readDefinition(row) ?? []);
    },
    /** `RoleManagementAlert.Read.Directory` */
    getDefinition: async (alertId, options) => {
      const path = `${ALERTS}/alertDefinitions/${segment(alertId)}`;
      const { body } = await getOne('getDefinition', path, options);
      return readDefinition(body) ?? malformed('getDefinition');
    },
    /** `RoleManagementAlert.Read.Directory` */
    listConfigurations: async (options) => {
      const path = `${ALERTS}/alertConfigurations${query(SCOPE)}`;
      const { rows } = await allRows(client, get('listConfigurations', path, options));
      return rows.flatMap((row) => readConfiguration(row) ?? []);
    },
    /** `RoleManagementAlert.Read.Directory` */
    getConfiguration: async (alertId, options) => {
      const path = `${ALERTS}/alertConfigurations/${segment(alertId)}`;
      const { body } = await getOne('getConfiguration', path, options);
      const kind = kindOf(suffixOf(alertId));
      return configurationOf(kind, body) ?? malformed('getConfiguration');
    },
  };
}

function get(operation: string, path: string, options: ReadOptions | undefined): GraphCall {
  return { operation, method: 'GET', path, ...(options?.signal ? { signal: options.signal } : {}) };
}

function readDefinition(row: unknown): AlertDefinition | undefined {
  const wire = wireObject<{ id: string; alertDefinitionId: string }>(row);
  const kind = wire && kindOfRow(wire);
  return kind && definitionOf(kind, wireString(wire?.id) ?? '', wire);
}

function readConfiguration(row: unknown): (AlertConfiguration & { readonly id: string }) | undefined {
  const wire = wireObject<{ id: string; alertDefinitionId: string }>(row);
  const kind = wire && kindOfRow(wire);
  const configuration = kind && configurationOf(kind, row);
  return (
    configuration && {
      ...configuration,
      id: wireString(wire?.id) ?? wireString(wire?.alertDefinitionId) ?? '',
    }
  );
}

function malformed(operation: string): never {
  throw new GraphError(`${operation}: the answer has no id`, {
    reason: 'unavailable',
    code: 'MalformedAnswer',
  });
}

function moment(at: number): Instant {
  return new Date(at).toISOString();
}
