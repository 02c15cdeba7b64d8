import type { Alert, Incident, Principal } from '../../alerts/alert';
import { isGlobalAdministrator, LASTING_DAYS, objections, type Objection } from '../../alerts/guard-rails';
import { kindOf } from '../../alerts/kinds';
import type { RemediationEffect } from '../../alerts/kinds/kind';
import { GLOBAL_ADMINISTRATOR } from '../../alerts/kinds/too-many-global-admins';
import { findPeople } from '../../alerts/people';
import type { HeldRole, PrincipalDetails } from '../../ports/directory';
import { GraphError } from '../../ports/pim-alerts';
import type { Context } from '../capability';
import { recentlyRemoved } from './recent';

const DAY_MS = 24 * 3_600_000;

export interface Weighed {
  readonly effect: RemediationEffect;
  readonly objections: readonly Objection[];
  readonly principal?: PrincipalDetails;
  /** What the principal holds now; absent: it may not be read. */
  readonly roles?: readonly HeldRole[];
  /** Names of the role-assignable groups that the principal is in; absent: not asked, or it may not be read. */
  readonly roleGroups?: readonly string[];
  /** Object ids of those who hold the role through the principal, a group. */
  readonly through: readonly string[];
  /** The same person's incidents elsewhere: "stale (2)". */
  readonly elsewhere: readonly string[];
  /** What could not be read, in plain words. */
  readonly notes: readonly string[];
}

/**
 * Reads at this moment what the decision rests on, and lets every rule speak. `lost` are the object ids that are to lose the role
 * before this one: the directory may not know of it yet.
 */
export async function weigh(
  alert: Alert,
  incident: Incident,
  context: Context,
  lost: readonly string[] = [],
): Promise<Weighed> {
  const effect = kindOf(alert.suffix).remediation ?? 'removes-role';
  const notes: string[] = [];
  const principal = incident.principal
    ? await orNote(
        context.directory.describe(incident.principal.id),
        'I could not read this account in the directory.',
        notes,
      )
    : undefined;
  const roles = incident.principal
    ? await orNote(
        context.directory.rolesOf(incident.principal.id),
        'I could not read which roles this account holds.',
        notes,
      )
    : undefined;
  const touchesGlobalAdmins = effect === 'removes-role' && isGlobalAdministrator(incident);
  const counted = touchesGlobalAdmins ? await countGlobalAdmins(context, notes) : undefined;
  const globalAdmins = counted?.filter((id) => !lost.includes(id.toLowerCase()));
  const { own, minimumGlobalAdmins } = context.policy;
  const mayStandForOthers = effect === 'removes-role' && !isAlone(incident.principal, principal);
  const members = mayStandForOthers ? await membersOf(incident.principal, context) : [];
  const through = globalAdmins?.filter((id) => members?.some((member) => same(member, id))) ?? [];
  const found = objections({
    effect,
    incident,
    actorId: context.actor.id,
    ...(context.requestedBy ? { requesterId: context.requestedBy.id } : {}),
    breakGlass: effect === 'removes-role' ? await protectedIds(context, notes) : [],
    ...(mayStandForOthers ? { members } : {}),
    own: await own(),
    minimumGlobalAdmins,
    globalAdmins,
    through,
    principalKind: principal?.kind ?? 'unknown',
  });
  const listed = await context.alerts.listAlerts();
  const samePerson = incident.principal ? findPeople(incident.principal.id, listed.value) : [];
  const elsewhere = samePerson
    .flatMap(({ matches }) => matches)
    .filter((match) => match.alert.id !== alert.id)
    .map((match) => `${match.alert.title} (${match.incidents.length})`);
  return {
    effect,
    objections: found,
    through,
    elsewhere,
    notes,
    ...(principal ? { principal } : {}),
    ...(roles ? { roles } : {}),
  };
}

/** The same with `roleGroups`: no rule rests on them, so they are read where a card is about one principal, and not for many. */
export async function withRoleGroups(
  weighed: Weighed,
  { principal }: Incident,
  { directory }: Context,
): Promise<Weighed> {
  // Entra takes no group into a role-assignable one.
  if (!principal || weighed.principal?.kind === 'group') return weighed;
  const notes = [...weighed.notes];
  const unread = 'I could not read which role-assignable groups this account is in.';
  const roleGroups = await orNote(directory.roleGroupsOf(principal.id), unread, notes);
  return { ...weighed, notes, ...(roleGroups ? { roleGroups } : {}) };
}

/** Who is no longer Global Administrator once this is done, lower case. */
export function losersOf(incident: Incident, { effect, through }: Weighed): readonly string[] {
  const { principal } = incident;
  if (effect !== 'removes-role' || !isGlobalAdministrator(incident) || !principal) return [];
  return [principal.id, ...through].map((id) => id.toLowerCase());
}

/** How the principal holds the role that the incident is about; absent where that could not be read. */
export function heldRole({ role }: Incident, { roles = [] }: Weighed): HeldRole | undefined {
  const same = (held: HeldRole): boolean => held.roleId.toLowerCase() === role?.id.toLowerCase();
  const named = (held: HeldRole): boolean => held.roleName === role?.name;
  const direct = roles.filter(({ through }) => through === 'direct');
  return direct.find(same) ?? direct.find(named);
}

/** A person holds a role for nobody else, nor does an application; only people have a sign-in name. */
function isAlone(principal: Principal | undefined, details: PrincipalDetails | undefined): boolean {
  const kind = details?.kind ?? 'unknown';
  return kind === 'unknown' ? principal?.userPrincipalName !== undefined : kind !== 'group';
}

/** Who is in the principal, a group; undefined where that cannot be known. */
async function membersOf(
  principal: Principal | undefined,
  { directory }: Context,
): Promise<readonly string[] | undefined> {
  if (!principal) return undefined;
  try {
    return await directory.everyoneOf(principal.id);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return undefined;
  }
}

/**
 * Whom BREAK_GLASS protects: the accounts it names, and everyone in a group it names. Where Rolecall may not look, its ids are taken
 * for accounts, and the card says so; undefined where looking failed.
 */
async function protectedIds(
  { policy: { breakGlass }, directory }: Context,
  notes: string[],
): Promise<readonly string[] | undefined> {
  try {
    return (await Promise.all(breakGlass.map((id) => directory.everyoneOf(id)))).flat();
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    if (error.details.reason !== 'forbidden') return undefined;
    notes.push('I may not read groups. Should BREAK_GLASS name one, those in it are not protected.');
    return breakGlass;
  }
}

/** Live, and without those from whom the role was taken a moment ago: the directory may not know of it yet. */
async function countGlobalAdmins(context: Context, notes: string[]): Promise<readonly string[] | undefined> {
  const { directory, clock } = context;
  const until = clock.now() + LASTING_DAYS * DAY_MS;
  const holders = await orNote(
    directory.lastingHolders(GLOBAL_ADMINISTRATOR.id, until),
    'I could not read who holds the role.',
    notes,
  );
  const removed = await recentlyRemoved(context);
  return holders?.filter((id) => !removed.has(id.toLowerCase()));
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

async function orNote<T>(reading: Promise<T>, note: string, notes: string[]): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    // Context is welcome, not needed: without the permission the card says what is missing.
    if (!(error instanceof GraphError)) throw error;
    notes.push(note);
    return undefined;
  }
}
