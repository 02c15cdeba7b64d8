import type { SettingValue } from '../alerts/alert';
import type { Setting } from '../alerts/kinds/kind';

const DAY = 86_400;
const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** A threshold as a person writes it: "30 days", "5", "12". What cannot be read is shown as it came. */
export function settingText(setting: Setting, value: SettingValue): string {
  if (setting.type !== 'duration') return String(value);
  const parts = DURATION.exec(String(value));
  if (!parts) return String(value);
  const words = ['day', 'hour', 'minute', 'second'].flatMap((unit, index) => {
    const count = Number(parts[index + 1] ?? 0);
    return count > 0 ? [`${count} ${count === 1 ? unit : `${unit}s`}`] : [];
  });
  return words.length > 0 ? words.join(' ') : '0 days';
}

export function rangeText(setting: Setting): string {
  if (setting.type === 'duration')
    return `From ${days(setting.min)} to ${days(setting.max)}, for example "30 days".`;
  return setting.type === 'percent'
    ? `From ${setting.min} to ${setting.max} percent.`
    : `From ${setting.min} to ${setting.max}.`;
}

function days(seconds: number): string {
  const count = seconds / DAY;
  return `${count} ${count === 1 ? 'day' : 'days'}`;
}
