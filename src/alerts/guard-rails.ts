import type { Incident, Principal } from './alert';
import type { RemediationEffect } from './kinds/kind';
import { GLOBAL_ADMINISTRATOR } from './kinds/too-many-global-admins';

/** Whoever holds the role for fewer days to come is no Global Administrator who stays. */
export const LASTING_DAYS = 30;

export type GuardRail =
  | 'break-glass'
  | 'own-role'
  | 'own-principal'
  | 'minimum-global-admins'
  | 'uncounted-global-admins'
  | 'unknown-principal'
  | 'unknown-role'
  | 'unread-group'
  | 'not-a-person';

/** Why a remediation is refused, or what has to be confirmed once more. The rule is data, so that a card and the audit log can name it. */
export interface Objection {
  readonly rule: GuardRail;
  readonly weight: 'refuse' | 'confirm-again';
  readonly text: string;
}

export interface RemediationFacts {
  readonly effect: RemediationEffect;
  readonly incident: Incident;
  readonly actorId: string;
  /** Who asked for it, where the actor is the second person. */
  readonly requesterId?: string;
  /** Object ids that are never remediated; undefined where a group among them could not be read. */
  readonly breakGlass: readonly string[] | undefined;
  /** Object ids of the bot's own identities; undefined where they cannot be known. */
  readonly own: readonly string[] | undefined;
  readonly minimumGlobalAdmins: number;
  /** Object ids of everyone who is Global Administrator and stays it, with an account in use; undefined where it could not be read. */
  readonly globalAdmins: readonly string[] | undefined;
  /** Those of them who are it through the principal, where that is a group. */
  readonly through?: readonly string[];
  readonly principalKind: 'user' | 'group' | 'servicePrincipal' | 'unknown';
  /** Who is in the principal, where it is or may be a group; undefined where that could not be read. */
  readonly members?: readonly string[] | undefined;
}

/** Whether the incident is about the role Global Administrator: by its id, or by its name, whatever id comes with it. */
export function isGlobalAdministrator({ role }: Incident): boolean {
  if (!role) return false;
  return same(role.id, GLOBAL_ADMINISTRATOR.id) || same(role.name.trim(), GLOBAL_ADMINISTRATOR.name);
}

/** Every rule that speaks against remediating this incident. Empty: nothing does. */
export function objections(facts: RemediationFacts): readonly Objection[] {
  const { incident, effect } = facts;
  const principal = incident.principal;
  // Requiring MFA changes a role's setting: nobody loses access by it.
  if (effect !== 'removes-role') return [];
  // What cannot be told apart from a protected account or role is protected.
  if (!principal)
    return [refuse('unknown-principal', 'Microsoft does not say whose role this is, so I do not remove it.')];
  if (!incident.role)
    return [refuse('unknown-role', 'Microsoft does not say which role this is, so I do not remove it.')];
  const is = (ids: readonly string[]): boolean => ids.some((id) => same(id, principal.id));
  const found: Objection[] = [...groupObjections(facts)];
  if (!facts.breakGlass) {
    found.push(
      refuse('break-glass', `I could not read whom BREAK_GLASS protects, so I remove no role. ${AGAIN}`),
    );
  } else if (is(facts.breakGlass)) {
    found.push(refuse('break-glass', 'This is a break-glass account. It keeps its roles.'));
  }
  const itself = ownObjection(facts, principal);
  if (itself) found.push(itself);
  if (same(facts.actorId, principal.id)) {
    found.push(refuse('own-role', 'This is your own role. Somebody else has to remove it.'));
  }
  if (facts.requesterId !== undefined && same(facts.requesterId, principal.id)) {
    found.push(
      refuse('own-role', 'This is the role of the person who asked for it. Somebody else has to ask.'),
    );
  }
  const admins = adminObjection(facts, principal.id);
  if (admins) found.push(admins);
  const other = notAPerson(facts.principalKind, principal);
  if (other) found.push({ rule: 'not-a-person', weight: 'confirm-again', text: other });
  return found;
}

/** Members lose a role with their group. */
function groupObjections(facts: RemediationFacts): readonly Objection[] {
  if (!('members' in facts)) return [];
  const { members } = facts;
  if (!members)
    return [
      refuse('unread-group', `I could not read who is in this group, so I do not remove its role. ${AGAIN}`),
    ];
  const holds = (ids: readonly string[]): boolean =>
    ids.some((id) => members.some((member) => same(id, member)));
  const requester = facts.requesterId === undefined ? [] : [facts.requesterId];
  return [
    ...(holds(facts.breakGlass ?? [])
      ? [refuse('break-glass', 'A break-glass account is in this group. It keeps its roles.')]
      : []),
    ...(holds([facts.actorId, ...requester])
      ? [
          refuse(
            'own-role',
            'You, or the person who asked for it, are in this group. Somebody else has to do it.',
          ),
        ]
      : []),
    ...(holds(facts.own ?? [])
      ? [
          refuse(
            'own-principal',
            'The identity Rolecall itself runs as is in this group. It keeps its roles.',
          ),
        ]
      : []),
  ];
}

function ownObjection({ own, principalKind }: RemediationFacts, principal: Principal): Objection | undefined {
  if (own?.some((id) => same(id, principal.id)))
    return refuse('own-principal', 'This is the identity Rolecall itself runs as. It keeps its roles.');
  const isPerson = principal.userPrincipalName !== undefined && principalKind === 'unknown';
  if (own || isPerson || principalKind === 'user') return undefined;
  const what =
    principalKind === 'group'
      ? 'the identity Rolecall runs as is in this group'
      : 'this is the identity Rolecall runs as';
  return refuse('own-principal', `I could not tell whether ${what}, so I do not remove its role. ${AGAIN}`);
}

const AGAIN = 'Try again in a minute; if it stays so, ask whoever runs me.';

function refuse(rule: GuardRail, text: string): Objection {
  return { rule, weight: 'refuse', text };
}

function notAPerson(kind: RemediationFacts['principalKind'], principal: Principal): string | undefined {
  if (kind === 'group') return 'This is a group: everyone in it loses the role.';
  if (kind === 'servicePrincipal') return 'This is an application: it may stop working.';
  // Only people have a sign-in name.
  if (kind === 'unknown' && !principal.userPrincipalName)
    return 'I cannot tell whether this is a person, a group or an application.';
  return undefined;
}

function adminObjection(facts: RemediationFacts, principalId: string): Objection | undefined {
  if (!isGlobalAdministrator(facts.incident)) return undefined;
  if (!facts.globalAdmins) {
    return refuse(
      'uncounted-global-admins',
      `I could not count the Global Administrators just now, so I do not remove one. ${AGAIN}`,
    );
  }
  const staying = new Set(facts.globalAdmins.map((id) => id.toLowerCase()));
  for (const id of [principalId, ...(facts.through ?? [])]) staying.delete(id.toLowerCase());
  const left = staying.size;
  if (left >= facts.minimumGlobalAdmins) return undefined;
  const count = left === 1 ? '1 Global Administrator' : `${left} Global Administrators`;
  return refuse(
    'minimum-global-admins',
    `Only ${count} would be left; at least ${facts.minimumGlobalAdmins} have to stay, ${WHO_COUNTS}.`,
  );
}

/** Disabled accounts do not count, nor does who has only activated the role or is about to lose it. */
const WHO_COUNTS = `enabled and for ${LASTING_DAYS} days to come`;

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
