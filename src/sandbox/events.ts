import type { Clock } from '../lib/clock';
import type { Random } from '../lib/random';
import type { AlertBoard } from './alert-board';
import type { Elsewhere } from './elsewhere';
import { assignmentId, stableGuid } from './ids';
import type { Operations } from './operations';
import { PEOPLE, TENANT_DOMAIN } from './people';
import { BUILT_IN_ROLES, GLOBAL_ADMINISTRATOR, roleName } from './roles';
import { activate } from './seed';
import { assign, DAY, isUser, type Assignment, type Tenant, type User } from './state';

export interface EventRequest {
  readonly count: number;
  /** Whether the service scans right after it. */
  readonly scan?: boolean;
  /** Object id; for events that happen to somebody. */
  readonly person?: string;
}

/** What happened, one line each, for the person who asked for it. */
export type Event = (request: EventRequest) => readonly string[];

export interface Events {
  readonly names: readonly string[];
  /** Undefined: no such event. */
  run(name: string, request: EventRequest): readonly string[] | undefined;
}

/** Things that happen in a directory while nobody of PIM is looking. The Playground's people are left alone, unless named. */
export function createEvents({
  tenant,
  board,
  operations,
  elsewhere,
  clock,
  random,
}: {
  readonly tenant: Tenant;
  readonly board: Pick<AlertBoard, 'scan'>;
  readonly operations: Pick<Operations, 'settle'>;
  readonly elsewhere: Elsewhere;
  readonly clock: Clock;
  readonly random: Random;
}): Events {
  const events: Readonly<Record<string, Event>> = {
    'outside-pim': ({ count }) => giveSome(count, 'active', 'elsewhere', 0),
    storm: ({ count }) =>
      times(count === 1 ? 6 : count, (index) => giveRole(newcomer(index), role(), 'active', 'elsewhere', 0)),
    'global-admin': ({ count }) =>
      times(count, () => giveRole(bystander(GLOBAL_ADMINISTRATOR), GLOBAL_ADMINISTRATOR, 'active', 'pim', 0)),
    redundant: ({ count }) => giveSome(count, 'eligible', 'pim', 60),
    stale: ({ count }) => times(count, () => goStale()),
    activations: ({ count }) => times(count, () => renew(role())),
    'activate-role': ({ person }) => activateEligible(person ?? PEOPLE[4]?.aadObjectId ?? ''),
    'account-disabled': ({ person }) => disable(person ?? ''),
    'no-mfa': ({ count }) => times(count, dropMfa),
    'license-expired': () => setLicence('Expired'),
    'license-renewed': () => setLicence('Active'),
    'tamper-threshold': () => elsewhere.tamper(),
    'dismissed-elsewhere': ({ count }) => elsewhere.switchOff(count, 'dismissed'),
    'disabled-elsewhere': ({ count }) => elsewhere.switchOff(count, 'disabled'),
    'remediated-elsewhere': ({ count }) => times(count, () => elsewhere.remediateOne()),
    'unheard-of-alert': () => elsewhere.introduceAlert(),
    scan: () => ['The service scans by itself.'],
    reset: () => elsewhere.reset(),
  };

  return {
    names: Object.keys(events),
    run: (name, request) => {
      const event = Object.hasOwn(events, name) ? events[name] : undefined;
      if (!event) return undefined;
      operations.settle();
      const happened = event(request);
      if (request.scan || name === 'scan') board.scan(clock.now());
      return happened;
    },
  };

  function times(count: number, happen: (index: number) => string | undefined): readonly string[] {
    return Array.from({ length: count }, (_unused, index) => happen(index)).filter(
      (line) => line !== undefined,
    );
  }

  function pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(random.fraction() * from.length)];
  }

  function bystanders(): readonly User[] {
    const known = new Set(PEOPLE.map((person) => person.aadObjectId));
    return [...tenant.principals.values()].filter(isUser).filter((user) => !known.has(user.id));
  }

  /** Without this role so far, so that giving it always changes something. */
  function bystander(roleId: string): User {
    const held = [...tenant.assignments.values(), ...tenant.activations].filter(
      (one) => one.roleId === roleId,
    );
    const holders = new Set(held.map((one) => one.principalId));
    return pick(bystanders().filter((user) => !holders.has(user.id))) ?? newcomer(0);
  }

  function giveSome(
    count: number,
    kind: Assignment['kind'],
    madeThrough: Assignment['madeThrough'],
    age: number,
  ) {
    return times(count, () => {
      const roleId = role();
      return giveRole(bystander(roleId), roleId, kind, madeThrough, age);
    });
  }

  function disable(id: string): readonly string[] {
    const user = tenant.principals.get(id);
    if (!isUser(user)) return [];
    user.enabled = false;
    return [`The account of ${user.displayName} is disabled.`];
  }

  function role(): string {
    const others = BUILT_IN_ROLES.filter(({ id }) => id !== GLOBAL_ADMINISTRATOR);
    return pick(others)?.id ?? GLOBAL_ADMINISTRATOR;
  }

  function newcomer(index: number): User {
    const number = tenant.principals.size + 1;
    const user: User = {
      kind: 'user',
      id: stableGuid(`newcomer ${number}`),
      displayName: `Contractor ${String(number).padStart(4, '0')}`,
      userPrincipalName: `contractor.${number}@${TENANT_DOMAIN}`,
      givenName: 'Contractor',
      surname: String(number),
      department: null,
      jobTitle: null,
      guest: index % 2 === 0,
      createdAt: clock.now() - DAY,
      enabled: true,
      lastSignInAt: clock.now(),
    };
    tenant.principals.set(user.id, user);
    return user;
  }

  function giveRole(
    user: User,
    roleId: string,
    kind: Assignment['kind'],
    madeThrough: Assignment['madeThrough'],
    ageInDays: number,
  ): string {
    const createdAt = clock.now() - ageInDays * DAY;
    const id = assignmentId(`${user.id} ${roleId} ${createdAt} ${random.uuid()}`);
    assign(tenant, { id, principalId: user.id, roleId, kind, madeThrough, createdAt });
    const way = madeThrough === 'pim' ? 'through PIM' : 'outside PIM';
    return `${user.displayName} is ${kind === 'active' ? 'given' : 'made eligible for'} ${roleName(roleId)} ${way}.`;
  }

  function goStale(): string | undefined {
    const monthAgo = clock.now() - 30 * DAY;
    const holders = new Set([...tenant.assignments.values()].map((one) => one.principalId));
    const fresh = bystanders().filter(
      (user) => user.createdAt < monthAgo - 300 * DAY && (user.lastSignInAt ?? 0) > monthAgo,
    );
    const user = pick(fresh.filter(({ id }) => holders.has(id))) ?? pick(fresh);
    if (!user) return undefined;
    user.lastSignInAt = monthAgo - Math.ceil(random.fraction() * 300) * DAY - DAY;
    if (!holders.has(user.id)) giveRole(user, role(), 'active', 'pim', 90);
    return `${user.displayName} turns out not to have signed in for long.`;
  }

  function renew(roleId: string): string {
    const user = bystander(roleId);
    giveRole(user, roleId, 'eligible', 'pim', 20);
    for (const second of [8, 5, 2, 0]) activate(tenant, user.id, roleId, clock.now() - second * 1_000);
    return `${user.displayName} activates ${roleName(roleId)} four times within seconds.`;
  }

  function activateEligible(personId: string): readonly string[] {
    const eligible = [...tenant.assignments.values()].filter(
      (one) => one.kind === 'eligible' && one.principalId === personId,
    );
    return eligible.map((one) => {
      activate(tenant, personId, one.roleId, clock.now());
      return `${tenant.principals.get(personId)?.displayName ?? personId} activates ${roleName(one.roleId)}.`;
    });
  }

  function dropMfa(): string | undefined {
    const strict = BUILT_IN_ROLES.filter(({ id }) => !tenant.rolesWithoutMfa.has(id));
    const chosen = pick(strict);
    if (!chosen) return undefined;
    tenant.rolesWithoutMfa.add(chosen.id);
    return `${chosen.name} can now be activated without MFA.`;
  }

  function setLicence(licence: Tenant['licence']): readonly string[] {
    tenant.licence = licence;
    return [`The P2 license is now ${licence.toLowerCase()}.`];
  }
}
