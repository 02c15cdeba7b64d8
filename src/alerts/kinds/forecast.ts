import type { Incident, Instant } from '../alert';

/** What a scan would find with other thresholds, as far as the incidents of the last one tell. */
export interface Forecast {
  readonly least: number;
  /** Absent: more may be found than are known, and nobody can tell how many before a scan. */
  readonly most?: number;
  /** Those that would certainly no longer be found. */
  readonly leaving: readonly Incident[];
  /** What cannot be known from here. */
  readonly unknown?: string;
}

export interface Question {
  /** Of the last scan, with the thresholds as they were. */
  readonly incidents: readonly Incident[];
  /** By wire name; durations in seconds. */
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
  readonly now: number;
}

/** The certain, the doubtful and the leaving, as one answer. */
export function forecast(
  incidents: readonly Incident[],
  fate: (incident: Incident) => 'stays' | 'leaves' | 'unknown',
  doubt: string,
): Forecast {
  const fates = incidents.map((incident) => ({ incident, fate: fate(incident) }));
  const leaving = fates.filter((one) => one.fate === 'leaves').map(({ incident }) => incident);
  const least = fates.filter((one) => one.fate === 'stays').length;
  const most = incidents.length - leaving.length;
  return { least, most, leaving, ...(least < most ? { unknown: doubt } : {}) };
}

/** More is reported than now: what is known stays, and what else there is only a scan can tell. */
export function atLeast(incidents: readonly Incident[], unknown: string): Forecast {
  return { least: incidents.length, leaving: [], unknown };
}

/** A detector of what has not happened for a while: `label` names the fact that says when it happened last. */
export function sinceThen(label: string, { incidents, before, after, now }: Question): Forecast {
  const was = before['duration'];
  const is = after['duration'];
  if (is === undefined || (was !== undefined && is < was))
    return atLeast(incidents, 'Others that were too recent so far are not in the list of incidents.');
  const limit = now - is * 1000;
  const fate = (incident: Incident) => {
    const last = momentOf(incident, label);
    if (last !== undefined) return Date.parse(last) <= limit ? ('stays' as const) : ('leaves' as const);
    // Whoever never did it counts by their own age, and an account is no younger than its assignment.
    const assigned = momentOf(incident, 'Assigned');
    return assigned !== undefined && Date.parse(assigned) <= limit
      ? ('stays' as const)
      : ('unknown' as const);
  };
  return forecast(
    incidents,
    fate,
    'For accounts that never did it, their age decides, and incidents do not tell it.',
  );
}

export function numberOf({ facts }: Incident, label: string): number | undefined {
  const fact = facts.find((one) => one.label === label);
  return fact?.type === 'number' ? fact.value : undefined;
}

function momentOf({ facts }: Incident, label: string): Instant | undefined {
  const fact = facts.find((one) => one.label === label);
  return fact?.type === 'moment' ? fact.value : undefined;
}
