import type { AlertConfiguration, SettingValue } from '../alerts/alert';
import type { AlertKind } from '../alerts/kinds/kind';
import { loosens, showSetting } from '../alerts/settings';

export interface Difference {
  readonly label: string;
  readonly before: string;
  readonly after: string;
  /** The detector will report less. */
  readonly looser: boolean;
}

interface Change {
  readonly enabled?: boolean;
  readonly settings: Readonly<Record<string, SettingValue>>;
}

/** What a change really changes, in words. */
export function differences(kind: AlertKind, now: AlertConfiguration, change: Change): readonly Difference[] {
  const found: Difference[] = [];
  if (change.enabled !== undefined && change.enabled !== now.enabled) {
    found.push({
      label: 'Switched',
      before: onOff(now.enabled),
      after: onOff(change.enabled),
      looser: !change.enabled,
    });
  }
  for (const setting of kind.settings) {
    const after = change.settings[setting.name];
    const before = now.settings[setting.name];
    if (after === undefined || after === before) continue;
    found.push({
      label: setting.label,
      before: before === undefined ? 'not set' : showSetting(setting, before),
      after: showSetting(setting, after),
      looser: before !== undefined && loosens(setting, before, after),
    });
  }
  return found;
}

function onOff(enabled: boolean): string {
  return enabled ? 'on' : 'off';
}
