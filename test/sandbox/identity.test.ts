import { activeRoles } from '../../src/sandbox/state';
import { seedTenant } from '../../src/sandbox/seed';
import { OTHERS, PEOPLE, TENANT_ID } from '../../src/sandbox/people';
import { ALERTS, innerCode, personId, SCOPE, START, startSandbox, type Tested } from './start-sandbox';

const LIST = `${ALERTS}/alerts?${SCOPE}`;

describe('identity in the sandbox', () => {
  let tested: Tested;
  beforeEach(async () => {
    tested = await startSandbox();
  });
  afterEach(() => tested.stop());

  const refresh = () => `${ALERTS}/alerts/${tested.alertId('StaleSignInAlert')}/refresh`;
  const person = (number: number) => tested.sandbox.tokens.forPerson(personId(number));

  it('has five people besides the current user, all of them in the directory, and a GUID for a tenant', () => {
    const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

    const tenant = seedTenant(START);

    expect(TENANT_ID).toMatch(guid);
    expect(OTHERS).toHaveLength(5);
    expect(PEOPLE.map((one) => one.playgroundId)).toEqual([0, 1, 2, 3, 4, 5].map((n) => `user-id-${n}`));
    expect(new Set(PEOPLE.map((one) => one.aadObjectId)).size).toBe(6);
    for (const one of PEOPLE) {
      expect(one.aadObjectId).toMatch(guid);
      expect(tenant.principals.get(one.aadObjectId)).toMatchObject({ displayName: one.name });
    }
    expect([...tenant.principals.keys()].every((id) => guid.test(id))).toBe(true);
  });

  it('knows the same ids in every process', () => {
    expect([...seedTenant(START).principals.keys()]).toEqual([...seedTenant(START + 1).principals.keys()]);
    expect([...seedTenant(START).assignments.keys()]).toEqual([...seedTenant(START + 1).assignments.keys()]);
  });

  it.each([
    ['no token', null, 'Access token is empty.'],
    ['nonsense', 'nonsense', 'IDX14100: JWT is not well formed.'],
    ['a forged token', 'eyJhbGciOiJub25lIn0.eyJvaWQiOiJ4In0.x', 'Signature validation failed.'],
  ])('refuses %s', async (_what, token, message) => {
    const reply = await tested.call('GET', LIST, { token });

    expect(reply.status).toBe(401);
    expect(reply.body.error).toMatchObject({ code: 'InvalidAuthenticationToken', message });
    expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer /);
  });

  it('refuses a token of another process, one for something else and one that has run out', async () => {
    const other = await startSandbox();
    const { tokens } = tested.sandbox;

    const replies = await Promise.all(
      [
        other.sandbox.tokens.forPerson(personId(0)),
        tokens.forPerson(personId(0), { audience: 'https://vault.azure.net' }),
        tokens.forPerson(personId(0), { lifetime: -1 }),
      ].map((token) => tested.call('GET', LIST, { token })),
    );
    await other.stop();

    expect(replies.map((reply) => reply.status)).toEqual([401, 401, 401]);
  });

  it('a token runs out with time', async () => {
    const token = person(0);

    await tested.clock.move(3_599_000);
    const before = await tested.call('GET', LIST, { token });
    await tested.clock.move(1_000);

    expect(before.status).toBe(200);
    expect((await tested.call('GET', LIST, { token })).status).toBe(401);
  });

  it('tokens say what Entra tokens say', () => {
    const [, payload = ''] = person(2).split('.');

    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      aud: 'https://graph.microsoft.com',
      tid: TENANT_ID,
      oid: personId(2),
      exp: Math.floor(START / 1_000) + 3_600,
    });
  });

  it.each([
    [0, 'the Privileged Role Administrator', 200, 202],
    [1, 'the Global Administrator', 200, 202],
    [2, 'the Security Reader', 200, 403],
    [3, 'the Global Reader', 200, 403],
    [4, 'whose role is only eligible', 403, 403],
    [5, 'who has no role', 403, 403],
  ])('person %i, %s, gets %i reading and %i writing', async (number, _what, reading, writing) => {
    const read = await tested.call('GET', LIST, { token: person(number) });
    const write = await tested.call('POST', refresh(), { token: person(number) });

    expect([read.status, write.status]).toEqual([reading, writing]);
    for (const reply of [read, write].filter(({ status }) => status === 403)) {
      expect(reply.body.error.code).toBe('UnknownError');
      expect(innerCode(reply)).toBe('UnauthorizedAccessException');
    }
  });

  it('a role counts from the moment it is activated until it ends', async () => {
    tested.sandbox.events.run('activate-role', { count: 1, person: personId(4) });
    const active = await tested.call('POST', refresh(), { token: person(4) });

    await tested.clock.move(8 * 3_600_000);

    expect(active.status).toBe(202);
    expect((await tested.call('POST', refresh(), { token: person(4) })).status).toBe(403);
  });

  it('a role held through nested groups counts as well', () => {
    const tenant = seedTenant(START);
    const group = [...tenant.principals.values()].find((one) => one.displayName === 'Cloud Operations');
    const member = [...tenant.principals.values()].find((one) => one.displayName === 'Hana Kovář');

    expect(activeRoles(tenant, member?.id ?? '', START)).toEqual(activeRoles(tenant, group?.id ?? '', START));
    expect(activeRoles(tenant, group?.id ?? '', START).size).toBe(1);
  });

  it('people who lose their role lose their rights with the token they have', async () => {
    const token = person(1);
    const admins = `${ALERTS}/alerts/${tested.alertId('TooManyGlobalAdminsAssignedToTenantAlert')}`;

    await tested.post(`${admins}/alertIncidents/${personId(1)}/remediate`);

    expect((await tested.call('GET', LIST, { token })).status).toBe(403);
  });

  it('an app reads with the read permission and writes with the write permission, without any role', async () => {
    const reader = tested.sandbox.tokens.forApp(['RoleManagementAlert.Read.Directory']);
    const writer = tested.sandbox.tokens.forApp(['RoleManagementAlert.ReadWrite.Directory']);

    expect((await tested.call('GET', LIST, { token: reader })).status).toBe(200);
    expect((await tested.call('GET', LIST, { token: writer })).status).toBe(200);
    expect((await tested.call('POST', refresh(), { token: writer })).status).toBe(202);
    const refused = await tested.call('POST', refresh(), { token: reader });
    expect(refused.status).toBe(403);
    expect(innerCode(refused)).toBe('PermissionScopeNotGranted');
  });

  it('names the permissions that would have done', async () => {
    const token = tested.sandbox.tokens.forApp(['User.Read.All']);

    const { body } = await tested.call('GET', LIST, { token });

    expect(JSON.parse(body.error.message).message).toBe(
      'Authorization failed due to missing permission scope RoleManagementAlert.Read.Directory,RoleManagementAlert.ReadWrite.Directory.',
    );
  });

  it('a person needs the permission as well as the role', async () => {
    const token = tested.sandbox.tokens.forPerson(personId(0), { scopes: ['User.Read.All'] });

    expect(innerCode(await tested.call('GET', LIST, { token }))).toBe('PermissionScopeNotGranted');
  });

  it('the app credential yields a token that reads and does not write', async () => {
    const credential = tested.sandbox.appCredential();

    const { token, expiresOnTimestamp } = await credential.getToken(['https://graph.microsoft.com/.default']);

    expect(expiresOnTimestamp).toBe(START + 3_600_000);
    expect((await tested.call('GET', LIST, { token })).status).toBe(200);
    expect((await tested.call('POST', refresh(), { token })).status).toBe(403);
    await expect(credential.getToken(['User.Read'])).rejects.toThrow(/scope/);
  });

  describe('people signing in', () => {
    const actor = { id: personId(0), name: 'Ines Okafor', tenantId: TENANT_ID, channelUserId: 'user-id-0' };
    const conversation = {
      tenantId: TENANT_ID,
      id: 'personal-chat-id',
      kind: 'personal' as const,
      serviceUrl: 'http://127.0.0.1/_connector',
      channelId: 'msteams',
      bot: { id: 'bot' },
    };

    it('have their token at once', async () => {
      const result = await tested.sandbox.userTokens.get(actor, conversation);

      expect(result.kind).toBe('token');
      const token = result.kind === 'token' ? result.token : '';
      expect((await tested.call('POST', refresh(), { token })).status).toBe(202);
    });

    it('who signed out are asked to sign in, on a page of the sandbox that works once', async () => {
      const { userTokens } = tested.sandbox;

      await userTokens.signOut(actor, conversation);
      const asked = await userTokens.get(actor, conversation);
      const link = asked.kind === 'sign-in' ? asked.signIn.link : '';
      const page = await tested.call('GET', link, { token: null });
      const again = await tested.call('GET', link, { token: null });

      expect(asked.kind).toBe('sign-in');
      expect(link).toContain(`${tested.url}/sandbox/sign-in?`);
      expect(page.status).toBe(200);
      expect(page.body).toContain('Ines Okafor');
      expect(again.status).toBe(410);
      expect((await userTokens.get(actor, conversation)).kind).toBe('token');
    });

    it('can prove it with the code of the page, and with nothing else', async () => {
      const { userTokens } = tested.sandbox;
      await userTokens.signOut(actor, conversation);
      const asked = await userTokens.get(actor, conversation);
      const link = asked.kind === 'sign-in' ? asked.signIn.link : '';

      const wrong = await userTokens.get(actor, conversation, { code: '123456' });
      const exchanged = await userTokens.get(actor, conversation, { exchangeToken: 'x' });
      const fresh = exchanged.kind === 'exchange-failed' ? exchanged.signIn.link : '';
      const code = new URL(fresh).searchParams.get('ticket') ?? '';
      const right = await userTokens.get(actor, conversation, { code });

      expect([wrong.kind, exchanged.kind, right.kind]).toEqual([
        'exchange-failed',
        'exchange-failed',
        'token',
      ]);
      expect(link).not.toBe(fresh);
    });

    it('cannot use the code of somebody else', async () => {
      const { userTokens } = tested.sandbox;
      const other = { ...actor, id: personId(1) };
      await userTokens.signOut(actor, conversation);
      await userTokens.signOut(other, conversation);
      const asked = await userTokens.get(other, conversation);
      const link = asked.kind === 'sign-in' ? asked.signIn.link : '';
      const code = new URL(link).searchParams.get('ticket') ?? '';

      const mine = await userTokens.get(actor, conversation, { code });
      const theirs = await userTokens.get(other, conversation, { code });

      expect([mine.kind, theirs.kind]).toEqual(['exchange-failed', 'token']);
    });

    it('do not sign out anybody else', async () => {
      const { userTokens } = tested.sandbox;

      await userTokens.signOut(actor, conversation);

      expect((await userTokens.get({ ...actor, id: personId(1) }, conversation)).kind).toBe('token');
    });
  });
});
