import { incidentKey, type Fact, type Incident } from '../alerts/alert';
import { kinds } from '../alerts/kinds/index';
import type { AlertKind, IncidentWire } from '../alerts/kinds/kind';
import { unknownKind } from '../alerts/kinds/unknown';
import { wireObject, wireString } from './wire-values';

export interface Incidents {
  readonly incidents: readonly Incident[];
  /** Rows without an id: nothing can be said about them or done with them. */
  readonly dropped: number;
}

// The service's pages name an incident type after the configuration in places, so both names count.
const byType = new Map<string, AlertKind>(
  kinds.flatMap((kind) => {
    const type = kind.configurationType.toLowerCase();
    return [
      [type, kind],
      [type.replace(/configuration$/, 'incident'), kind],
    ] as const;
  }),
);

/** Rows of the service as incidents of an alert type; one bad row spoils nothing. */
export function incidentsOf(kind: AlertKind, rows: readonly unknown[]): Incidents {
  const incidents = rows.flatMap((row) => incidentOf(kind, row) ?? []);
  return { incidents, dropped: rows.length - incidents.length };
}

/** Each once, the first of them, whatever the casing of their ids. */
export function distinct(incidents: readonly Incident[]): readonly Incident[] {
  const byKey = new Map<string, Incident>();
  for (const incident of incidents) {
    const key = incidentKey(incident);
    if (!byKey.has(key)) byKey.set(key, incident);
  }
  return [...byKey.values()];
}

export function incidentOf(kind: AlertKind, row: unknown): Incident | undefined {
  const wire = wireObject<IncidentWire>(row);
  const id = wireString(wire?.['id']);
  if (!wire || id === undefined) return undefined;
  // Member by member: spreading one object into another took longer than all the rest, and there may be a hundred thousand of these.
  const { principal, role, facts } = told(kindOfRow(kind, wire['@odata.type']), kind, wire as IncidentWire);
  return { id, principal, role, facts };
}

/** The alert's own type unless the row says otherwise; undefined for a type nobody here knows. */
function kindOfRow(kind: AlertKind, type: unknown): AlertKind | undefined {
  return typeof type === 'string' ? byType.get(type.toLowerCase()) : kind;
}

function told(rowKind: AlertKind | undefined, kind: AlertKind, wire: IncidentWire): Omit<Incident, 'id'> {
  try {
    const incident = (rowKind ?? unknownKind(kind.suffix)).incident(wire);
    // Nearly all are sound as they are.
    return incident.facts.every(isSound) ? incident : { ...incident, facts: incident.facts.map(sound) };
  } catch {
    return unknownKind(kind.suffix).incident(wire);
  }
}

/** The kinds trust the schema; a number that came as something else is shown as what it is. */
function sound(fact: Fact): Fact {
  return isSound(fact) ? fact : { label: fact.label, type: 'text', value: String(fact.value) };
}

function isSound({ type, value }: Fact): boolean {
  return type === 'moment' || typeof value === (type === 'number' ? 'number' : 'string');
}
