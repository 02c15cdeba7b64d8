import { kindOf, kinds, suffixOf } from '../../src/alerts/kinds';
import { instant } from '../../src/alerts/kinds/kind';

const PERSON = {
  assigneeId: 'id-megan',
  assigneeDisplayName: 'Megan Bowen',
  assigneeUserPrincipalName: 'megan@contoso.com',
};
const ROLE = {
  roleDefinitionId: 'definition-1',
  roleTemplateId: 'template-1',
  roleDisplayName: 'Helpdesk Administrator',
};
const principal = { id: 'id-megan', name: 'Megan Bowen', userPrincipalName: 'megan@contoso.com' };
const role = { id: 'template-1', name: 'Helpdesk Administrator' };

const incidentOf = (slug: string, wire: object) =>
  kinds.find((kind) => kind.slug === slug)?.incident({ ...wire });

describe('an incident on the wire', () => {
  it.each<[string, object, object]>([
    [
      'license',
      { tenantLicenseStatus: 'Expired' },
      { facts: [{ label: 'Licence status', type: 'text', value: 'Expired' }] },
    ],
    ['no-mfa', ROLE, { role, facts: [] }],
    [
      'redundant',
      { ...PERSON, ...ROLE, lastActivationDateTime: '2026-05-01T10:00:00Z' },
      {
        principal,
        role,
        facts: [{ label: 'Last activation', type: 'moment', value: '2026-05-01T10:00:00.000Z' }],
      },
    ],
    [
      'outside-pim',
      { ...PERSON, ...ROLE, assignmentCreatedDateTime: '2026-05-01T10:00:00.1234567Z' },
      { principal, role, facts: [{ label: 'Assigned', type: 'moment', value: '2026-05-01T10:00:00.123Z' }] },
    ],
    [
      'renewals',
      {
        ...PERSON,
        ...ROLE,
        activationCount: 4,
        sequenceStartDateTime: '2026-05-01T10:00:00Z',
        sequenceEndDateTime: '2026-05-01T11:00:00Z',
      },
      {
        principal,
        role,
        facts: [
          { label: 'Activations', type: 'number', value: 4 },
          { label: 'First', type: 'moment', value: '2026-05-01T10:00:00.000Z' },
          { label: 'Last', type: 'moment', value: '2026-05-01T11:00:00.000Z' },
        ],
      },
    ],
    [
      'stale',
      {
        ...PERSON,
        ...ROLE,
        lastSignInDateTime: '2026-01-01T00:00:00Z',
        assignmentCreatedDateTime: '2025-01-01T00:00:00Z',
      },
      {
        principal,
        role,
        facts: [
          { label: 'Last sign-in', type: 'moment', value: '2026-01-01T00:00:00.000Z' },
          { label: 'Assigned', type: 'moment', value: '2025-01-01T00:00:00.000Z' },
        ],
      },
    ],
    [
      'global-admins',
      PERSON,
      {
        principal,
        role: { id: '62e90394-69f5-4237-9190-012177145e10', name: 'Global Administrator' },
        facts: [],
      },
    ],
  ])('of %s is read in full', (slug, wire, expected) => {
    expect(incidentOf(slug, wire)).toEqual(expected);
  });

  it.each(kinds.map(({ slug }) => slug))('of %s with null everywhere is shown plainly', (slug) => {
    const names = [
      ...Object.keys(PERSON),
      ...Object.keys(ROLE),
      'tenantLicenseStatus',
      'lastActivationDateTime',
      'assignmentCreatedDateTime',
      'activationCount',
      'sequenceStartDateTime',
      'sequenceEndDateTime',
      'lastSignInDateTime',
    ];
    const nulls = Object.fromEntries(names.map((name) => [name, null]));

    const incident = incidentOf(slug, nulls);

    expect(incident?.principal).toBeUndefined();
    for (const { type, value } of incident?.facts ?? []) {
      if (type === 'moment') expect(value).toBeUndefined();
      if (type === 'text') expect(value).toBe('not stated');
      if (type === 'number') expect(value).toBe(0);
    }
    expect(incidentOf(slug, {})).toEqual(incident);
  });

  it.each([
    ['a number in words', 'renewals', { activationCount: 'four' }],
    ['a date that is none', 'stale', { lastSignInDateTime: 'yesterday' }],
    ['a name that is a number', 'outside-pim', { assigneeId: 7, assigneeDisplayName: {} }],
  ])('with %s does not become nonsense', (_what, slug, wire) => {
    expect(JSON.stringify(incidentOf(slug, wire))).not.toMatch(/four|yesterday|7|NaN|null/);
  });

  it('year 1 is “never”', () => {
    expect(incidentOf('stale', { lastSignInDateTime: '0001-01-01T00:00:00Z' })?.facts[0]).toEqual({
      label: 'Last sign-in',
      type: 'moment',
      value: undefined,
    });
  });

  it.each([
    [
      { assigneeId: 'x', assigneeUserPrincipalName: 'x@y' },
      { id: 'x', name: 'x@y', userPrincipalName: 'x@y' },
    ],
    [
      { assigneeId: 'x', assigneeDisplayName: '  ' },
      { id: 'x', name: 'x' },
    ],
    [
      { assigneeId: 'x', assigneeDisplayName: 'Ops', assigneeUserPrincipalName: null },
      { id: 'x', name: 'Ops' },
    ],
    [{ assigneeDisplayName: 'Nobody in particular' }, undefined],
  ])('names the assignee as well as it can: %j', (wire, expected) => {
    expect(incidentOf('outside-pim', wire)?.principal).toEqual(expected);
  });

  it.each([
    [
      { roleDefinitionId: 'd', roleDisplayName: 'R' },
      { id: 'd', name: 'R' },
    ],
    [{ roleTemplateId: 't' }, { id: 't', name: 't' }],
    [{ roleDisplayName: 'R' }, { id: '', name: 'R' }],
    [{}, undefined],
  ])('names the role as well as it can: %j', (wire, expected) => {
    expect(incidentOf('outside-pim', wire)?.role).toEqual(expected);
  });
});

describe('a moment of the service', () => {
  it.each([
    ['2026-05-01T10:00:00Z', '2026-05-01T10:00:00.000Z'],
    ['2026-05-01T10:00:00+02:00', '2026-05-01T08:00:00.000Z'],
    ['2026-05-01T10:00:00.123Z', '2026-05-01T10:00:00.123Z'],
    ['2026-05-31T23:59:59.999Z', '2026-05-31T23:59:59.999Z'],
    ['2026-05-01T24:00:00.000Z', '2026-05-02T00:00:00.000Z'],
    ['2026-13-01T10:00:00.000Z', undefined],
    ['2026-05-32T10:00:00.000Z', undefined],
    ['0001-01-01T00:00:00Z', undefined],
    ['0001-01-01T08:00:00.000Z', undefined],
    ['', undefined],
    ['soon', undefined],
    [null, undefined],
    [undefined, undefined],
    [1_700_000_000, undefined],
    [{}, undefined],
  ])('%j is %j', (wire, expected) => {
    expect(instant(wire)).toBe(expected);
  });
});

describe('the kinds', () => {
  it('are seven, each with its own slug, suffix and wire type', () => {
    const unique = (pick: (kind: (typeof kinds)[number]) => string): number => new Set(kinds.map(pick)).size;

    expect(kinds.map(({ slug }) => slug).sort()).toEqual([
      'global-admins',
      'license',
      'no-mfa',
      'outside-pim',
      'redundant',
      'renewals',
      'stale',
    ]);
    expect([unique(({ suffix }) => suffix), unique(({ configurationType }) => configurationType)]).toEqual([
      7, 7,
    ]);
  });

  it.each(kinds.map((kind) => [kind.suffix, kind] as const))(
    '%s is found by the end of its Graph id',
    (suffix, kind) => {
      const id = `DirectoryRole_22222222-2222-4222-8222-222222222222_${suffix}`;

      expect(kindOf(suffixOf(id))).toBe(kind);
      expect(kindOf(suffix.toUpperCase())).toBe(kind);
    },
  );
});

describe('a kind that is newer than Rolecall', () => {
  const kind = kindOf('PrivilegedAppConsentAlert');

  it('has a name that can be read and typed, and nothing to act on', () => {
    expect(kind).toMatchObject({
      slug: 'privileged-app-consent',
      title: 'Privileged app consent',
      severity: 'unknown',
      settings: [],
    });
    expect(kind.remediation).toBeUndefined();
  });

  it('shows plainly whatever its incidents tell', () => {
    const incident = kind.incident({
      ...PERSON,
      ...ROLE,
      '@odata.type': '#microsoft.graph.privilegedAppConsentAlertIncident',
      id: 'x',
      consentedDateTime: '2026-05-01T10:00:00Z',
      appCount: 3,
      isAdminConsent: true,
      appName: 'Backup',
      nested: { a: 1 },
      nothing: null,
    });

    expect(incident).toEqual({
      principal,
      role,
      facts: [
        { label: 'Consented', type: 'moment', value: '2026-05-01T10:00:00.000Z' },
        { label: 'App count', type: 'number', value: 3 },
        { label: 'Is admin consent', type: 'text', value: 'true' },
        { label: 'App name', type: 'text', value: 'Backup' },
      ],
    });
  });

  it.each(['', 'x', 'ALERT', 'weird_thing'])('may be called anything: %j', (suffix) => {
    expect(typeof kindOf(suffix).slug).toBe('string');
  });
});
