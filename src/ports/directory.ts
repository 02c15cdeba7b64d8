import type { Instant } from '../alerts/alert';

export interface PrincipalDetails {
  readonly id: string;
  readonly kind: 'user' | 'group' | 'servicePrincipal' | 'unknown';
  readonly name: string;
  readonly userPrincipalName?: string;
  readonly enabled?: boolean;
  readonly guest?: boolean;
  readonly createdAt?: Instant;
}

export interface HeldRole {
  readonly roleId: string;
  readonly roleName: string;
  readonly how: 'permanent' | 'time-bound' | 'activated' | 'eligible';
  readonly through: 'direct' | 'group';
}

/** What the directory says about people, read live. Failures are `GraphError`; a missing permission is reason `forbidden`. */
export interface Directory {
  /**
   * Whether the person is one of these object ids, or belongs to one as a group, transitively.
   * Least permission: `GroupMember.Read.All` with `User.ReadBasic.All`.
   */
  isOneOf(personId: string, ids: readonly string[], signal?: AbortSignal): Promise<boolean>;
  /** Least permission: `User.Read.All`. Undefined: no such object. */
  describe(principalId: string, signal?: AbortSignal): Promise<PrincipalDetails | undefined>;
  /** Active and eligible roles of one principal. Least permission: `RoleManagement.Read.Directory`. */
  rolesOf(principalId: string, signal?: AbortSignal): Promise<readonly HeldRole[]>;
  /**
   * Names of the role-assignable groups that the person or application is in, transitively; none where there is no such object.
   * Least permission: `GroupMember.Read.All` with `User.Read.All`, for an application `Application.Read.All`.
   */
  roleGroupsOf(principalId: string, signal?: AbortSignal): Promise<readonly string[]>;
  /**
   * Object ids of the people who hold the role now, can sign in, and will hold it at `until` (epoch milliseconds) if nobody does
   * anything. A membership of a group that is only activated counts, for nothing that is read here tells it apart. Least permission: `RoleManagement.Read.Directory` with `User.Read.All`; `GroupMember.Read.All` for groups that hold it.
   */
  lastingHolders(roleId: string, until: number, signal?: AbortSignal): Promise<readonly string[]>;
  /**
   * The object itself and, where it is a group, everyone in it, transitively. Least permission: `User.Read.All`, for a group
   * `GroupMember.Read.All`.
   */
  everyoneOf(id: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** Object id of an application's service principal. Least permission: `Application.Read.All`. Undefined: it has none here. */
  servicePrincipalOf(appId: string, signal?: AbortSignal): Promise<string | undefined>;
}
