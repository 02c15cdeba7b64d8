import type { Incident, Principal } from './alert';
import type { RemediationEffect } from './kinds/kind';
import { GLOBAL_ADMINISTRATOR } from './kinds/too-many-global-admins';

export type GuardRail =
  | 'break-glass'
  | 'own-role'
  | 'own-principal'
  | 'minimum-global-admins'
  | 'uncounted-global-admins'
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
  /** Object ids that are never remediated. */
  readonly breakGlass: readonly string[];
  /** Object ids of the bot's own identities. */
  readonly own: readonly string[];
  readonly minimumGlobalAdmins: number;
  /** Object ids of everyone who is Global Administrator now; undefined where it could not be read. */
  readonly globalAdmins: readonly string[] | undefined;
  /** Those of them who are it through the principal, where that is a group. */
  readonly through?: readonly string[];
  readonly principalKind: 'user' | 'group' | 'servicePrincipal' | 'unknown';
}

/** Every rule that speaks against remediating this incident. Empty: nothing does. */
export function objections(facts: RemediationFacts): readonly Objection[] {
  const { incident, effect } = facts;
  const principal = incident.principal;
  // Requiring MFA changes a role's setting: nobody loses access by it.
  if (effect !== 'removes-role' || !principal) return [];
  const is = (ids: readonly string[]): boolean => ids.some((id) => same(id, principal.id));
  const found: Objection[] = [];
  if (is(facts.breakGlass)) {
    found.push({
      rule: 'break-glass',
      weight: 'refuse',
      text: 'This is a break-glass account. It keeps its roles.',
    });
  }
  if (is(facts.own)) {
    found.push({
      rule: 'own-principal',
      weight: 'refuse',
      text: 'This is the identity Rolecall itself runs as.',
    });
  }
  if (same(facts.actorId, principal.id)) {
    found.push({
      rule: 'own-role',
      weight: 'refuse',
      text: 'This is your own role. Somebody else has to remove it.',
    });
  }
  if (facts.requesterId !== undefined && same(facts.requesterId, principal.id)) {
    found.push({
      rule: 'own-role',
      weight: 'refuse',
      text: 'This is the role of the person who asked for it. Somebody else has to ask.',
    });
  }
  const admins = adminObjection(facts, principal.id);
  if (admins) found.push(admins);
  const other = notAPerson(facts.principalKind, principal);
  if (other) found.push({ rule: 'not-a-person', weight: 'confirm-again', text: other });
  return found;
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
  if (!facts.incident.role || !same(facts.incident.role.id, GLOBAL_ADMINISTRATOR.id)) return undefined;
  if (!facts.globalAdmins) {
    return {
      rule: 'uncounted-global-admins',
      weight: 'refuse',
      text: 'I could not count the Global Administrators just now, so I do not remove one.',
    };
  }
  const staying = new Set(facts.globalAdmins.map((id) => id.toLowerCase()));
  for (const id of [principalId, ...(facts.through ?? [])]) staying.delete(id.toLowerCase());
  const left = staying.size;
  if (left >= facts.minimumGlobalAdmins) return undefined;
  const count = left === 1 ? '1 Global Administrator' : `${left} Global Administrators`;
  return {
    rule: 'minimum-global-admins',
    weight: 'refuse',
    text: `Only ${count} would be left; at least ${facts.minimumGlobalAdmins} have to stay.`,
  };
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
