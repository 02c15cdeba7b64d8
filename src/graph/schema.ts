import type {
  LongRunningOperation,
  UnifiedRoleManagementAlert,
  UnifiedRoleManagementAlertConfiguration,
  UnifiedRoleManagementAlertDefinition,
} from '@microsoft/microsoft-graph-types-beta';
import { Duration } from 'luxon';
import {
  SEVERITIES,
  type Alert,
  type AlertConfiguration,
  type AlertState,
  type SettingValue,
  type Severity,
} from '../alerts/alert';
import { kindOf, kinds, suffixOf } from '../alerts/kinds/index';
import { instant, type AlertKind } from '../alerts/kinds/kind';
import type { AlertDefinition, Operation, OperationStatus } from '../ports/pim-alerts';
import { distinct, incidentsOf } from './incidents';
import { listItems, sentence, type Blanks } from './texts';
import { wireBoolean, wireCount, wireObject, wireString, type Wire } from './wire-values';

type DefinitionWire = Wire<UnifiedRoleManagementAlertDefinition>;

/** The alert type behind a row. By the end of its id, never by its display name: names differ by page, age and brand. */
export function kindOfRow(row: Wire<{ id: string; alertDefinitionId: string }>): AlertKind | undefined {
  const id = wireString(row.id) ?? wireString(row.alertDefinitionId);
  return id === undefined ? undefined : kindOf(suffixOf(id));
}

/** An alert with whatever was expanded along with it; undefined for a row without an id. */
export function alertOf(
  row: unknown,
): { readonly alert: Alert; readonly dropped: number; readonly hasMore: boolean } | undefined {
  const wire = wireObject<UnifiedRoleManagementAlert>(row);
  const kind = wire && kindOfRow(wire);
  if (!wire || !kind) return undefined;
  const id = wireString(wire.id) ?? wireString(wire.alertDefinitionId) ?? '';
  const rows: readonly unknown[] = Array.isArray(wire.alertIncidents) ? wire.alertIncidents : [];
  const { incidents: sent, dropped } = incidentsOf(kind, rows);
  const incidents = distinct(sent);
  const configuration = configurationOf(kind, wire.alertConfiguration);
  const incidentCount = wireCount(wire.incidentCount) ?? incidents.length + dropped;
  const lastModified = instant(wire.lastModifiedDateTime);
  const lastScanned = instant(wire.lastScannedDateTime);
  const definition = definitionOf(
    kind,
    id,
    wireObject(wire.alertDefinition),
    blanksOf(configuration, incidentCount),
  );
  const left = Math.max(incidentCount, incidents.length);
  const active = wireBoolean(wire.isActive);
  // A detector is taken for one at work where nobody says that it is set aside.
  const isActive = active ?? left > 0;
  const doubtful = active === undefined || saysNothing(wire.alertConfiguration);
  const hasMore = typeof wire['alertIncidents@odata.nextLink'] === 'string';
  const alert: Alert = {
    id,
    suffix: kind.suffix,
    slug: kind.slug,
    title: definition.title,
    severity: definition.severity,
    state: stateOf({ isActive, left, enabled: configuration?.enabled ?? true }),
    ...(doubtful ? { doubtful } : {}),
    incidentCount,
    ...(lastModified ? { lastModified } : {}),
    ...(lastScanned ? { lastScanned } : {}),
    remediable: definition.remediable,
    configurable: definition.configurable,
    texts: definition.texts,
    ...(configuration ? { configuration } : {}),
    incidents,
    incidentsComplete: !hasMore && incidents.length + dropped >= incidentCount,
    ...(dropped > 0 ? { rowsLost: true as const } : {}),
  };
  return { alert, dropped, hasMore };
}

/** `isActive: false` has three readings; the docstring of `AlertState` says how they are told apart. */
function stateOf(facts: { isActive: boolean; enabled: boolean; left: number }): AlertState {
  if (!facts.enabled) return 'disabled';
  if (facts.isActive) return 'active';
  return facts.left > 0 ? 'dismissed' : 'clean';
}

/** A configuration came along that leaves open whether the alert is switched on. */
function saysNothing(row: unknown): boolean {
  const value = wireObject<UnifiedRoleManagementAlertConfiguration>(row)?.isEnabled;
  return value !== undefined && wireBoolean(value) === undefined;
}

/** What the tenant says about an alert type; where it says nothing, what Rolecall knows of it. */
export function definitionOf(
  kind: AlertKind,
  id: string,
  wire: DefinitionWire | undefined,
  blanks: Blanks = {},
): AlertDefinition {
  const known = kinds.includes(kind);
  return {
    id,
    suffix: kind.suffix,
    title: known ? kind.title : sentence(wire?.displayName) || kind.title,
    severity: severityOf(wire?.severityLevel) ?? kind.severity,
    remediable: wireBoolean(wire?.isRemediatable) ?? kind.remediation !== undefined,
    configurable: wireBoolean(wire?.isConfigurable) ?? kind.settings.length > 0,
    texts: {
      description: sentence(wire?.description, blanks),
      impact: sentence(wire?.securityImpact, blanks),
      howToFix: listItems(wire?.mitigationSteps, blanks),
      howToPrevent: listItems(wire?.howToPrevent, blanks),
    },
  };
}

function severityOf(value: unknown): Severity | undefined {
  const level = wireString(value)?.trim().toLowerCase();
  if (level === undefined) return undefined;
  return SEVERITIES.find((severity) => severity === level) ?? 'unknown';
}

const NO_SETTING = /^(id|alertDefinitionId|alertDefinition|scopeId|scopeType|isEnabled)$|@/;

/** Undefined: none came along. An alert whose configuration does not say so is enabled, as all are from the start. */
export function configurationOf(kind: AlertKind, row: unknown): AlertConfiguration | undefined {
  const wire = wireObject<UnifiedRoleManagementAlertConfiguration>(row);
  if (!wire) return undefined;
  const settings = Object.entries(wire).flatMap(([name, value]): [string, SettingValue][] => {
    if (NO_SETTING.test(name)) return [];
    if (typeof value === 'number' || typeof value === 'boolean') return [[name, value]];
    if (typeof value !== 'string') return [];
    const type = kind.settings.find((setting) => setting.name === name)?.type;
    const count = type === 'count' || type === 'percent' ? wireCount(value) : undefined;
    return [[name, count ?? value]];
  });
  return {
    type: wireString(wire['@odata.type']) ?? kind.configurationType,
    enabled: wireBoolean(wire.isEnabled) ?? true,
    settings: Object.fromEntries(settings),
  };
}

function blanksOf(configuration: AlertConfiguration | undefined, count: number): Blanks {
  const duration = configuration?.settings['duration'];
  const days = typeof duration === 'string' ? Duration.fromISO(duration).as('days') : Number.NaN;
  return Number.isInteger(days) ? { count, days } : { count };
}

const STATUSES: readonly OperationStatus[] = ['notStarted', 'running', 'succeeded', 'failed', 'skipped'];

export function operationOf(location: string, row: unknown): Operation {
  const wire = wireObject<LongRunningOperation>(row);
  const createdAt = instant(wire?.createdDateTime);
  const lastActionAt = instant(wire?.lastActionDateTime);
  return {
    location,
    status: STATUSES.find((status) => status === wire?.status) ?? 'unknown',
    detail: sentence(wire?.statusDetail),
    ...(createdAt ? { createdAt } : {}),
    ...(lastActionAt ? { lastActionAt } : {}),
  };
}
