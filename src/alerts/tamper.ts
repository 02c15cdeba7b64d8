import { Duration } from 'luxon';
import type { Alert, SettingValue } from './alert';
import { kindOf } from './kinds';
import type { Setting } from './kinds/kind';

/** A detector that was made to say less. */
export type Tampering =
  | { readonly what: 'disabled' }
  | { readonly what: 'dismissed' }
  | {
      readonly what: 'loosened';
      /** As on the wire. */
      readonly setting: string;
      /** As people read it. */
      readonly label: string;
      readonly from: SettingValue;
      readonly to: SettingValue;
    };

type Face = Pick<Alert, 'suffix' | 'state' | 'configuration' | 'doubtful'>;

/** What was done to a detector between two looks at it, whoever did it. */
export function tamperings(before: Face, after: Face): readonly Tampering[] {
  if (before.doubtful || after.doubtful) return [];
  if (before.state !== 'disabled' && after.state === 'disabled') return [{ what: 'disabled' }];
  const dismissed = before.state === 'active' && after.state === 'dismissed';
  return [...(dismissed ? [{ what: 'dismissed' } as const] : []), ...loosened(before, after)];
}

function loosened(before: Face, after: Face): Tampering[] {
  const was = before.configuration?.settings ?? {};
  const known = kindOf(after.suffix).settings;
  return Object.entries(after.configuration?.settings ?? {}).flatMap(([name, to]): Tampering[] => {
    const from = was[name];
    if (from === undefined || from === to) return [];
    const setting = known.find((candidate) => candidate.name === name);
    if (setting && !reportsLess(setting, from, to)) return [];
    return [{ what: 'loosened', setting: name, label: setting?.label ?? name, from, to }];
  });
}

/** Of a setting nobody told us about, and of values that are no measure, a change is taken for a loosening. */
function reportsLess(setting: Setting, from: SettingValue, to: SettingValue): boolean {
  const was = measure(setting, from);
  const is = measure(setting, to);
  if (was === undefined || is === undefined) return true;
  return setting.loosenedBy === 'raising' ? is > was : is < was;
}

function measure(setting: Setting, value: SettingValue): number | undefined {
  if (typeof value === 'number') return value;
  if (setting.type !== 'duration' || typeof value !== 'string') return undefined;
  const duration = Duration.fromISO(value);
  return duration.isValid ? duration.as('seconds') : undefined;
}
