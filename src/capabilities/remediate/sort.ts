import { incidentKey, type Alert, type Incident } from '../../alerts/alert';
import { isGlobalAdministrator } from '../../alerts/guard-rails';
import type { Context } from '../capability';
import { losersOf, weigh, type Weighed } from './facts';
import { ORDERED_ALREADY, underWay } from './record';

/** At most so many incidents in one action. */
export const MOST_AT_ONCE = 50;
const AT_A_TIME = 5;

export interface Passing {
  readonly incident: Incident;
  readonly weighed: Weighed;
}

export interface LeftOut {
  readonly name: string;
  readonly rule: string;
  readonly text: string;
}

export interface Sorted {
  readonly passing: readonly Passing[];
  readonly leftOut: readonly LeftOut[];
}

/** Those that the rules allow, each weighed as if the ones before it were done already; the others with the rule that spoke. */
export async function sort(
  alert: Alert,
  wanted: readonly string[] | undefined,
  context: Context,
): Promise<Sorted> {
  const keys = wanted && new Set(wanted.map((id) => id.toLowerCase()));
  const ordered = await underWay(alert.id, context);
  const leftOut: LeftOut[] = missing(alert, keys);
  const candidates: Incident[] = [];
  for (const incident of alert.incidents) {
    if (keys && !keys.has(incidentKey(incident))) continue;
    if (ordered.has(incidentKey(incident))) leftOut.push(out(incident, 'ordered-already', ORDERED_ALREADY));
    else if (candidates.length === MOST_AT_ONCE)
      leftOut.push(out(incident, 'too-many', `At most ${MOST_AT_ONCE} go at once.`));
    else candidates.push(incident);
  }
  const passing: Passing[] = [];
  const admins = candidates.filter(isGlobalAdministrator);
  const others = candidates.filter((one) => !isGlobalAdministrator(one));
  const judge = (incident: Incident, weighed: Weighed): boolean => {
    const refusal = weighed.objections.find(({ weight }) => weight === 'refuse');
    if (refusal) leftOut.push(out(incident, refusal.rule, refusal.text));
    else passing.push({ incident, weighed });
    return !refusal;
  };
  for (let from = 0; from < others.length; from += AT_A_TIME) {
    const some = others.slice(from, from + AT_A_TIME);
    const weighed = await Promise.all(some.map((incident) => weigh(alert, incident, context)));
    some.forEach((incident, index) => {
      const one = weighed[index];
      if (one) judge(incident, one);
    });
  }
  const lost: string[] = [];
  for (const incident of admins) {
    const weighed = await weigh(alert, incident, context, lost);
    if (judge(incident, weighed)) lost.push(...losersOf(incident, weighed));
  }
  return { passing, leftOut };
}

export function nameOf({ principal, role }: Incident): string {
  return [principal?.name, role?.name].filter((one) => one !== undefined).join(' · ') || 'Incident';
}

function out(incident: Incident, rule: string, text: string): LeftOut {
  return { name: nameOf(incident), rule, text };
}

function missing(alert: Alert, keys: ReadonlySet<string> | undefined): LeftOut[] {
  const there = new Set(alert.incidents.map(incidentKey));
  const gone = [...(keys ?? [])].filter((key) => !there.has(key)).length;
  if (gone === 0) return [];
  const name = gone === 1 ? '1 incident' : `${gone} incidents`;
  return [{ name, rule: 'gone', text: 'No longer there: somebody or the last scan has dealt with it.' }];
}
