import type { Alert, Incident } from './alert';
import { kindOf } from './kinds';

/** What remediating this incident does, before and after, in plain words. */
export function consequencesOf(
  alert: Pick<Alert, 'suffix'>,
  incident: Incident,
): { readonly will: readonly string[]; readonly done: string } {
  const who = incident.principal?.name ?? 'the account';
  const role = incident.role?.name ?? 'the privileged role';
  if (kindOf(alert.suffix).remediation === 'requires-mfa') {
    return {
      will: [`${role} will require multi-factor authentication on activation.`, 'Nobody loses the role.'],
      done: `${role} requires multi-factor authentication on activation.`,
    };
  }
  const eligible = kindOf(alert.suffix).slug === 'redundant';
  return {
    will: [
      eligible ? `${who} will no longer be eligible for ${role}.` : `${who} will lose the role ${role}.`,
      'Other roles, the account and its data stay as they are.',
    ],
    done: eligible ? `${who} is no longer eligible for ${role}.` : `${who} no longer holds the role ${role}.`,
  };
}
