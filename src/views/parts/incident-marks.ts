import { incidentKey, type Incident } from '../../alerts/alert';

/** What people have decided about single incidents, by `incidentKey()`. */
export interface IncidentMarks {
  readonly accepted: ReadonlyMap<string, { readonly by: string; readonly until: number }>;
  readonly owners: ReadonlyMap<string, { readonly name: string; readonly dueAt: number }>;
}

export const NO_MARKS: IncidentMarks = { accepted: new Map(), owners: new Map() };

/** Those that nobody has accepted come first: the others are shown apart. */
export function acceptedLast(
  incidents: readonly Incident[],
  { accepted }: IncidentMarks,
): readonly Incident[] {
  const isAccepted = (one: Incident): boolean => accepted.has(incidentKey(one));
  return [...incidents.filter((one) => !isAccepted(one)), ...incidents.filter(isAccepted)];
}
