import { outsidePim } from './detectors/outside-pim';
import type { Detector, Finding, Settings } from './detectors/detector';
import { HOUR, type Tenant } from './state';

/** What the service remembers of one alert type between scans. */
export interface AlertRow {
  readonly id: string;
  readonly detector: Detector;
  enabled: boolean;
  dismissed: boolean;
  settings: Settings;
  findings: readonly Finding[];
  /** Of the last scan; remediating takes an incident from the list at once and from this figure only with the next scan. */
  incidentCount: number;
  lastModifiedAt: number | undefined;
  lastScannedAt: number;
}

/** The alerts of the tenant: changed by scans and by people, never by the mere passing of time. */
export interface AlertBoard {
  readonly rows: readonly AlertRow[];
  /** One more alert type, scanned at once. */
  add(detector: Detector, now: number): void;
  /** As if the service had just begun to watch: the rows of the first day, nothing dismissed or changed. */
  restart(now: number): void;
  row(alertId: string): AlertRow | undefined;
  /** The service's own scan: passes over what is dismissed or switched off. */
  scan(now: number): void;
  /** A scan that somebody asked for: brings back what was dismissed. False: switched off, nothing happened. */
  refresh(row: AlertRow, now: number): boolean;
  remediate(row: AlertRow, finding: Finding): void;
}

/** The alert that the service names when it is asked to refresh all of them. */
export const NAMED_BY_REFRESH_ALL = outsidePim.suffix;

export function createAlertBoard({
  tenant,
  detectors,
  now,
}: {
  readonly tenant: Tenant;
  readonly detectors: readonly Detector[];
  readonly now: number;
}): AlertBoard {
  const rows: AlertRow[] = [];
  const restart = (at: number) => {
    const fresh = detectors.map((detector, index) =>
      watch(detector, at - (3 + index) * HOUR - index * 1_730),
    );
    rows.splice(0, rows.length, ...fresh);
  };
  restart(now);

  function watch(detector: Detector, at: number): AlertRow {
    const row: AlertRow = {
      id: `DirectoryRole_${tenant.id}_${detector.suffix}`,
      detector,
      enabled: true,
      dismissed: false,
      settings: Object.fromEntries(detector.thresholds.map(({ name, initial }) => [name, initial])),
      findings: [],
      incidentCount: 0,
      lastModifiedAt: undefined,
      lastScannedAt: at,
    };
    look(row, at);
    return row;
  }

  function look(row: AlertRow, at: number): void {
    const known = new Set(row.findings.map((finding) => finding.id));
    row.findings = row.detector.find(tenant, row.settings, at);
    row.incidentCount = row.findings.length;
    row.lastScannedAt = at;
    if (row.findings.some((finding) => !known.has(finding.id))) row.lastModifiedAt = at;
  }

  return {
    rows,
    add: (detector, at) => {
      if (!rows.some((row) => row.detector.suffix === detector.suffix)) rows.push(watch(detector, at));
    },
    restart,
    row: (alertId) => rows.find((row) => row.id === alertId),
    scan: (at) => rows.filter((row) => row.enabled && !row.dismissed).forEach((row) => look(row, at)),
    refresh: (row, at) => {
      if (!row.enabled) return false;
      row.dismissed = false;
      look(row, at);
      return true;
    },
    remediate: (row, finding) => {
      row.detector.remediate?.(tenant, finding.id);
      row.findings = row.findings.filter((one) => one.id !== finding.id);
    },
  };
}

/** Clean, dismissed and switched off all read the same from outside. */
export function isActive(row: AlertRow): boolean {
  return row.enabled && !row.dismissed && row.incidentCount > 0;
}
