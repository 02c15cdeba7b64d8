import { incidentKey, type Incident } from '../../alerts/alert';
import type { Notice } from './frame';
import type { IncidentMarks } from './incident-marks';
import { day } from './wording';

/** "2 accepted until …": they are not among what is open and wants a look. */
export function acceptedNotices(
  incidents: readonly Incident[],
  { accepted }: IncidentMarks,
): readonly Notice[] {
  const ends = incidents.flatMap((one) => accepted.get(incidentKey(one))?.until ?? []);
  if (ends.length === 0) return [];
  const until = `until ${day(Math.min(...ends))}`;
  const text = ends.length === 1 ? `1 accepted ${until}` : `${ends.length} accepted, the first ${until}`;
  return [{ style: 'emphasis', text: `✔️ ${text}` }];
}
