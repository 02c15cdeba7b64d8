import type { SettingValue } from '../../alerts/alert';
import type { Setting } from '../../alerts/kinds/kind';
import { showSetting } from '../../alerts/settings';

const DAY = 86_400;

/** A threshold as a person reads it: "30 days", "5", "12 %". */
export function settingText(setting: Setting, value: SettingValue): string {
  return showSetting(setting, value);
}

/** What a field takes, as the hint under it. */
export function rangeText(setting: Setting): string {
  if (setting.type === 'duration')
    return `From ${days(setting.min)} to ${days(setting.max)}, for example “${/\bdays\b/i.test(setting.label) ? '30 days' : '12 hours'}”.`;
  return setting.type === 'percent'
    ? `From ${setting.min} to ${setting.max} percent.`
    : `From ${setting.min} to ${setting.max}.`;
}

function days(seconds: number): string {
  const count = seconds / DAY;
  return `${count} ${count === 1 ? 'day' : 'days'}`;
}
