import { incidentKey, type Alert, type Incident } from '../alerts/alert';
import { findPeople } from '../alerts/people';
import { UserError } from '../lib/errors';
import type { Message } from '../ports/notifier';
import type { Reading } from '../ports/pim-alerts';
import { incidentsView } from '../views/incidents-view';
import type { CardButton } from '../views/parts/button';

export type Choice =
  | { readonly kind: 'one'; readonly incident: Incident }
  | { readonly kind: 'choose'; readonly incidents: readonly Incident[] };

/**
 * The one incident that is meant, or those to choose from; `empty` completes a sentence about an alert without incidents. Throws a
 * UserError where nothing fits.
 */
export function choose(
  alert: Alert,
  id: string | undefined,
  person: string | undefined,
  empty: string,
): Choice {
  if (id !== undefined) {
    const incident = alert.incidents.find((one) => incidentKey(one) === id.toLowerCase());
    if (!incident)
      throw new UserError('That incident is no longer there: somebody or the last scan has dealt with it.');
    return { kind: 'one', incident };
  }
  const candidates = person === undefined ? alert.incidents : incidentsOf(person, alert);
  const [only, ...others] = candidates;
  if (!only) {
    throw new UserError(
      person === undefined
        ? `“${alert.title}” has ${empty}.`
        : `“${alert.title}” has no incident about “${person}”. “incidents ${alert.slug}” lists them.`,
    );
  }
  return others.length === 0 ? { kind: 'one', incident: only } : { kind: 'choose', incidents: candidates };
}

function incidentsOf(person: string, alert: Alert): readonly Incident[] {
  const people = findPeople(person, [alert]).flatMap(({ matches }) =>
    matches.flatMap(({ incidents }) => incidents),
  );
  if (people.length > 0) return people;
  const wanted = person.toLowerCase();
  // An alert about roles names no person: there the role is what people type.
  return alert.incidents.filter((one) => !one.principal && one.role?.name.toLowerCase().includes(wanted));
}

/** The card that asks which of several is meant; what was said besides goes with each button. */
export function whichOne(
  reading: Reading<Alert>,
  incidents: readonly Incident[],
  pick: (incident: Incident) => CardButton,
  now: number,
): Message {
  const value = { ...reading.value, incidents, incidentCount: incidents.length };
  return incidentsView({ reading: { ...reading, value }, page: 1, pick, now });
}
