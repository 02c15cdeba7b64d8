import type { Detector } from '../../src/sandbox/detectors/detector';
import { invalidLicense } from '../../src/sandbox/detectors/invalid-license';
import { noMfaOnActivation } from '../../src/sandbox/detectors/no-mfa-on-activation';
import { outsidePim } from '../../src/sandbox/detectors/outside-pim';
import { redundantAssignment } from '../../src/sandbox/detectors/redundant-assignment';
import { sequentialRenewals } from '../../src/sandbox/detectors/sequential-renewals';
import { staleSignIn } from '../../src/sandbox/detectors/stale-sign-in';
import { tooManyGlobalAdmins } from '../../src/sandbox/detectors/too-many-global-admins';
import { EXCHANGE_ADMINISTRATOR, GLOBAL_ADMINISTRATOR, SECURITY_READER } from '../../src/sandbox/roles';
import { activate } from '../../src/sandbox/seed';
import { assign, DAY, HOUR, isUser, type Assignment, type Tenant, type User } from '../../src/sandbox/state';
import { START } from './start-sandbox';

const NOW = START;
const SECOND = 1_000;

describe('detectors', () => {
  let tenant: Tenant;
  beforeEach(() => {
    tenant = {
      id: 'tenant',
      principals: new Map(),
      assignments: new Map(),
      activations: [],
      rolesWithoutMfa: new Set(),
      licence: 'Active',
    };
  });

  function person(id: string, changes: Partial<User> = {}): User {
    const user: User = {
      kind: 'user',
      id,
      displayName: `Person ${id}`,
      userPrincipalName: `${id}@example.com`,
      givenName: null,
      surname: null,
      department: null,
      jobTitle: null,
      guest: false,
      createdAt: NOW - 500 * DAY,
      enabled: true,
      lastSignInAt: NOW - DAY,
      ...changes,
    };
    tenant.principals.set(id, user);
    return user;
  }

  function give(principalId: string, changes: Partial<Assignment> = {}): string {
    if (!tenant.principals.has(principalId)) person(principalId);
    const id = `assignment ${tenant.assignments.size}`;
    return assign(tenant, {
      id,
      principalId,
      roleId: EXCHANGE_ADMINISTRATOR,
      kind: 'active',
      madeThrough: 'pim',
      createdAt: NOW - 100 * DAY,
      ...changes,
    }).id;
  }

  function found(detector: Detector, settings: Readonly<Record<string, number>> = {}): readonly string[] {
    const initial = Object.fromEntries(detector.thresholds.map((one) => [one.name, one.initial]));
    return detector.find(tenant, { ...initial, ...settings }, NOW).map((finding) => finding.id);
  }

  it('a licence that ran out is one incident, with what the licence is', () => {
    expect(found(invalidLicense)).toEqual([]);

    tenant.licence = 'Expired';

    expect(invalidLicense.find(tenant, {}, NOW)).toEqual([
      { id: 'tenant', fields: { tenantLicenseStatus: 'Expired' } },
    ]);
  });

  it('each role without MFA is an incident until MFA is required', () => {
    tenant.rolesWithoutMfa.add(EXCHANGE_ADMINISTRATOR).add(SECURITY_READER);

    noMfaOnActivation.remediate?.(tenant, EXCHANGE_ADMINISTRATOR);

    expect(found(noMfaOnActivation)).toEqual([SECURITY_READER]);
  });

  it('an eligible role is redundant when nobody activated it for so long', () => {
    const never = give('never', { kind: 'eligible' });
    const longAgo = give('long-ago', { kind: 'eligible' });
    const lately = give('lately', { kind: 'eligible' });
    give('new', { kind: 'eligible', createdAt: NOW - 29 * DAY });
    give('active');
    activate(tenant, 'long-ago', EXCHANGE_ADMINISTRATOR, NOW - 31 * DAY);
    activate(tenant, 'lately', EXCHANGE_ADMINISTRATOR, NOW - 29 * DAY);
    activate(tenant, 'never', SECURITY_READER, NOW - DAY);

    expect(found(redundantAssignment)).toEqual([never, longAgo]);
    expect(found(redundantAssignment, { duration: 20 * 86_400 })).toContain(lately);
    const [first, second] = redundantAssignment.find(tenant, { duration: 30 * 86_400 }, NOW);
    expect(first?.fields['lastActivationDateTime']).toBe('0001-01-01T08:00:00Z');
    expect(second?.fields['lastActivationDateTime']).toBe('2026-04-10T09:30:15.25Z');
  });

  it('an assignment made elsewhere is an incident for thirty days', () => {
    const recent = give('a', { madeThrough: 'elsewhere', createdAt: NOW - 29 * DAY });
    give('b', { madeThrough: 'elsewhere', createdAt: NOW - 31 * DAY });
    give('c', { createdAt: NOW - DAY });

    expect(found(outsidePim)).toEqual([recent]);
  });

  it('an assignment that has ended is no incident of anybody', () => {
    give('a', { madeThrough: 'elsewhere', createdAt: NOW - DAY, endsAt: NOW - HOUR });

    expect(found(outsidePim)).toEqual([]);
  });

  it('activations in quick succession are an incident from the threshold on', () => {
    for (const second of [30, 20, 11]) activate(tenant, 'a', SECURITY_READER, NOW - second * SECOND);
    for (const second of [30, 20]) activate(tenant, 'b', SECURITY_READER, NOW - second * SECOND);
    activate(tenant, 'b', EXCHANGE_ADMINISTRATOR, NOW - 15 * SECOND);
    for (const second of [50, 39, 28]) activate(tenant, 'c', SECURITY_READER, NOW - second * SECOND);

    expect(found(sequentialRenewals)).toHaveLength(1);
    expect(found(sequentialRenewals, { sequentialActivationCounterThreshold: 2 })).toHaveLength(2);
    expect(found(sequentialRenewals, { timeIntervalBetweenActivations: 11 })).toHaveLength(2);
    expect(found(sequentialRenewals, { sequentialActivationCounterThreshold: 4 })).toEqual([]);
  });

  it('a growing sequence stays the same incident, and says when it began and how long it is', () => {
    for (const second of [30, 25, 20]) activate(tenant, 'a', SECURITY_READER, NOW - second * SECOND);
    const [before] = found(sequentialRenewals);

    activate(tenant, 'a', SECURITY_READER, NOW - 12 * SECOND);

    const [incident] = sequentialRenewals.find(
      tenant,
      { timeIntervalBetweenActivations: 10, sequentialActivationCounterThreshold: 3 },
      NOW,
    );
    expect(incident?.id).toBe(before);
    expect(incident?.fields).toMatchObject({
      activationCount: 4,
      sequenceStartDateTime: '2026-05-11T09:29:45.25Z',
      sequenceEndDateTime: '2026-05-11T09:30:03.25Z',
    });
  });

  it('forgets sequences after thirty days', () => {
    for (const second of [30, 25, 20])
      activate(tenant, 'a', SECURITY_READER, NOW - 31 * DAY - second * SECOND);

    expect(found(sequentialRenewals)).toEqual([]);
  });

  it('a privileged account is stale when its user has not signed in for so long', () => {
    person('stale', { lastSignInAt: NOW - 31 * DAY });
    person('never', { lastSignInAt: undefined });
    person('new', { lastSignInAt: undefined, createdAt: NOW - 5 * DAY });
    person('no-role', { lastSignInAt: undefined });
    const stale = give('stale');
    const never = give('never', { kind: 'eligible' });
    give('new');
    give('busy');

    expect(found(staleSignIn)).toEqual([stale, never]);
    expect(found(staleSignIn, { duration: 40 * 86_400 })).toEqual([never]);
    expect(staleSignIn.find(tenant, { duration: 30 * 86_400 }, NOW)[1]?.fields).toMatchObject({
      lastSignInDateTime: null,
    });
  });

  it('applications and groups do not sign in, so they are not stale', () => {
    tenant.principals.set('group', {
      kind: 'group',
      id: 'group',
      displayName: 'Group',
      createdAt: 0,
      members: new Set(),
    });
    give('group');

    expect(found(staleSignIn)).toEqual([]);
  });

  it('global administrators are too many when both their number and their share reach the thresholds', () => {
    for (const id of ['a', 'b', 'c']) give(id, { roleId: GLOBAL_ADMINISTRATOR });
    give('eligible', { roleId: GLOBAL_ADMINISTRATOR, kind: 'eligible' });
    for (let index = 0; index < 8; index += 1) give(`other ${index}`);

    expect(found(tooManyGlobalAdmins)).toEqual(['a', 'b', 'c']);
    expect(found(tooManyGlobalAdmins, { globalAdminCountThreshold: 4 })).toEqual([]);
    expect(found(tooManyGlobalAdmins, { percentageOfGlobalAdminsOutOfRolesThreshold: 25 })).toHaveLength(3);
    expect(found(tooManyGlobalAdmins, { percentageOfGlobalAdminsOutOfRolesThreshold: 26 })).toEqual([]);
  });

  it('remediating a global administrator takes that role alone', () => {
    for (const id of ['a', 'b', 'c']) give(id, { roleId: GLOBAL_ADMINISTRATOR });
    const other = give('a');

    tooManyGlobalAdmins.remediate?.(tenant, 'a');

    const left = [...tenant.assignments.values()].filter((one) => one.principalId === 'a');
    expect(left.map((one) => one.id)).toEqual([other]);
  });

  it('an activation does not outlive the eligible role it came from', () => {
    const id = give('a', { kind: 'eligible' });
    activate(tenant, 'a', EXCHANGE_ADMINISTRATOR, NOW - 40 * DAY);
    activate(tenant, 'a', SECURITY_READER, NOW - 40 * DAY);

    redundantAssignment.remediate?.(tenant, id);

    expect(tenant.assignments.has(id)).toBe(false);
    expect(tenant.activations.map((one) => one.roleId)).toEqual([SECURITY_READER]);
    expect([...tenant.principals.values()].every(isUser)).toBe(true);
  });
});
