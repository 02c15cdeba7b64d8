import type { Actions } from '../actions';
import type { Alert, Fact, Incident } from '../alerts/alert';
import type { Objection } from '../alerts/guard-rails';
import { kindOf } from '../alerts/kinds';
import type { Message } from '../ports/notifier';
import { confirmView } from '../views/confirm-view';
import type { Weighed } from './remediate-facts';

/** What remediating this incident does, before and after, in plain words. */
export function consequencesOf(
  alert: Alert,
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

export function remediationCard(options: {
  readonly alert: Alert;
  readonly incident: Incident;
  readonly weighed: Weighed;
  readonly input: Actions['incident.remediate'];
  readonly again: readonly Objection[];
  readonly notes: readonly string[];
  readonly now: number;
}): Message {
  const { alert, incident, weighed, input, again, notes, now } = options;
  const { principal } = weighed;
  const account = [
    ...(principal?.enabled === false ? ['disabled'] : []),
    ...(principal?.guest ? ['guest'] : []),
    ...(principal && principal.kind !== 'user' && principal.kind !== 'unknown' ? [principal.kind] : []),
  ];
  return confirmView({
    verb: 'incident.remediate',
    input,
    title: `Remediate ${incident.principal?.name ?? incident.role?.name ?? alert.title}?`,
    consequences: consequencesOf(alert, incident).will,
    facts: [
      ...(incident.principal?.userPrincipalName
        ? [{ label: 'Sign-in name', value: incident.principal.userPrincipalName }]
        : []),
      ...(incident.role ? [{ label: 'Role', value: incident.role.name }] : []),
      ...incident.facts.map(shown),
      ...(account.length > 0 ? [{ label: 'Account', value: account.join(', ') }] : []),
      ...(weighed.elsewhere.length > 0 ? [{ label: 'Also in', value: weighed.elsewhere.join(', ') }] : []),
    ],
    warnings: [...notes, ...again.map(({ text }) => text), ...weighed.notes],
    reason: 'required',
    destructive: weighed.effect === 'removes-role',
    ...(again.length > 0 ? { acknowledge: 'I know that this is not a person’s account.' } : {}),
    ...(alert.lastScanned ? { scannedAt: alert.lastScanned } : {}),
    now,
  });
}

function shown(fact: Fact): { label: string; value: string } {
  if (fact.type === 'moment')
    return { label: fact.label, value: fact.value ? fact.value.slice(0, 10) : 'never' };
  return { label: fact.label, value: String(fact.value) };
}
