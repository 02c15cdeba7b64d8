import { DateTime } from 'luxon';
import { UserError } from '../lib/errors';
import { dayOf, futureMoment } from './dates';

interface Span {
  readonly now: number;
  readonly timeZone: string;
  readonly maxDays: number;
}

/** The last moment until which a risk may be accepted: the end of the last day, where the person lives. */
export function latestEnd({ now, timeZone, maxDays }: Span): number {
  const here = DateTime.fromMillis(now, { zone: timeZone });
  return (here.isValid ? here : DateTime.fromMillis(now, { zone: 'utc' }))
    .plus({ days: maxDays })
    .endOf('day')
    .toMillis();
}

/** What was typed, or the longest allowed where nothing was. Throws a UserError for more than that. */
export function acceptedUntil(typed: string | undefined, span: Span): number {
  const latest = latestEnd(span);
  if (typed === undefined) return latest;
  const until = futureMoment(typed, span.now, span.timeZone);
  if (until > latest) {
    throw new UserError(
      `A risk can be accepted for ${span.maxDays} days at most, so until ${dayOf(latest, span.timeZone)}. Then somebody looks again.`,
    );
  }
  return until;
}

/** `2026-12-24`, for a field. */
export function fieldDay(moment: number, timeZone: string): string {
  const at = DateTime.fromMillis(moment, { zone: timeZone });
  return (at.isValid ? at : DateTime.fromMillis(moment, { zone: 'utc' })).toFormat('yyyy-MM-dd');
}
