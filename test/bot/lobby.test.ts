import { PassThrough } from 'node:stream';
import type { Activity } from 'botbuilder';
import { createLobby } from '../../src/bot/lobby';
import { createRefusals } from '../../src/bot/refusals';
import { createLog } from '../../src/lib/log';
import type { Member } from '../../src/ports/members';
import { DeliveryError } from '../../src/ports/notifier';
import { fakeClock } from '../support/clock';
import { OTHER_TENANT, TENANT } from '../support/fakes';

const OTHER = '99999999-9999-4999-8999-999999999999';
const ALEX: Member = { id: 'alex-id', tenantId: TENANT, name: 'Alex of the roster' };

/** One activity at the door. */
async function enter({
  type = 'message',
  tenant = TENANT,
  kind = 'channel',
  from = { id: '29:alex', name: 'Alex', aadObjectId: 'alex-id' },
  member = ALEX,
  allowed = true,
  authenticated = true,
  home,
  homeAfter,
  name,
}: {
  type?: string;
  tenant?: string;
  kind?: 'personal' | 'groupChat' | 'channel';
  from?: object;
  member?: Member | null | Error;
  allowed?: boolean;
  authenticated?: boolean;
  /** Whose the conversation is already. */
  home?: string;
  /** Whose it has become by the time it is kept. */
  homeAfter?: string;
  /** Of an invoke. */
  name?: string;
} = {}) {
  const lines = new PassThrough();
  const log = createLog('debug', lines);
  const asked: string[] = [];
  const kept: string[] = [];
  const lobby = createLobby({
    tenants: new Set([TENANT, OTHER_TENANT]),
    authenticated,
    conversations: {
      home: (id, tenantId) => {
        if (tenantId !== undefined) kept.push(id);
        return Promise.resolve(home ?? (tenantId && (homeAfter ?? tenantId)));
      },
    },
    members: {
      find: (_place, userId) => {
        asked.push(userId);
        return member instanceof Error ? Promise.reject(member) : Promise.resolve(member ?? undefined);
      },
    },
    limits: {
      allow: () => Promise.resolve(allowed ? { ok: true } : { ok: false, retryInSeconds: 7 }),
    },
    refusals: createRefusals({ clock: fakeClock(), log }),
    log,
  });
  const activity = {
    type,
    name,
    from,
    recipient: { id: '28:bot' },
    conversation: { id: 'c', conversationType: kind, tenantId: tenant },
  } as unknown as Activity;
  const { conversation, ...admission } = { conversation: undefined, ...(await lobby(activity)) };
  return { admission, conversation, asked, kept, logged: String(lines.read() ?? '') };
}

const OURS_ONLY = { kind: 'tell', text: 'Rolecall serves people of this organisation only.' };

describe('the lobby', () => {
  it('lets our people in', async () => {
    const { admission } = await enter();

    expect(admission).toEqual({
      kind: 'serve',
      actor: { id: 'alex-id', name: 'Alex of the roster', tenantId: TENANT, channelUserId: '29:alex' },
    });
  });

  it.each(['message', 'invoke', 'conversationUpdate', 'installationUpdate'])(
    'refuses a %s of another tenant, and says so in the log alone',
    async (type) => {
      const { admission, asked, logged } = await enter({ type, tenant: OTHER });

      expect(admission).toEqual({ kind: 'refuse' });
      expect(asked).toEqual([]);
      expect(JSON.parse(logged)).toMatchObject({ msg: 'denied', reason: 'tenant', count: 1 });
    },
  );

  it('refuses an activity that names no tenant', async () => {
    expect((await enter({ tenant: '' })).admission).toEqual({ kind: 'refuse' });
  });

  it.each(['channel', 'groupChat'] as const)('tells a guest of another tenant in a %s', async (kind) => {
    const { admission, logged } = await enter({ kind, member: { ...ALEX, tenantId: OTHER } });

    expect(admission).toEqual(OURS_ONLY);
    expect(logged).toContain('external person');
  });

  it('tells people of a tenant that is served, too, in a channel of another', async () => {
    const { admission } = await enter({ member: { ...ALEX, tenantId: OTHER_TENANT } });

    expect(admission).toEqual(OURS_ONLY);
  });

  it('serves each tenant as itself', async () => {
    const member = { ...ALEX, tenantId: OTHER_TENANT };

    const { admission, conversation } = await enter({ tenant: OTHER_TENANT.toUpperCase(), member });

    expect(admission).toMatchObject({ kind: 'serve', actor: { tenantId: OTHER_TENANT } });
    expect(conversation).toMatchObject({ id: 'c', tenantId: OTHER_TENANT });
  });

  it.each([
    ['message', undefined],
    ['invoke', 'adaptiveCard/action'],
    ['invoke', 'composeExtension/query'],
    ['installationUpdate', undefined],
  ] as const)('refuses a %s (%s) from a conversation of another tenant', async (type, name) => {
    const { admission, asked, logged } = await enter({
      type,
      ...(name ? { name } : {}),
      tenant: TENANT,
      home: OTHER_TENANT,
    });

    expect(admission).toEqual({ kind: 'refuse' });
    expect(asked).toEqual([]);
    expect(logged).toContain('conversation of another tenant');
  });

  it('keeps whose a conversation is from the first word in it, but not from a search', async () => {
    const spoken = await enter();
    const searched = await enter({ type: 'invoke', name: 'composeExtension/query' });

    expect(spoken.kept).toEqual(['c']);
    expect([searched.kept, searched.admission.kind]).toEqual([[], 'serve']);
  });

  it.each<[string, NonNullable<Parameters<typeof enter>[0]>]>([
    ['is of another tenant', { member: { ...ALEX, tenantId: OTHER_TENANT } }],
    ['nobody knows', { member: null }],
    ['cannot be verified now', { member: new DeliveryError('No.', { outcome: 'retry', status: 503 }) }],
    ['has two accounts', { from: { id: '29:alex', aadObjectId: 'somebody-else' } }],
    ['is too fast', { allowed: false }],
  ])('keeps nothing of the word of somebody who %s', async (_who, said) => {
    const { admission, kept } = await enter(said);

    expect([admission.kind, kept]).toEqual(['tell', []]);
  });

  it.each(['installationUpdate', 'conversationUpdate'])(
    'keeps whose a conversation is from a %s, too, which nobody says',
    async (type) => {
      expect((await enter({ type, member: null })).kept).toEqual(['c']);
    },
  );

  it.each(['messageReaction', 'messageUpdate', 'messageDelete', 'typing', 'event'])(
    'keeps nothing of a %s, which somebody does whom nobody has verified',
    async (type) => {
      expect((await enter({ type, member: null })).kept).toEqual([]);
    },
  );

  it('refuses whose word came second where two tenants began a conversation at once', async () => {
    const { admission } = await enter({ homeAfter: OTHER_TENANT });

    expect(admission).toEqual({ kind: 'refuse' });
  });

  it('tells somebody whom the channel does not know', async () => {
    expect((await enter({ member: null })).admission).toEqual(OURS_ONLY);
  });

  it.each(['channel', 'personal'] as const)(
    'takes the object id from the channel where a message of a %s names none',
    async (kind) => {
      const { admission } = await enter({ kind, from: { id: '29:alex' } });

      expect(admission).toMatchObject({ kind: 'serve', actor: { id: 'alex-id' } });
    },
  );

  it.each<[string, Member | null]>([
    ['nobody', null],
    ['somebody of another tenant', { ...ALEX, tenantId: OTHER }],
  ])('lets no person without an object id in where the channel knows %s', async (_whom, member) => {
    const { admission } = await enter({ kind: 'personal', from: { id: '29:alex' }, member });

    expect(admission).toEqual(OURS_ONLY);
  });

  it('lets nobody in whom activity and channel name differently', async () => {
    const { admission } = await enter({ from: { id: '29:alex', aadObjectId: 'somebody-else' } });

    expect(admission).toMatchObject({ kind: 'tell', text: expect.stringContaining('two accounts') });
  });

  it('lets nobody in while the channel cannot say who it is, and asks for patience', async () => {
    const member = new DeliveryError('The channel answered 503.', { outcome: 'retry', status: 503 });

    const { admission, logged } = await enter({ member });

    expect(admission).toEqual({
      kind: 'tell',
      text: 'Teams does not tell me right now who you are. Try again in a minute.',
    });
    expect(logged).toContain('a person could not be verified');
  });

  it('knows the one person of a personal chat already', async () => {
    const { admission, asked } = await enter({ kind: 'personal', member: null });

    expect(admission).toMatchObject({ kind: 'serve', actor: { id: 'alex-id', name: 'Alex' } });
    expect(asked).toEqual([]);
  });

  it('compares tenants and ids without regard to case', async () => {
    const member = { ...ALEX, id: 'ALEX-ID', tenantId: TENANT.toUpperCase() };

    expect((await enter({ member })).admission.kind).toBe('serve');
  });

  it('asks whoever is too fast to wait, and the channel nothing', async () => {
    const { admission, asked } = await enter({ allowed: false });

    expect(admission).toEqual({ kind: 'tell', text: 'That was a lot at once. Try again in 7 seconds.' });
    expect(asked).toEqual([]);
  });

  it('counts no updates of the conversation as commands', async () => {
    expect((await enter({ type: 'conversationUpdate', allowed: false })).admission.kind).toBe('serve');
  });

  it('without authentication has no tenant to defend, and knows people by what id there is', async () => {
    const { admission } = await enter({
      authenticated: false,
      tenant: OTHER,
      member: null,
      from: { id: '29:alex' },
    });

    expect(admission).toMatchObject({ kind: 'serve', actor: { id: '29:alex' } });
  });
});

describe('refusals', () => {
  it('are one line a minute for each reason, and none is lost', async () => {
    const lines = new PassThrough();
    const clock = fakeClock();
    const refusals = createRefusals({ clock, log: createLog('info', lines) });

    for (let times = 0; times < 1000; times += 1) refusals.note('signature');
    refusals.note('tenant');
    await clock.advance(60_000);
    refusals.note('signature');

    const logged = String(lines.read())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(logged).toMatchObject([
      { reason: 'signature', count: 1 },
      { reason: 'tenant', count: 1 },
      { reason: 'signature', count: 1000 },
    ]);
  });
});
