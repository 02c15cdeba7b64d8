import type { Alert, Incident, Principal } from '../../alerts/alert';
import { isGlobalAdministrator, keepers, objections, type Objection } from '../../alerts/guard-rails';
import { kindOf } from '../../alerts/kinds';
import type { RemediationEffect } from '../../alerts/kinds/kind';
import { GLOBAL_ADMINISTRATOR } from '../../alerts/kinds/too-many-global-admins';
import { findPeople } from '../../alerts/people';
import type { HeldRole, PrincipalDetails } from '../../ports/directory';
import { GraphError } from '../../ports/pim-alerts';
import type { Context } from '../capability';
import { recentlyRemoved } from './recent';

/** The directory's replicas agree within minutes; the service scans once a day. */
const LIVE_LAG_MS = 15 * 60_000;
const SCAN_LAG_MS = 26 * 3_600_000;

export interface Weighed {
  readonly effect: RemediationEffect;
  readonly objections: readonly Objection[];
  readonly principal?: PrincipalDetails;
  /** What the principal holds now; absent: it may not be read. */
  readonly roles?: readonly HeldRole[];
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
        'I may not read this account in the directory.',
        notes,
      )
    : undefined;
  const roles = incident.principal
    ? await orNote(
        context.directory.rolesOf(incident.principal.id),
        'I may not read which roles this account holds.',
        notes,
      )
    : undefined;
  const touchesGlobalAdmins = effect === 'removes-role' && isGlobalAdministrator(incident);
  const counted = touchesGlobalAdmins ? await countGlobalAdmins(context, notes) : undefined;
  const globalAdmins = counted?.filter((id) => !lost.includes(id.toLowerCase()));
  const { breakGlass, own, minimumGlobalAdmins } = context.policy;
  const who = {
    actorId: context.actor.id,
    ...(context.requestedBy ? { requesterId: context.requestedBy.id } : {}),
    breakGlass,
  };
  const mayStandForOthers = effect === 'removes-role' && !isAlone(incident.principal, principal);
  const among = (ids: readonly string[]) => membersAmong(ids, incident.principal, context);
  const through = mayStandForOthers ? await among(globalAdmins ?? []) : [];
  const found = objections({
    effect,
    incident,
    ...who,
    ...(mayStandForOthers ? { members: await among(keepers(who)) } : {}),
    own: await own(),
    minimumGlobalAdmins,
    globalAdmins: through && globalAdmins,
    through: through ?? [],
    principalKind: principal?.kind ?? 'unknown',
  });
  const listed = await context.alerts.listAlerts();
  const same = incident.principal ? findPeople(incident.principal.id, listed.value) : [];
  const elsewhere = same
    .flatMap(({ matches }) => matches)
    .filter((match) => match.alert.id !== alert.id)
    .map((match) => `${match.alert.title} (${match.incidents.length})`);
  return {
    effect,
    objections: found,
    through: through ?? [],
    elsewhere,
    notes,
    ...(principal ? { principal } : {}),
    ...(roles ? { roles } : {}),
  };
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

/** Which of these people are in the principal, a group; undefined where that cannot be known. */
async function membersAmong(
  people: readonly string[],
  principal: Principal | undefined,
  { directory }: Context,
): Promise<readonly string[] | undefined> {
  if (!principal) return undefined;
  try {
    const found: string[] = [];
    for (const id of people) if (await isIn(id, principal.id, directory)) found.push(id);
    return found;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return undefined;
  }
}

/** Whoever the directory does not know is in no group. */
async function isIn(personId: string, groupId: string, directory: Context['directory']): Promise<boolean> {
  try {
    return await directory.isOneOf(personId, [groupId]);
  } catch (error) {
    if (error instanceof GraphError && error.details.reason === 'not-found') return false;
    throw error;
  }
}

/**
 * Live holders of the role; where the directory may not be read, the alert that lists every one of them. Neither knows at once of a
 * removal, the alert not before its next scan: those who were removed lately do not count.
 */
async function countGlobalAdmins(context: Context, notes: string[]): Promise<readonly string[] | undefined> {
  const live = await orNote(
    context.directory.activeHolders(GLOBAL_ADMINISTRATOR.id),
    'I may not read who holds the role, so I counted the incidents of “Too many global administrators”.',
    notes,
  );
  const removed = await recentlyRemoved(context, live ? LIVE_LAG_MS : SCAN_LAG_MS);
  const staying = (ids: readonly string[]) => ids.filter((id) => !removed.has(id.toLowerCase()));
  if (live) return staying(live);
  const listed = await context.alerts.listAlerts({ fresh: true });
  const holders = listed.value
    .filter((alert) => alert.suffix === 'TooManyGlobalAdminsAssignedToTenantAlert')
    .flatMap((alert) =>
      // Applications and groups do not count: nobody signs in with them.
      alert.incidents.flatMap(({ principal }) => (principal?.userPrincipalName ? [principal.id] : [])),
    );
  return holders.length > 0 ? staying(holders) : undefined;
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
