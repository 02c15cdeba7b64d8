import type { Alert } from '../../alerts/alert';
import { UserError } from '../../lib/errors';

/** Throws a UserError where Rolecall has no way to fix what the alert is about. */
export function mustBeRemediable({ remediable, title, slug }: Alert): void {
  if (remediable) return;
  throw new UserError(`“${title}” cannot be remediated from here. “alert ${slug}” says how to fix it.`);
}

/** For help: there is something to remediate, and Rolecall can do it. */
export function canBeRemediated({ remediable, state }: Alert): boolean {
  return remediable && state === 'active';
}
