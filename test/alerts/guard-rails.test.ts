import { objections, type RemediationFacts } from '../../src/alerts/guard-rails';
import { GLOBAL_ADMINISTRATOR } from '../../src/alerts/kinds/too-many-global-admins';
import { anIncidentAbout, seeded, someFacts } from '../support/builders';

const MEGAN = 'id-megan.bowen';
const asAdmin = anIncidentAbout('Megan Bowen', { role: GLOBAL_ADMINISTRATOR });

const rules = (more: Partial<RemediationFacts>): readonly string[] =>
  objections(someFacts(more)).map(({ rule, weight }) => `${rule} ${weight}`);

describe('nothing speaks against', () => {
  it.each<[string, Partial<RemediationFacts>]>([
    ['an ordinary person', {}],
    ['a person whom the directory does not tell about, but who signs in', { principalKind: 'unknown' }],
    ['requiring MFA, whoever is protected', { effect: 'requires-mfa', breakGlass: [MEGAN], actorId: MEGAN }],
    ['a global administrator, where enough stay', { incident: asAdmin, globalAdmins: [MEGAN, 'a', 'b'] }],
    ['a person, where the bot does not know itself', { own: undefined }],
    ['a group without anybody to protect', { principalKind: 'user', members: [] }],
  ])('%s', (_what, facts) => {
    expect(rules(facts)).toEqual([]);
  });
});

describe('a rule speaks', () => {
  it.each<[string, Partial<RemediationFacts>, readonly string[]]>([
    ['for a break-glass account', { breakGlass: ['other', MEGAN.toUpperCase()] }, ['break-glass refuse']],
    ['for the bot itself', { own: [MEGAN.toUpperCase()] }, ['own-principal refuse']],
    [
      'for an application that may be the bot itself',
      { own: undefined, principalKind: 'servicePrincipal' },
      ['own-principal refuse', 'not-a-person confirm-again'],
    ],
    [
      'for a group that the bot itself may be in',
      { own: undefined, principalKind: 'group', members: ['x'] },
      ['own-principal refuse', 'not-a-person confirm-again'],
    ],
    [
      'for what may be an application, and that the bot itself',
      {
        own: undefined,
        principalKind: 'unknown',
        incident: anIncidentAbout('X', { principal: { id: 'x', name: 'X' } }),
      },
      ['own-principal refuse', 'not-a-person confirm-again'],
    ],
    ['for the one who presses', { actorId: MEGAN.toUpperCase() }, ['own-role refuse']],
    [
      'for somebody whom the service does not name',
      { incident: { id: 'i', role: GLOBAL_ADMINISTRATOR, facts: [] } },
      ['unknown-principal refuse'],
    ],
    [
      'for a role that the service does not name',
      { incident: { id: 'i', principal: { id: MEGAN, name: 'Megan' }, facts: [] } },
      ['unknown-role refuse'],
    ],
    [
      'for a global administrator whose role comes by name alone',
      {
        incident: { ...asAdmin, role: { id: '', name: 'global administrator' } },
        globalAdmins: [MEGAN, 'a'],
      },
      ['minimum-global-admins refuse'],
    ],
    [
      'for a global administrator whose role comes by name with an id of its own',
      {
        incident: { ...asAdmin, role: { id: 'x', name: 'Global Administrator ' } },
        globalAdmins: [MEGAN, 'a'],
      },
      ['minimum-global-admins refuse'],
    ],
    [
      'for everybody, where a group of break-glass accounts cannot be read',
      { breakGlass: undefined },
      ['break-glass refuse'],
    ],
    [
      'for the bot itself in a group',
      { principalKind: 'group', own: ['bot'], members: ['BOT'] },
      ['own-principal refuse', 'not-a-person confirm-again'],
    ],
    [
      'for a break-glass account in a group',
      { principalKind: 'group', breakGlass: ['bg'], members: ['BG'] },
      ['break-glass refuse', 'not-a-person confirm-again'],
    ],
    [
      'for the one who presses, in a group',
      { principalKind: 'group', actorId: 'me', members: ['ME'] },
      ['own-role refuse', 'not-a-person confirm-again'],
    ],
    [
      'for a group whose members cannot be read',
      { principalKind: 'group', members: undefined },
      ['unread-group refuse', 'not-a-person confirm-again'],
    ],
    ['for a group', { principalKind: 'group' }, ['not-a-person confirm-again']],
    ['for an application', { principalKind: 'servicePrincipal' }, ['not-a-person confirm-again']],
    [
      'for what may be a group',
      { principalKind: 'unknown', incident: anIncidentAbout('X', { principal: { id: 'x', name: 'X' } }) },
      ['not-a-person confirm-again'],
    ],
    [
      'for too few global administrators',
      { incident: asAdmin, globalAdmins: [MEGAN, 'a'] },
      ['minimum-global-admins refuse'],
    ],
    [
      'for too few global administrators, however the role is written',
      {
        incident: {
          ...asAdmin,
          role: { ...GLOBAL_ADMINISTRATOR, id: GLOBAL_ADMINISTRATOR.id.toUpperCase() },
        },
        globalAdmins: [MEGAN, 'a'],
      },
      ['minimum-global-admins refuse'],
    ],
    [
      'for global administrators nobody could count',
      { incident: asAdmin },
      ['uncounted-global-admins refuse'],
    ],
    [
      'for those who lose the role with a group',
      { incident: asAdmin, principalKind: 'group', globalAdmins: ['a', 'b', 'c'], through: ['B', 'c'] },
      ['minimum-global-admins refuse', 'not-a-person confirm-again'],
    ],
    [
      'all at once',
      { incident: asAdmin, breakGlass: [MEGAN], own: [MEGAN], actorId: MEGAN, principalKind: 'group' },
      [
        'break-glass refuse',
        'own-principal refuse',
        'own-role refuse',
        'uncounted-global-admins refuse',
        'not-a-person confirm-again',
      ],
    ],
  ])('%s', (_what, facts, expected) => {
    expect(rules(facts)).toEqual(expected);
  });

  it('in words that say how many would be left', () => {
    const [one] = objections(someFacts({ incident: asAdmin, globalAdmins: [MEGAN, 'a'] }));
    const [none] = objections(
      someFacts({ incident: asAdmin, globalAdmins: [MEGAN], minimumGlobalAdmins: 3 }),
    );

    const who = 'have to stay, enabled and for 30 days to come.';
    expect(one?.text).toBe(`Only 1 Global Administrator would be left; at least 2 ${who}`);
    expect(none?.text).toBe(`Only 0 Global Administrators would be left; at least 3 ${who}`);
  });
});

describe('over tenants of every make', () => {
  const random = seeded(20_261_123);
  const some = (): number => Math.floor(random() * 6);
  const coin = (): boolean => random() < 0.5;
  const idOf = (number: number): string => (coin() ? `person-${number}` : `PERSON-${number}`);
  const list = (): string[] => Array.from({ length: some() }, () => idOf(some()));
  const tenants = Array.from({ length: 5000 }, (): RemediationFacts => {
    const principal = { id: idOf(some()), name: 'Somebody' };
    return {
      effect: coin() ? 'removes-role' : 'requires-mfa',
      incident: {
        id: 'incident',
        facts: [],
        ...(random() < 0.9
          ? { principal: coin() ? principal : { ...principal, userPrincipalName: 'u@x' } }
          : {}),
        ...(coin() ? { role: GLOBAL_ADMINISTRATOR } : { role: { id: 'other', name: 'Other' } }),
      },
      actorId: idOf(some()),
      breakGlass: list(),
      own: list(),
      minimumGlobalAdmins: 1 + some(),
      globalAdmins: coin() ? list() : undefined,
      through: list(),
      principalKind: (['user', 'group', 'servicePrincipal', 'unknown'] as const)[some() % 4] ?? 'user',
    };
  });
  const lower = (ids: readonly string[]): readonly string[] => ids.map((id) => id.toLowerCase());
  const passes = tenants.filter(
    (facts) =>
      facts.effect === 'removes-role' && !objections(facts).some(({ weight }) => weight === 'refuse'),
  );

  it('there is something to look at', () => {
    expect(passes.length).toBeGreaterThan(100);
    expect(passes.length).toBeLessThan(tenants.length);
  });

  it('no protected account loses a role', () => {
    const struck = passes.filter(({ incident, breakGlass, own, actorId }) =>
      lower([...(breakGlass ?? []), ...(own ?? []), actorId]).includes(
        incident.principal?.id.toLowerCase() ?? '',
      ),
    );

    expect(struck).toEqual([]);
  });

  it('nobody goes below the least number of global administrators', () => {
    const below = passes.filter(({ incident, globalAdmins, through = [], minimumGlobalAdmins }) => {
      if (!incident.principal || incident.role?.id !== GLOBAL_ADMINISTRATOR.id) return false;
      const lost = lower([incident.principal.id, ...through]);
      const left = lower(globalAdmins ?? []).filter((id) => !lost.includes(id));
      return new Set(left).size < minimumGlobalAdmins;
    });

    expect(below).toEqual([]);
  });

  it('no group, no application and nothing unknown without a second look', () => {
    const unseen = passes.filter(
      (facts) =>
        facts.incident.principal &&
        facts.principalKind !== 'user' &&
        !(facts.principalKind === 'unknown' && facts.incident.principal.userPrincipalName) &&
        objections(facts).length === 0,
    );

    expect(unseen).toEqual([]);
  });

  it('every objection has words for a person', () => {
    for (const facts of tenants)
      for (const { text } of objections(facts)) expect(text).toMatch(/^[A-Z].*\.$/);
  });
});
