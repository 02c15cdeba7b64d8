import { MOST_CHECKS, nextCheckAt } from '../../src/alerts/check-times';
import { giveBackCommands } from '../../src/alerts/give-back';
import { objections } from '../../src/alerts/guard-rails';
import { isSamePerson, needsSecondPerson, standingOf } from '../../src/alerts/second-person';

const MEGAN = '47d3a078-7562-41a1-ad42-b157eb968044';
const DIEGO = '5a4d6c3b-1111-4f3a-8c19-6f2e7d40a801';
const EXCHANGE = '29232cdf-9323-42fd-ade2-1d097af3e4de';

describe('the two-person rule', () => {
  it.each([
    ['off', true, false],
    ['off', false, false],
    ['remove', true, true],
    ['remove', false, false],
    ['all', true, true],
    ['all', false, true],
  ] as const)('“%s” with removal %s asks a second person: %s', (rule, removesAccess, asks) => {
    expect(needsSecondPerson(rule, { removesAccess })).toBe(asks);
  });

  it('lets an open request expire at its moment, and no other', () => {
    expect(standingOf({ state: 'open', expiresAt: 10 }, 9)).toBe('open');
    expect(standingOf({ state: 'open', expiresAt: 10 }, 10)).toBe('expired');
    expect(standingOf({ state: 'done', expiresAt: 10 }, 99)).toBe('done');
  });

  it('knows one person in any case of letters', () => {
    expect(isSamePerson({ id: MEGAN }, { id: MEGAN.toUpperCase() })).toBe(true);
    expect(isSamePerson({ id: MEGAN }, { id: DIEGO })).toBe(false);
  });
});

describe('the times to look again', () => {
  it('double from fifteen seconds, and end after five looks', () => {
    const waits = Array.from({ length: MOST_CHECKS }, (_, checks) => nextCheckAt(checks, 0));

    expect(waits).toEqual([15_000, 30_000, 60_000, 120_000, 240_000]);
    expect(nextCheckAt(MOST_CHECKS, 0)).toBeUndefined();
  });
});

describe('the commands that give a role back', () => {
  it('make one person eligible for the role, by the exact ids', () => {
    const commands = giveBackCommands([{ principalId: MEGAN, roleId: EXCHANGE }], '7f3a9c00');

    expect(commands).toEqual([
      "Connect-MgGraph -Scopes 'RoleEligibilitySchedule.ReadWrite.Directory'",
      `New-MgRoleManagementDirectoryRoleEligibilityScheduleRequest -BodyParameter @{ action = 'adminAssign'; principalId = '${MEGAN}'; roleDefinitionId = '${EXCHANGE}'; directoryScopeId = '/'; justification = 'Given back, Rolecall 7f3a9c00'; scheduleInfo = @{ startDateTime = (Get-Date).ToUniversalTime(); expiration = @{ type = 'noExpiration' } } }`,
    ]);
  });

  it('are one loop for several', () => {
    const taken = [MEGAN, DIEGO].map((principalId) => ({ principalId, roleId: EXCHANGE }));

    const [, loop = ''] = giveBackCommands(taken, '7f3a9c00');

    expect(loop).toContain(`foreach ($pair in '${MEGAN} ${EXCHANGE}', '${DIEGO} ${EXCHANGE}')`);
    expect(loop.match(/New-MgRole/g)).toHaveLength(1);
  });

  it.each([
    ["x'; Remove-Item C:\\ -Recurse; '", EXCHANGE],
    [MEGAN, '$(Get-Secret)'],
    [MEGAN, ''],
    [`${MEGAN}\n`, EXCHANGE],
  ])('are not written for %j and %j', (principalId, roleId) => {
    expect(giveBackCommands([{ principalId, roleId }], '7f3a9c00')).toEqual([]);
  });

  it('carry no reference that could be more than one', () => {
    const commands = giveBackCommands([{ principalId: MEGAN, roleId: EXCHANGE }], "'; Stop-Computer; '");

    expect(commands.join(' ')).not.toContain('Stop-Computer');
  });
});

describe('the role of the one who asked', () => {
  it('is kept: it takes somebody else to ask', () => {
    const found = objections({
      effect: 'removes-role',
      incident: {
        id: 'i',
        principal: { id: MEGAN, name: 'Megan' },
        role: { id: 'reader', name: 'Security Reader' },
        facts: [],
      },
      actorId: DIEGO,
      requesterId: MEGAN.toUpperCase(),
      breakGlass: [],
      own: [],
      minimumGlobalAdmins: 2,
      globalAdmins: undefined,
      principalKind: 'user',
    });

    expect(found).toMatchObject([{ rule: 'own-role', weight: 'refuse' }]);
  });
});
