/** A pretend tenant's directory: plain data that detectors read and events change. Times are epoch milliseconds. */
export interface Tenant {
  readonly id: string;
  readonly principals: Map<string, DirectoryPrincipal>;
  readonly assignments: Map<string, Assignment>;
  readonly activations: Activation[];
  /** Roles that can be activated without multi-factor authentication. */
  readonly rolesWithoutMfa: Set<string>;
  licence: 'Active' | 'Expired';
}

export interface User {
  readonly kind: 'user';
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly givenName: string | null;
  readonly surname: string | null;
  readonly department: string | null;
  readonly jobTitle: string | null;
  readonly guest: boolean;
  readonly createdAt: number;
  enabled: boolean;
  lastSignInAt: number | undefined;
}

export interface Group {
  readonly kind: 'group';
  readonly id: string;
  readonly displayName: string;
  readonly createdAt: number;
  /** Direct members: users, service principals and other groups. */
  readonly members: Set<string>;
}

export interface ServicePrincipal {
  readonly kind: 'servicePrincipal';
  readonly id: string;
  readonly displayName: string;
  readonly appId: string;
  readonly createdAt: number;
  readonly enabled: boolean;
}

export type DirectoryPrincipal = User | Group | ServicePrincipal;

export interface Assignment {
  readonly id: string;
  readonly principalId: string;
  readonly roleId: string;
  readonly kind: 'active' | 'eligible';
  readonly madeThrough: 'pim' | 'elsewhere';
  readonly createdAt: number;
  /** Absent: permanent. */
  readonly endsAt?: number;
}

export interface Activation {
  readonly id: string;
  readonly principalId: string;
  readonly roleId: string;
  readonly startedAt: number;
  readonly endsAt: number;
}

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export function isUser(principal: DirectoryPrincipal | undefined): principal is User {
  return principal?.kind === 'user';
}

export function assign(tenant: Tenant, assignment: Assignment): Assignment {
  tenant.assignments.set(assignment.id, assignment);
  return assignment;
}

/** Every group the principal belongs to, directly or through other groups. */
export function groupsOf(tenant: Tenant, principalId: string): ReadonlySet<string> {
  const groups = [...tenant.principals.values()].filter((one) => one.kind === 'group');
  const found = new Set<string>();
  const open = [principalId];
  for (let member = open.pop(); member !== undefined; member = open.pop()) {
    for (const group of groups) {
      if (found.has(group.id) || !group.members.has(member)) continue;
      found.add(group.id);
      open.push(group.id);
    }
  }
  return found;
}

/** Everything inside a group that is not a group itself, directly or through other groups. */
export function membersOf(tenant: Tenant, groupId: string): readonly DirectoryPrincipal[] {
  const seen = new Set<string>();
  const open = [groupId];
  const found: DirectoryPrincipal[] = [];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const principal = tenant.principals.get(id);
    if (!principal || seen.has(id)) continue;
    seen.add(id);
    if (principal.kind === 'group') open.push(...principal.members);
    else found.push(principal);
  }
  return found;
}

/** Role ids that the principal can use at this moment: assigned or activated, itself or through a group. */
export function activeRoles(tenant: Tenant, principalId: string, now: number): ReadonlySet<string> {
  const holders = new Set([principalId, ...groupsOf(tenant, principalId)]);
  const assigned = [...tenant.assignments.values()].filter(
    (one) => one.kind === 'active' && (one.endsAt === undefined || one.endsAt > now),
  );
  const activated = tenant.activations.filter((one) => one.startedAt <= now && one.endsAt > now);
  const held = [...assigned, ...activated].filter((one) => holders.has(one.principalId));
  return new Set(held.map((one) => one.roleId));
}

export function lastActivationAt(
  tenant: Tenant,
  assignment: Pick<Assignment, 'principalId' | 'roleId'>,
): number | undefined {
  const starts = tenant.activations
    .filter((one) => one.principalId === assignment.principalId && one.roleId === assignment.roleId)
    .map((one) => one.startedAt);
  return starts.length > 0 ? Math.max(...starts) : undefined;
}
