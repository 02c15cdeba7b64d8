import { createAuthority, type Authority, type Rights } from '../../src/bot/authorise';
import { GLOBAL_ADMINISTRATOR } from '../../src/alerts/kinds/too-many-global-admins';
import type { Directory, HeldRole, PrincipalDetails } from '../../src/ports/directory';
import { GraphError } from '../../src/ports/pim-alerts';

const ADA = { id: 'ADA', name: 'Ada', tenantId: 't', channelUserId: '29:ada' };
const PRIVILEGED = 'E8611AB8-c189-46e8-94e1-60213ab1f814';

const role = (roleId: string, how: HeldRole['how']): HeldRole => ({
  roleId,
  roleName: 'A role',
  how,
  through: 'direct',
});

function authorityOf(
  rights: Partial<Rights>,
  roles: readonly HeldRole[] | GraphError = [],
  account?: PrincipalDetails | GraphError,
): Authority {
  const directory: Directory = {
    isOneOf: () => Promise.resolve(false),
    describe: () => (account instanceof GraphError ? Promise.reject(account) : Promise.resolve(account)),
    rolesOf: () => (roles instanceof GraphError ? Promise.reject(roles) : Promise.resolve(roles)),
    roleGroupsOf: () => Promise.resolve([]),
    lastingHolders: () => Promise.resolve([]),
    everyoneOf: (id) => Promise.resolve([id]),
    servicePrincipalOf: () => Promise.resolve(undefined),
  };
  return createAuthority({
    rights: { readers: [], operators: [], writesAs: 'user', ...rights },
    directory,
  });
}

const holdsRight = (...given: Parameters<typeof authorityOf>): Promise<boolean> =>
  authorityOf(...given).holdsRight(ADA);

describe('a right of one’s own', () => {
  it.each<[string, Partial<Rights>, readonly HeldRole[], boolean]>([
    ['an operator', { operators: ['ada'] }, [], true],
    ['an operator where the app writes', { operators: ['ada'], writesAs: 'app' }, [], true],
    ['an administrator who is no operator', { operators: ['b'] }, [role(PRIVILEGED, 'permanent')], false],
    ['an administrator where the app writes', { writesAs: 'app' }, [role(PRIVILEGED, 'permanent')], false],
    ['a privileged role administrator', {}, [role(PRIVILEGED, 'activated')], true],
    ['a global administrator', {}, [role(GLOBAL_ADMINISTRATOR.id, 'time-bound')], true],
    ['somebody who could activate the role', {}, [role(PRIVILEGED, 'eligible')], false],
    ['somebody with another role', {}, [role('other', 'permanent')], false],
    ['anybody where nobody is told apart', { trusted: true }, [], true],
  ])('of %s', async (_who, rights, roles, holds) => {
    expect(await holdsRight(rights, roles)).toBe(holds);
  });

  it('is denied with the way out where roles may not be read', async () => {
    const asked = holdsRight({}, new GraphError('no', { reason: 'forbidden' }));

    await expect(asked).rejects.toThrow(/has to grant RoleManagement\.Read\.Directory.*OPERATORS/);
  });

  it('is nobody’s whom the directory does not know, and not guessed where it does not answer', async () => {
    expect(await holdsRight({}, new GraphError('no', { reason: 'not-found' }))).toBe(false);
    await expect(holdsRight({}, new GraphError('no', { reason: 'unavailable' }))).rejects.toThrow(GraphError);
  });
});

describe('somebody who asked for a change a while ago', () => {
  const roles = [role(PRIVILEGED, 'activated')];
  const account = (enabled?: boolean): PrincipalDetails => ({
    id: 'ada',
    kind: 'user',
    name: 'Ada',
    ...(enabled === undefined ? {} : { enabled }),
  });

  it.each<[string, Partial<Rights>, readonly HeldRole[], PrincipalDetails | undefined, boolean]>([
    ['with the role and an account in use', {}, roles, account(true), true],
    ['an operator', { operators: ['ada'] }, [], account(true), true],
    ['with a role that is active no more', {}, [role(PRIVILEGED, 'eligible')], account(true), false],
    ['who is among the readers no more', { readers: ['b'] }, roles, account(true), false],
    ['whose account is disabled', { operators: ['ada'] }, [], account(false), false],
    ['whose account does not say whether it is in use', {}, roles, account(), false],
    ['who has been deleted', { operators: ['ada'] }, [], undefined, false],
    ['where nobody is told apart', { trusted: true }, [], undefined, true],
  ])('%s', async (_who, rights, held, found, may) => {
    expect(await authorityOf(rights, held, found).mayStill(ADA)).toBe(may);
  });

  it('is not guessed at where accounts may not be read, or the directory does not answer', async () => {
    const forbidden = authorityOf({}, roles, new GraphError('no', { reason: 'forbidden' })).mayStill(ADA);
    const silent = authorityOf({}, roles, new GraphError('no', { reason: 'unavailable' })).mayStill(ADA);

    await expect(forbidden).rejects.toThrow('has to grant User.Read.All');
    await expect(silent).rejects.toThrow(GraphError);
  });
});
