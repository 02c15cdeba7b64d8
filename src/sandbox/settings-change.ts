import type { AlertRow } from './alert-board';
import type { Threshold } from './detectors/detector';
import { parseDuration } from './wire/durations';
import { badRequest, pimRefusal } from './wire/graph-refusal';

/** Applies a PATCH of an alert configuration: all of it or, throwing, nothing. */
export function changeConfiguration(
  row: AlertRow,
  change: Readonly<Record<string, unknown>>,
  now: number,
): void {
  const { '@odata.type': type, isEnabled, ...thresholds } = change;
  const expected = row.detector.configurationType;
  if (type !== expected) throw badRequest(`The '@odata.type' of this configuration is '${expected}'.`);
  if (isEnabled !== undefined && typeof isEnabled !== 'boolean') {
    throw badRequest("Cannot convert the value of 'isEnabled' to the expected type 'Edm.Boolean'.");
  }
  const changed = Object.entries(thresholds).map(([name, value]) => {
    const threshold = row.detector.thresholds.find((one) => one.name === name);
    if (!threshold) throw badRequest(`The property '${name}' does not exist on type '${expected.slice(1)}'.`);
    return [name, inRange(threshold, value)] as const;
  });

  row.settings = { ...row.settings, ...Object.fromEntries(changed) };
  if (isEnabled !== undefined) row.enabled = isEnabled;
  row.lastModifiedAt = now;
}

function inRange(threshold: Threshold, value: unknown): number {
  const read = threshold.type === 'duration' ? duration(threshold, value) : count(threshold, value);
  if (read < threshold.min || read > threshold.max) {
    throw pimRefusal(400, 'InvalidAlertSetting', `The value of '${threshold.name}' is out of range.`);
  }
  return read;
}

function duration({ name }: Threshold, value: unknown): number {
  const seconds = typeof value === 'string' ? parseDuration(value) : undefined;
  if (seconds === undefined) throw conversionError(name, 'Edm.Duration');
  return seconds;
}

function count({ name }: Threshold, value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw conversionError(name, 'Edm.Int32');
  return value;
}

function conversionError(name: string, type: string) {
  return badRequest(`Cannot convert the value of '${name}' to the expected type '${type}'.`);
}
