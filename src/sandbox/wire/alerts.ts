import { isActive, type AlertRow } from '../alert-board';
import type { Finding } from '../detectors/detector';
import type { RunView } from '../operations';
import { wireDuration } from './durations';
import { wireInstant, wirePreciseInstant } from './instants';

type Wire = Record<string, unknown>;

// Property order is that of the service; it differs between entities.

export function alertWire(row: AlertRow): Wire {
  return {
    id: row.id,
    alertDefinitionId: row.id,
    scopeId: '/',
    scopeType: 'DirectoryRole',
    incidentCount: row.incidentCount,
    isActive: isActive(row),
    lastModifiedDateTime: wireInstant(row.lastModifiedAt),
    lastScannedDateTime: wireInstant(row.lastScannedAt),
  };
}

export function definitionWire(row: AlertRow): Wire {
  const { definition } = row.detector;
  return {
    id: row.id,
    displayName: definition.displayName,
    scopeType: 'DirectoryRole',
    scopeId: '/',
    description: row.detector.describe(row.incidentCount, row.settings),
    severityLevel: definition.severityLevel,
    securityImpact: definition.securityImpact,
    mitigationSteps: definition.mitigationSteps,
    howToPrevent: definition.howToPrevent,
    isRemediatable: row.detector.remediate !== undefined,
    isConfigurable: definition.isConfigurable,
  };
}

export function configurationWire(row: AlertRow): Wire {
  const thresholds = row.detector.thresholds.map(({ name, type }): [string, unknown] => {
    const value = row.settings[name] ?? 0;
    return [name, type === 'duration' ? wireDuration(value) : value];
  });
  return {
    '@odata.type': row.detector.configurationType,
    id: row.id,
    alertDefinitionId: row.id,
    scopeType: 'DirectoryRole',
    scopeId: '/',
    isEnabled: row.enabled,
    ...Object.fromEntries(thresholds),
  };
}

export function incidentWire(row: AlertRow, finding: Finding): Wire {
  return { '@odata.type': row.detector.incidentType, id: finding.id, ...finding.fields };
}

export function operationWire(run: RunView, alertsUrl: string): Wire {
  return {
    id: run.id,
    createdDateTime: wirePreciseInstant(run.createdAt),
    lastActionDateTime: wirePreciseInstant(run.lastActionAt),
    resourceLocation: run.status === 'succeeded' ? `${alertsUrl}/${run.alertId}` : '',
    status: run.status,
    statusDetail: run.status === 'failed' ? 'The scan could not be completed.' : '',
  };
}
