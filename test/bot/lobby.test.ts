import type { Activity } from 'botbuilder';
import { createLobby } from '../../src/bot/lobby';
import type { Member, Members } from '../../src/ports/members';
import { aConversation, TENANT } from '../support/fakes';

const OTHER = '99999999-9999-4999-8999-999999999999';
const ACTOR = { id: 'alex-id', name: 'Alex', tenantId: TENANT, channelUserId: '29:alex' };

function enter({
  type = 'message',
  tenant = TENANT,
  kind = 'channel',
  member = { id: 'alex-id', tenantId: TENANT, name: 'Alex' },
  allowed = true,
  authenticated = true,
}: {
  type?: string;
  tenant?: string | undefined;
  kind?: 'personal' | 'group' | 'channel';
  member?: Member | undefined | null;
  allowed?: boolean;
  authenticated?: boolean;
} = {}) {
  const members: Members = { find: () => Promise.resolve(member ?? undefined) };
  const lobby = createLobby({
    tenants: authenticated ? new Set([TENANT]) : undefined,
    members,
    limits: {
      allow: () => Promise.resolve(allowed ? { ok: true } : { ok: false, retryInSeconds: 7 }),
    },
  });
  const activity = { type, conversation: { id: 'c', tenantId: tenant } } as unknown as Activity;
  return lobby(activity, ACTOR, { ...aConversation('c'), kind });
}

describe('the lobby', () => {
  it('lets our people in', async () => {
    expect(await enter()).toBe('serve');
  });

  it.each(['message', 'invoke', 'conversationUpdate', 'installationUpdate'])(
    'refuses a %s of another tenant',
    async (type) => {
      expect(await enter({ type, tenant: OTHER })).toBe('refuse');
    },
  );

  it('refuses an activity that names no tenant', async () => {
    expect(await enter({ tenant: '' })).toBe('refuse');
  });

  it.each(['channel', 'group'] as const)('tells a guest of another tenant in a %s', async (kind) => {
    const member = { id: 'alex-id', tenantId: OTHER, name: 'Alex' };

    expect(await enter({ kind, member })).toEqual({
      tell: 'Rolecall serves people of this organisation only.',
    });
  });

  it('tells somebody whom the channel does not know', async () => {
    expect(await enter({ member: null })).toHaveProperty('tell');
  });

  it('knows the one person of a personal chat already', async () => {
    expect(await enter({ kind: 'personal', member: null })).toBe('serve');
  });

  it('compares tenants without regard to case', async () => {
    const member = { id: 'alex-id', tenantId: TENANT.toUpperCase(), name: 'Alex' };

    expect(await enter({ member })).toBe('serve');
  });

  it('asks whoever is too fast to wait', async () => {
    expect(await enter({ allowed: false })).toEqual({
      tell: 'That was a lot at once. Try again in 7 seconds.',
    });
  });

  it('counts no updates of the conversation as commands', async () => {
    expect(await enter({ type: 'conversationUpdate', allowed: false })).toBe('serve');
  });

  it('without authentication has no tenant to defend', async () => {
    expect(await enter({ authenticated: false, tenant: OTHER, member: null })).toBe('serve');
  });
});
