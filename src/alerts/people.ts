import type { Alert, Incident, Principal } from './alert';

export interface PersonMatch {
  readonly person: Principal;
  readonly matches: readonly { readonly alert: Alert; readonly incidents: readonly Incident[] }[];
}

/**
 * Everyone in the alerts whom `name` may mean: object id or user principal name exactly, else a part of a name. People are told
 * apart by object id, because two may share a name.
 */
export function findPeople(name: string, alerts: readonly Alert[]): readonly PersonMatch[] {
  const wanted = name.trim().toLowerCase();
  if (wanted === '') return [];
  const people = everyone(alerts);
  const exact = people.filter(({ person }) => exactNames(person).includes(wanted));
  if (exact.length > 0) return exact;
  return people.filter(({ person }) => exactNames(person).some((candidate) => candidate.includes(wanted)));
}

/** Everyone in the alerts, with what is said about them. */
export function everyone(alerts: readonly Alert[]): readonly PersonMatch[] {
  const found = new Map<string, { person: Principal; byAlert: Map<Alert, Incident[]> }>();
  for (const alert of alerts) {
    for (const incident of alert.incidents) {
      const person = incident.principal;
      if (!person) continue;
      const key = person.id.toLowerCase();
      const entry = found.get(key) ?? { person, byAlert: new Map<Alert, Incident[]>() };
      entry.byAlert.set(alert, [...(entry.byAlert.get(alert) ?? []), incident]);
      found.set(key, entry);
    }
  }
  return [...found.values()].map(({ person, byAlert }) => ({
    person,
    matches: [...byAlert].map(([alert, incidents]) => ({ alert, incidents })),
  }));
}

function exactNames(person: Principal): readonly string[] {
  return [person.id, person.name, person.userPrincipalName ?? '']
    .map((one) => one.toLowerCase())
    .filter((one) => one !== '');
}
