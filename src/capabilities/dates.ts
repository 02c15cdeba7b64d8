import { parse, type Component, type ParsedComponents } from 'chrono-node';
import { DateTime } from 'luxon';
import { UserError } from '../lib/errors';

/**
 * The moment people mean by "friday", "2026-12-24" or "in two weeks", as epoch milliseconds. A day without a time ends with that
 * day, in the person's zone. Throws a UserError for nonsense and for the past.
 */
export function futureMoment(typed: string, now: number, timeZone: string): number {
  const here = DateTime.fromMillis(now, { zone: timeZone });
  const zone = here.isValid ? timeZone : 'utc';
  const local = DateTime.fromMillis(now, { zone });
  const [found] = parse(typed, { instant: new Date(now), timezone: local.offset }, { forwardDate: true });
  if (!found)
    throw new UserError(`“${typed}” is not a date I understand. Try “until 2026-12-24” or “until friday”.`);
  const start = found.start.isCertain('timezoneOffset')
    ? DateTime.fromJSDate(found.date(), { zone })
    : onTheWall(found.start, zone);
  const moment =
    found.start.isCertain('hour') || found.start.isCertain('minute') ? start : start.endOf('day');
  if (moment.toMillis() <= now)
    throw new UserError(`“${typed}” has already passed. Give a date in the future.`);
  return moment.toMillis();
}

/** What a clock in that zone shows on that day: its offset may differ from today's. */
function onTheWall(said: ParsedComponents, zone: string): DateTime {
  const at = (part: Component): number => said.get(part) ?? 0;
  return DateTime.fromObject(
    { year: at('year'), month: at('month'), day: at('day'), hour: at('hour'), minute: at('minute') },
    { zone },
  );
}

/** For sentences: `24 December 2026`. */
export function dayOf(moment: number, timeZone: string): string {
  const at = DateTime.fromMillis(moment, { zone: timeZone });
  return (at.isValid ? at : DateTime.fromMillis(moment, { zone: 'utc' })).toFormat('d LLLL yyyy');
}
