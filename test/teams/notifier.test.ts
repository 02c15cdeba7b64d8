import type { Clock } from '../../src/lib/clock';
import { silentLog } from '../../src/lib/log';
import type { Conversation } from '../../src/ports/conversation';
import type { DeliveryError, Notifier } from '../../src/ports/notifier';
import { createTeamsAdapter, type TeamsAdapter, type TeamsAdapterOptions } from '../../src/teams/adapter';
import { createMembers } from '../../src/teams/members';
import { createNotifier } from '../../src/teams/notifier';
import { fakeClock, type FakeClock } from '../support/clock';
import { startConnector, type Connector, type Mishap } from '../support/connector';

const MESSAGE = { card: { type: 'AdaptiveCard', version: '1.5', body: [] }, summary: 'Two new incidents' };
const TENANT = '22222222-2222-4222-8222-222222222222';

let clock: FakeClock;
let connector: Connector;
let adapter: TeamsAdapter;
let notifier: Notifier;
let group: Conversation;
let channel: Conversation;

beforeEach(async () => {
  clock = fakeClock();
  connector = await startConnector();
  adapter = adapterWith({});
  notifier = createNotifier({ adapter });
  const base = {
    tenantId: TENANT,
    serviceUrl: connector.serviceUrl,
    channelId: 'msteams',
    bot: { id: '28:b' },
  };
  group = { ...base, id: '19:chat@thread.v2', kind: 'group' };
  channel = { ...base, id: '19:alerts@thread.tacv2', kind: 'channel', teamId: '19:team@thread.tacv2' };
});

afterEach(async () => {
  adapter.close();
  await connector.close();
});

function adapterWith(options: Partial<TeamsAdapterOptions>, time: Clock = clock): TeamsAdapter {
  return createTeamsAdapter({
    app: { kind: 'none' },
    serviceUrls: { hosts: [], loopbackOnly: true },
    clock: time,
    log: silentLog,
    deadlineMs: 15_000,
    ...options,
  });
}

async function failureOf(work: Promise<unknown>): Promise<DeliveryError> {
  return work.then(
    () => {
      throw new Error('It was delivered.');
    },
    (error: unknown) => error as DeliveryError,
  );
}

describe('posting', () => {
  test('a chat gets the card alone, with its summary', async () => {
    const posted = await notifier.post(group, MESSAGE);

    expect(posted).toEqual({ activityId: 'm1' });
    expect(connector.calls).toHaveLength(1);
    expect(connector.calls[0]).toMatchObject({
      method: 'POST',
      path: '/v3/conversations/19:chat@thread.v2/activities',
      body: {
        type: 'message',
        summary: 'Two new incidents',
        attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: MESSAGE.card }],
      },
    });
    expect(connector.calls[0]?.body).not.toHaveProperty('text');
  });

  test('a channel gets a thread of its own', async () => {
    const posted = await notifier.post(channel, MESSAGE);

    expect(posted).toEqual({ activityId: 'm1' });
    expect(connector.calls[0]).toMatchObject({
      path: '/v3/conversations',
      body: {
        isGroup: true,
        tenantId: TENANT,
        channelData: { channel: { id: channel.id } },
        activity: { summary: 'Two new incidents' },
      },
    });
  });

  test('a thread whose activity id is left out is known by its name', async () => {
    connector.meet({ status: 201, body: { id: '19:alerts@thread.tacv2;messageid=1700' } });

    expect(await notifier.post(channel, MESSAGE)).toEqual({ activityId: '1700' });
  });

  test.each([
    ['an empty answer', undefined],
    ['an answer without an id', {}],
  ])('202 with %s is delivered, and cannot be updated', async (_name, body) => {
    connector.meet({ status: 202, body }, { status: 202, body });

    expect(await notifier.post(group, MESSAGE)).toEqual({});
    expect(await notifier.post(channel, MESSAGE)).toEqual({});
  });

  test('the published send limits are told with the seconds to wait', async () => {
    const strict = await startConnector({ clock });
    const to = { ...group, serviceUrl: strict.serviceUrl };
    for (let sent = 0; sent < 7; sent += 1) await notifier.post(to, MESSAGE);

    const failure = await failureOf(notifier.post(to, MESSAGE));

    expect(failure).toMatchObject({ outcome: 'retry', status: 429, code: 'Throttled', retryAfterSeconds: 1 });
    await strict.close();
  });
});

describe('following up', () => {
  test('stands in the thread that the card began, and can be updated and followed up itself', async () => {
    const first = await notifier.post(channel, MESSAGE);
    const second = await notifier.reply(channel, first.activityId ?? '', MESSAGE);
    await notifier.reply(channel, second.activityId ?? '', MESSAGE);
    await notifier.update(channel, second.activityId ?? '', { ...MESSAGE, summary: 'Gone' });

    const thread = '/v3/conversations/19:alerts@thread.tacv2;messageid=m1/activities';
    expect(connector.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v3/conversations',
      `POST ${thread}`,
      `POST ${thread}`,
      `PUT ${thread}/m2`,
    ]);
    expect(connector.messages.get('m2')).toMatchObject({
      conversationId: '19:alerts@thread.tacv2;messageid=m1',
      updates: 1,
      activity: { id: 'm2', summary: 'Gone' },
    });
  });

  test('a chat has no threads', async () => {
    await notifier.reply(group, 'm1', MESSAGE);

    expect(connector.calls[0]?.path).toBe('/v3/conversations/19:chat@thread.v2/activities');
  });

  test('a thread that somebody deleted is missing, and says nothing about its channel', async () => {
    connector.meet({ status: 404, body: { error: { code: 'ConversationNotFound' } } });

    expect(await failureOf(notifier.reply(channel, '1700', MESSAGE))).toMatchObject({
      outcome: 'missing',
      status: 404,
      code: 'ConversationNotFound',
    });
  });
});

describe('updating', () => {
  test('a card is replaced in place', async () => {
    const { activityId = '' } = await notifier.post(group, MESSAGE);

    await notifier.update(group, activityId, { ...MESSAGE, summary: 'Nothing new' });

    expect(connector.messages.get(activityId)).toMatchObject({
      updates: 1,
      activity: { summary: 'Nothing new' },
    });
  });

  test('a card that began a thread is also looked for under the name of the thread', async () => {
    const { activityId = '' } = await notifier.post(channel, MESSAGE);
    connector.meet({ status: 404, body: { error: { code: 'ConversationNotFoundHere' } } });

    await notifier.update(channel, activityId, MESSAGE);

    expect(connector.calls.at(-1)?.path).toBe(
      '/v3/conversations/19:alerts@thread.tacv2;messageid=m1/activities/m1',
    );
    expect(connector.messages.get(activityId)?.updates).toBe(1);
  });

  test('a card that is no longer there is missing', async () => {
    const failures = [
      await failureOf(notifier.update(group, 'gone', MESSAGE)),
      await failureOf(notifier.update(channel, 'gone', MESSAGE)),
    ];

    expect(failures).toMatchObject([
      { outcome: 'missing', status: 404, code: 'ActivityNotFoundInConversation' },
      { outcome: 'missing', status: 404, code: 'ActivityNotFoundInConversation' },
    ]);
  });
});

const coded = (status: number, code: string): Mishap => ({
  status,
  body: { error: { code, message: 'secret' } },
});
const writesBlocked: Mishap = {
  status: 403,
  body: { errorCode: 209, message: '{"subCode":"MessageWritesBlocked","details":"Thread is read-only"}' },
};
const FAILURES: readonly (readonly [string, Mishap, string, string])[] = [
  ['429', { status: 429, headers: { 'retry-after': '2.5' } }, 'retry', 'retry'],
  ['412', coded(412, 'PreconditionFailed'), 'retry', 'retry'],
  ['500', { status: 500 }, 'uncertain', 'retry'],
  ['502', { status: 502 }, 'uncertain', 'retry'],
  ['503', { status: 503, headers: { 'retry-after': '1' } }, 'uncertain', 'retry'],
  ['504', { status: 504 }, 'uncertain', 'retry'],
  ['a reset', { reset: true }, 'uncertain', 'retry'],
  ['removed from the conversation', coded(403, 'BotNotInConversationRoster'), 'gone', 'gone'],
  ['blocked by the person', coded(403, 'ConversationBlockedByUser'), 'gone', 'gone'],
  ['disabled by an admin', coded(403, 'BotDisabledByAdmin'), 'gone', 'gone'],
  ['no longer allowed', coded(403, 'NotEnoughPermissions'), 'gone', 'gone'],
  ['writes blocked, said in nested JSON', writesBlocked, 'gone', 'gone'],
  ['the wrong cloud', coded(403, 'InvalidBotApiHost'), 'refused', 'refused'],
  ['an unknown 403', { status: 403 }, 'refused', 'refused'],
  ['conversation deleted', coded(404, 'ConversationNotFound'), 'gone', 'gone'],
  ['400', coded(400, 'BadArgument'), 'refused', 'refused'],
  ['401', coded(401, 'BotNotRegistered'), 'refused', 'refused'],
  ['413', coded(413, 'MessageSizeTooBig'), 'refused', 'refused'],
];

describe('failing', () => {
  test.each(FAILURES)('%s', async (_name, mishap, posting, updating) => {
    connector.meetAlways(mishap);

    const failures = [
      await failureOf(notifier.post(group, MESSAGE)),
      await failureOf(notifier.post(channel, MESSAGE)),
      await failureOf(notifier.update(group, 'm1', MESSAGE)),
    ];

    expect(failures.map(({ name }) => name)).toEqual(['DeliveryError', 'DeliveryError', 'DeliveryError']);
    expect(failures.map(({ outcome }) => outcome)).toEqual([posting, posting, updating]);
    expect(failures.map(({ message }) => message).join(' ')).not.toContain('secret');
    expect(connector.calls).toHaveLength(3);
  });

  test('how long to wait is told in seconds, with fractions or up to a date', async () => {
    const date = new Date(clock.now() + 90_000).toUTCString();
    connector.meet(
      { status: 429, headers: { 'retry-after': '0.25' } },
      { status: 429, headers: { 'retry-after': date } },
      { status: 429 },
      { status: 429, headers: { 'retry-after': 'soon' } },
    );

    const failures = [];
    for (let attempt = 0; attempt < 4; attempt += 1)
      failures.push(await failureOf(notifier.post(group, MESSAGE)));

    expect(failures.map(({ retryAfterSeconds }) => retryAfterSeconds)).toEqual([
      0.25,
      90,
      undefined,
      undefined,
    ]);
  });

  test('a port nobody listens on was certainly not reached', async () => {
    await connector.close();

    const failure = await failureOf(notifier.post(group, MESSAGE));

    expect(failure).toMatchObject({ outcome: 'retry', code: 'ECONNREFUSED' });
  });

  test('an address that is not the channel never gets the token of the bot', async () => {
    let asked = 0;
    const credentials = {
      createCredentials: () => {
        asked += 1;
        return Promise.resolve({ signRequest: (request: never) => Promise.resolve(request) });
      },
    };
    const real = adapterWith({
      app: { kind: 'custom', appId: 'app-1', credentials },
      serviceUrls: { hosts: ['smba.trafficmanager.net'], loopbackOnly: false },
    });

    const failure = await failureOf(createNotifier({ adapter: real }).post(group, MESSAGE));

    expect(failure.outcome).toBe('refused');
    expect(asked).toBe(0);
    expect(connector.calls).toHaveLength(0);
    real.close();
  });

  test('a bot that gets no token has certainly sent nothing', async () => {
    const credentials = {
      createCredentials: () =>
        Promise.resolve({ signRequest: () => Promise.reject(new Error('invalid_client secret-text')) }),
    };
    const tokenless = adapterWith({ app: { kind: 'custom', appId: 'app-1', credentials } });

    const failure = await failureOf(createNotifier({ adapter: tokenless }).post(group, MESSAGE));

    expect(failure.outcome).toBe('retry');
    expect(failure.message).not.toContain('secret-text');
    expect(connector.calls).toHaveLength(0);
    tokenless.close();
  });
});

describe('an answer that does not come', () => {
  /** Starts the work and returns once the request has arrived. */
  async function arriving(start: () => Promise<unknown>): Promise<Promise<DeliveryError>[]> {
    let failure: Promise<DeliveryError> | undefined;
    await new Promise<void>((resolve) => {
      connector.meet({ silent: true, arrived: resolve });
      failure = failureOf(start());
    });
    return failure ? [failure] : [];
  }

  test('leaves a post uncertain at the deadline', async () => {
    const [failure] = await arriving(() => notifier.post(group, MESSAGE));

    await clock.advance(15_000);

    expect(await failure).toMatchObject({ outcome: 'uncertain' });
  });

  test('lets an update be tried again', async () => {
    const [failure] = await arriving(() => notifier.update(group, 'm1', MESSAGE));

    await clock.advance(15_000);

    expect(await failure).toMatchObject({ outcome: 'retry' });
  });

  test('leaves a post uncertain when the caller gives up', async () => {
    const caller = new AbortController();
    const [failure] = await arriving(() => notifier.post(group, MESSAGE, caller.signal));

    caller.abort();

    expect(await failure).toMatchObject({ outcome: 'uncertain' });
  });

  test('for a token of the bot ends at the deadline, with nothing sent', async () => {
    const asked: (() => void)[] = [];
    const waiting = new Promise<void>((resolve) => asked.push(resolve));
    const credentials = {
      createCredentials: () =>
        Promise.resolve({
          signRequest: () => {
            asked[0]?.();
            return new Promise<never>(() => undefined);
          },
        }),
    };
    const stuck = adapterWith({ app: { kind: 'custom', appId: 'app-1', credentials } });
    const failure = failureOf(createNotifier({ adapter: stuck }).post(group, MESSAGE));
    await waiting;

    await clock.advance(15_000);

    expect(await failure).toMatchObject({ outcome: 'retry' });
    stuck.close();
  });

  test('leaves no timer behind once it does come', async () => {
    await notifier.post(group, MESSAGE);

    expect(clock.sleepers()).toBe(0);
  });
});

describe('members', () => {
  const ALEX = {
    id: '29:alex',
    aadObjectId: 'oid-alex',
    tenantId: TENANT,
    name: 'Alex',
    userPrincipalName: 'alex@contoso.com',
  };

  test('a person is named with object id and tenant', async () => {
    connector.member(group.id, '29:alex', ALEX);

    const member = await createMembers({ adapter, clock }).find(group, '29:alex');

    expect(member).toEqual({
      id: 'oid-alex',
      tenantId: TENANT,
      name: 'Alex',
      userPrincipalName: 'alex@contoso.com',
    });
  });

  test('somebody who is not there is nobody', async () => {
    expect(await createMembers({ adapter, clock }).find(group, '29:nobody')).toBeUndefined();
  });

  test('somebody without a tenant is nobody', async () => {
    connector.member(group.id, '29:alex', { ...ALEX, tenantId: undefined });

    expect(await createMembers({ adapter, clock }).find(group, '29:alex')).toBeUndefined();
  });

  test('an external person of a shared channel is found in the channel, with the tenant that is theirs', async () => {
    connector.member(channel.id, '29:guest', { ...ALEX, tenantId: 'another-tenant' });

    const member = await createMembers({ adapter, clock }).find(channel, '29:guest');

    expect(member?.tenantId).toBe('another-tenant');
    expect(connector.calls.map(({ path }) => path)).toEqual([
      '/v3/conversations/19:team@thread.tacv2/members/29:guest',
      '/v3/conversations/19:alerts@thread.tacv2/members/29:guest',
    ]);
  });

  test('the answer serves for a minute, and everybody who asks at once', async () => {
    connector.member(group.id, '29:alex', ALEX);
    const members = createMembers({ adapter, clock });

    await Promise.all([members.find(group, '29:alex'), members.find(group, '29:alex')]);
    await clock.advance(59_000);
    await members.find(group, '29:alex');
    const before = connector.calls.length;
    await clock.advance(1001);
    await members.find(group, '29:alex');

    expect([before, connector.calls.length]).toEqual([1, 2]);
  });

  test('a clock that is set back makes no answer serve for longer', async () => {
    connector.member(group.id, '29:alex', ALEX);
    const members = createMembers({ adapter, clock });
    await members.find(group, '29:alex');

    await clock.advance(-3_600_000);
    await members.find(group, '29:alex');

    expect(connector.calls).toHaveLength(2);
  });

  test('a redirect is not followed: it would carry the token of the bot along', async () => {
    connector.member(group.id, '29:alex', ALEX);
    const elsewhere = `${connector.serviceUrl}v3/conversations/${group.id}/members/29:alex`;
    connector.meet({ status: 307, headers: { location: elsewhere } });

    const failure = await failureOf(createMembers({ adapter, clock }).find(group, '29:alex'));

    expect(failure).toMatchObject({ name: 'DeliveryError', status: 307 });
    expect(connector.calls).toHaveLength(1);
  });

  test('that nobody was found, or nobody answered, is not kept', async () => {
    const members = createMembers({ adapter, clock });
    await members.find(group, '29:alex');
    connector.meet({ status: 503 });
    await failureOf(members.find(group, '29:alex'));
    connector.member(group.id, '29:alex', ALEX);

    expect((await members.find(group, '29:alex'))?.name).toBe('Alex');
  });
});
