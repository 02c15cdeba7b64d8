import { Duration } from 'luxon';
import ms, { type StringValue } from 'ms';
import { UserError } from '../lib/errors';
import type { AlertConfiguration, SettingValue } from './alert';
import type { AlertKind, Setting } from './kinds/kind';

export interface ParsedSetting {
  /** As the service takes it: a number, or an ISO 8601 duration. */
  readonly wire: SettingValue;
  /** As people read it. */
  readonly shown: string;
}

/** Only what differs from the configuration as read. */
export interface SettingsChange {
  readonly type: string;
  readonly enabled?: boolean;
  readonly settings: Readonly<Record<string, SettingValue>>;
}

const DAY = 86_400;

/** What a person typed for a threshold. Throws `UserError` with the range, before anything is sent. */
export function parseSetting(setting: Setting, typed: string): ParsedSetting {
  const value = amountOf(setting, typed.trim());
  if (value === undefined || value < setting.min || value > setting.max)
    throw new UserError(`“${typed.trim()}” does not fit ${setting.label}: ${rangeOf(setting)}.`);
  const wire = setting.type === 'duration' ? isoDuration(value) : value;
  return { wire, shown: shownAmount(setting, value) };
}

/** A value as it came from the service; one that cannot be read is shown as it stands. */
export function showSetting(setting: Setting, wire: SettingValue): string {
  const amount = amountOnWire(setting, wire);
  return amount === undefined ? String(wire) : shownAmount(setting, amount);
}

/** Whether the detector will report less than before. A value that cannot be compared counts as looser. */
export function loosens(setting: Setting, before: SettingValue | undefined, after: SettingValue): boolean {
  const from = before === undefined ? undefined : amountOnWire(setting, before);
  const to = amountOnWire(setting, after);
  if (from === undefined || to === undefined) return true;
  return setting.loosenedBy === 'raising' ? to > from : to < from;
}

/**
 * What was typed as "setting=value", as a change of this configuration. Names are wire names or labels, without regard to case
 * and punctuation; every kind knows `enabled`. Throws `UserError` for an unknown name or a value out of range.
 */
export function changeOf(
  kind: AlertKind,
  configuration: AlertConfiguration | undefined,
  typed: Readonly<Record<string, string>>,
): SettingsChange {
  const settings: Record<string, SettingValue> = {};
  let enabled: boolean | undefined;
  for (const [name, value] of Object.entries(typed)) {
    const plain = plainName(name);
    if (plain === 'enabled' || plain === 'isenabled') {
      enabled = yesOrNo(value);
      continue;
    }
    const setting = kind.settings.find((each) => [each.name, each.label].map(plainName).includes(plain));
    if (!setting) throw new UserError(unknownName(kind, name));
    const { wire } = parseSetting(setting, value);
    const now = configuration?.settings[setting.name];
    const same = now !== undefined && amountOnWire(setting, now) === amountOnWire(setting, wire);
    if (!same) settings[setting.name] = wire;
  }
  return {
    type: configuration?.type ?? kind.configurationType,
    settings,
    ...(enabled === undefined || enabled === configuration?.enabled ? {} : { enabled }),
  };
}

function unknownName(kind: AlertKind, name: string): string {
  const known = kind.settings.map(({ label, name: wireName }) => `${label} (${wireName})`);
  return `“${name}” is not a setting of this alert. It knows: ${[...known, 'enabled'].join(', ')}.`;
}

function yesOrNo(typed: string): boolean {
  const word = typed.trim().toLowerCase();
  if (['yes', 'true', 'on'].includes(word)) return true;
  if (['no', 'false', 'off'].includes(word)) return false;
  throw new UserError(`“${typed.trim()}” does not fit enabled: yes or no.`);
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** Counts and percents as they are, durations in seconds; undefined where it is none. */
function amountOf(setting: Setting, typed: string): number | undefined {
  if (setting.type === 'duration') return secondsOf(setting, typed);
  const [, digits] = (setting.type === 'percent' ? /^(\d{1,9})\s*%?$/ : /^(\d{1,9})$/).exec(typed) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function secondsOf(setting: Setting, typed: string): number | undefined {
  if (/^\d{1,9}$/.test(typed)) return inDays(setting) ? Number(typed) * DAY : undefined;
  const seconds = /^P/i.test(typed) ? isoSeconds(typed.toUpperCase()) : wordedSeconds(typed);
  if (seconds === undefined || !Number.isSafeInteger(seconds)) return undefined;
  return inDays(setting) && seconds % DAY !== 0 ? undefined : seconds;
}

function isoSeconds(iso: string): number | undefined {
  const duration = Duration.fromISO(iso);
  return duration.isValid ? duration.as('seconds') : undefined;
}

const PART = /(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]+)/gi;

/** "10 seconds", "30d", "1 day 2 hours". */
function wordedSeconds(typed: string): number | undefined {
  if (typed.length > 100 || typed.replaceAll(PART, '').replaceAll(/\s|,|\band\b/gi, '') !== '')
    return undefined;
  const parts = [...typed.matchAll(PART)].map(([, number, unit]) => millisecondsOf(`${number} ${unit}`));
  if (parts.length === 0 || parts.includes(undefined)) return undefined;
  return parts.reduce<number>((sum, part) => sum + (part ?? 0), 0) / 1000;
}

function millisecondsOf(worded: string): number | undefined {
  // `ms` answers undefined for a unit it does not know, whatever its types say.
  const parsed: number | undefined = ms(worded as StringValue);
  return Number.isFinite(parsed) ? parsed : undefined;
}

/** Its label counts in days, so a bare number is days, and only whole days fit. */
function inDays(setting: Setting): boolean {
  return /\bdays\b/i.test(setting.label);
}

/** A number that can be compared, durations in seconds; undefined where it is none. */
export function amountOnWire(setting: Setting, wire: SettingValue): number | undefined {
  if (setting.type === 'duration') return typeof wire === 'string' ? isoSeconds(wire) : undefined;
  return typeof wire === 'number' ? wire : undefined;
}

function isoDuration(seconds: number): string {
  if (seconds % DAY === 0) return `P${seconds / DAY}D`;
  // Months would come back as another number of days.
  const parts = Duration.fromObject({ seconds }).shiftTo('days', 'hours', 'minutes', 'seconds');
  return parts.toISO() ?? `PT${seconds}S`;
}

function shownAmount(setting: Setting, amount: number): string {
  if (setting.type === 'percent') return `${amount} %`;
  if (setting.type === 'count') return String(amount);
  return shownDuration(setting, amount);
}

const UNITS = [
  ['day', DAY],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

function shownDuration(setting: Setting, seconds: number): string {
  let left = seconds;
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const amount = unit === 'second' ? left : Math.floor(left / size);
    left -= amount * size;
    if (amount > 0) parts.push(`${amount} ${unit}${amount === 1 ? '' : 's'}`);
  }
  return parts.join(' ') || (inDays(setting) ? '0 days' : '0 seconds');
}

function rangeOf(setting: Setting): string {
  const range = `${shownAmount(setting, setting.min)} to ${shownAmount(setting, setting.max)}`;
  if (setting.type !== 'duration') return `a whole number, ${range}`;
  return inDays(setting) ? `whole days, ${range}` : `a time such as “10 seconds”, ${range}`;
}
