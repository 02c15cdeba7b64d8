import { DateTime, IANAZone } from 'luxon';

/** Every day from one time to another, by the clocks of a place; `from` after `to` goes past midnight. */
export interface QuietHours {
  /** `22:00` */
  readonly from: string;
  readonly to: string;
  /** IANA name. */
  readonly zone: string;
}

const SPOKEN =
  /^(?<from>\d{1,2}(?::\d\d)?)\s*[-–]\s*(?<to>\d{1,2}(?::\d\d)?)(?:\s+(?<zone>[A-Za-z][\w/+-]*))?$/;

/** `22:00-06:00 Europe/Berlin`, without a zone in the speaker's. Undefined: no such hours, or no such zone. */
export function quietHours(spoken: string, speakersZone: string): QuietHours | undefined {
  const { from = '', to = '', zone = speakersZone } = SPOKEN.exec(spoken.trim())?.groups ?? {};
  const [start, end] = [timeOf(from), timeOf(to)];
  if (start === undefined || end === undefined || start === end || !IANAZone.isValidZone(zone))
    return undefined;
  return { from: start, to: end, zone };
}

function timeOf(typed: string): string | undefined {
  const [hour = '', minute = '00'] = typed.split(':');
  if (hour === '' || Number(hour) > 23 || Number(minute) > 59) return undefined;
  return `${hour.padStart(2, '0')}:${minute}`;
}

/** The end of the quiet hours that cover this moment; undefined while they do not. Days that are longer or shorter count as they are. */
export function quietUntil({ from, to, zone }: QuietHours, now: number): number | undefined {
  const here = DateTime.fromMillis(now, { zone });
  const time = here.toFormat('HH:mm');
  const overnight = from > to;
  const within = overnight ? time >= from || time < to : time >= from && time < to;
  if (!within) return undefined;
  const day = overnight && time >= from ? here.plus({ days: 1 }) : here;
  const [hour, minute] = to.split(':').map(Number);
  const end = day.set({ hour: hour ?? 0, minute: minute ?? 0, second: 0, millisecond: 0 }).toMillis();
  // When clocks go back, the hour in which the quiet ends comes twice.
  return end > now ? end : now + 1;
}
