import type { Actions } from '../../actions';
import type { Alert, Fact, Incident } from '../../alerts/alert';
import { consequencesOf } from '../../alerts/consequences';
import type { Objection } from '../../alerts/guard-rails';
import type { Message } from '../../ports/notifier';
import { confirmView } from '../../views/confirm-view';
import { heldWords } from '../../views/parts/wording';
import { heldRole, type Weighed } from './facts';

export function remediationCard(options: {
  readonly alert: Alert;
  readonly title: string;
  readonly incident: Incident;
  readonly weighed: Weighed;
  readonly input: Actions['incident.remediate'];
  readonly again: readonly Objection[];
  readonly notes: readonly string[];
  readonly now: number;
}): Message {
  const { alert, title, incident, weighed, input, again, notes, now } = options;
  const { principal } = weighed;
  const account = [
    ...(principal?.enabled === false ? ['disabled'] : []),
    ...(principal?.guest ? ['guest'] : []),
    ...(principal && principal.kind !== 'user' && principal.kind !== 'unknown' ? [principal.kind] : []),
  ];
  return confirmView({
    verb: 'incident.remediate',
    input,
    title,
    consequences: consequencesOf(alert, incident).will,
    facts: [
      ...(incident.principal?.userPrincipalName
        ? [{ label: 'Sign-in name', value: incident.principal.userPrincipalName }]
        : []),
      ...(incident.role ? [{ label: 'Role', value: incident.role.name }] : []),
      ...incident.facts.map(shown),
      ...rolesAsFacts(incident, weighed),
      ...roleGroupsAsFact(weighed),
      ...(account.length > 0 ? [{ label: 'Account', value: account.join(', ') }] : []),
      ...(weighed.elsewhere.length > 0 ? [{ label: 'Also in', value: weighed.elsewhere.join(', ') }] : []),
    ],
    warnings: [...notes, ...again.map(({ text }) => text), ...weighed.notes],
    reason: 'required',
    destructive: weighed.effect === 'removes-role',
    ...(again.length > 0 ? { acknowledge: acknowledgement(1) } : {}),
    ...(alert.lastScanned ? { scannedAt: alert.lastScanned } : {}),
    now,
  });
}

/** Beside the box that has to be ticked. */
export function acknowledgement(incidents: number): string {
  return incidents === 1
    ? 'I know that this is not a person’s account.'
    : 'I know that some of these are not people’s accounts.';
}

/** How the role is held, and which others the account has. */
function rolesAsFacts(incident: Incident, weighed: Weighed): { label: string; value: string }[] {
  const { roles } = weighed;
  if (!roles) return [];
  const held = heldRole(incident, weighed);
  const others = roles.filter(({ roleId }) => roleId !== (held?.roleId ?? incident.role?.id));
  const names = [...new Set(others.map(({ roleName, how }) => `${roleName} (${how})`))];
  return [
    ...(held ? [{ label: 'Assignment', value: heldWords(held.how) }] : []),
    { label: 'Other roles', value: names.length > 0 ? names.slice(0, 5).join(', ') : 'none' },
  ];
}

function roleGroupsAsFact({ roleGroups }: Weighed): { label: string; value: string }[] {
  if (!roleGroups) return [];
  const names = roleGroups.slice(0, 5).join(', ');
  const more = roleGroups.length > 5 ? ` and ${roleGroups.length - 5} more` : '';
  const groups = roleGroups.length === 1 ? 'the role-assignable group' : 'the role-assignable groups';
  return [
    {
      label: 'Member of',
      value: roleGroups.length === 0 ? 'no role-assignable group' : `${groups} ${names}${more}`,
    },
  ];
}

function shown(fact: Fact): { label: string; value: string } {
  if (fact.type === 'moment') return { label: fact.label, value: fact.value ?? 'never' };
  return { label: fact.label, value: String(fact.value) };
}
