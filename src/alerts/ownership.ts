import type { Severity } from './alert';

const DAY = 86_400_000;

const DAYS: Readonly<Record<Severity, number>> = {
  high: 1,
  medium: 7,
  low: 30,
  informational: 30,
  unknown: 7,
};

/** When an incident should be dealt with, by how bad it is. */
export function dueAt(severity: Severity, assignedAt: number): number {
  return assignedAt + DAYS[severity] * DAY;
}
