import { PassThrough } from 'node:stream';
import { systemClock } from '../../src/lib/clock';
import { createLog } from '../../src/lib/log';
import { createTeamsAdapter, type Inbound, type TeamsAdapter } from '../../src/teams/adapter';
import { startConnector, type Connector, type Mishap } from '../support/connector';

let connector: Connector;
let adapter: TeamsAdapter;
const lines = new PassThrough();
/** Of a call, unless told. */
const DEADLINE_MS = 15_000;
/** Waits shorter than that, which pass at once. */
const waits: number[] = [];

function passed(ms: number): Promise<void> {
  waits.push(ms);
  return Promise.resolve();
}

beforeEach(async () => {
  connector = await startConnector();
  adapter = createTeamsAdapter({
    app: { kind: 'none' },
    serviceUrls: { hosts: [], loopbackOnly: true },
    clock: {
      ...systemClock,
      sleep: (ms, signal) => (ms < DEADLINE_MS ? passed(ms) : systemClock.sleep(ms, signal)),
    },
    log: createLog('debug', lines),
  });
});

afterEach(async () => {
  adapter.close();
  await connector.close();
  lines.read();
  waits.length = 0;
});

function receive(change: object, logic: Inbound['logic']): ReturnType<TeamsAdapter['receive']> {
  const activity = {
    type: 'message',
    id: 'incoming',
    channelId: 'msteams',
    serviceUrl: connector.serviceUrl,
    conversation: { id: 'c1' },
    from: { id: 'u1' },
    recipient: { id: 'b1' },
    ...change,
  };
  return adapter.receive({ activity, logic });
}

test('a turn answers through the connector, without a token where there is no authentication', async () => {
  const answer = await receive({}, async (context) => {
    await context.sendActivity('Hello');
  });

  expect(answer).toEqual({ status: 200 });
  expect(connector.calls).toMatchObject([
    {
      method: 'POST',
      path: '/v3/conversations/c1/activities/incoming',
      authorization: undefined,
      body: { text: 'Hello' },
    },
  ]);
});

test('moments arrive as dates, with their text kept', async () => {
  let seen: unknown;

  await receive({ timestamp: '2026-11-23T08:00:00.000Z' }, async ({ activity }) => {
    seen = { ...activity };
  });

  expect(seen).toMatchObject({
    timestamp: new Date('2026-11-23T08:00:00.000Z'),
    rawTimestamp: '2026-11-23T08:00:00.000Z',
  });
});

test('the answer to an invoke is what the turn said', async () => {
  const body = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Done' };

  const answer = await receive({ type: 'invoke', name: 'adaptiveCard/action' }, async (context) => {
    await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body } });
  });

  expect(answer).toEqual({ status: 200, body });
});

test('an invoke that nobody knows is not implemented', async () => {
  const answer = await receive({ type: 'invoke', name: 'unknown/thing' }, async () => undefined);

  expect(answer.status).toBe(501);
});

test('a refusal by the turn is a status without a body', async () => {
  const answer = await receive({ type: 'invoke' }, async () => ({ status: 403 }));

  expect(answer).toEqual({ status: 403 });
});

test('a turn that fails on an invoke still answers, typed, with a reference and no more', async () => {
  const answer = await receive({ type: 'invoke', name: 'adaptiveCard/action' }, async () => {
    throw new Error('secret detail');
  });

  expect(answer).toMatchObject({
    status: 200,
    body: {
      statusCode: 500,
      type: 'application/vnd.microsoft.error',
      value: {
        code: 'InternalError',
        message: expect.stringMatching(/^Something went wrong on my side \(reference [\w-]{36}\)\.$/),
      },
    },
  });
  expect(JSON.stringify(answer)).not.toContain('secret detail');
});

test('a turn that fails on a message says so once, and the log can be found by the reference', async () => {
  const answer = await receive({}, async () => {
    throw new Error('broken');
  });

  const [told] = connector.calls;
  const reference = /reference ([\w-]{36})/.exec(String(told?.body['text']))?.[1];
  expect(answer).toEqual({ status: 200 });
  expect(reference).toBeDefined();
  expect(String(lines.read())).toContain(reference);
});

test('an address outside this machine gets no turn', async () => {
  let entered = false;

  const answer = await receive({ serviceUrl: 'https://smba.trafficmanager.net/emea/' }, async () => {
    entered = true;
  });

  expect(answer).toEqual({ status: 403 });
  expect(entered).toBe(false);
});

const MISHAPS: readonly (readonly [string, Mishap])[] = [
  ['out of service', { status: 503 }],
  ['a gateway in between gives up', { status: 504 }],
  ['reset', { reset: true }],
  ['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:9/elsewhere' } }],
];

test.each(MISHAPS)('a reply is sent once: %s', async (_name, mishap) => {
  connector.meetAlways(mishap);
  let failure: unknown;

  await receive({}, async (context) => {
    failure = await context.sendActivity('Hello').catch((error: unknown) => error);
  });

  expect(connector.calls).toHaveLength(1);
  expect(failure).toMatchObject({ name: 'DeliveryError' });
});

test.each(MISHAPS)('a card replaced in a turn is sent once: %s', async (_name, mishap) => {
  connector.meetAlways(mishap);

  await receive({}, async (context) => {
    await context
      .updateActivity({ id: 'm1', type: 'message', conversation: { id: 'c1' } as never })
      .catch(() => undefined);
  });

  expect(connector.calls).toHaveLength(1);
});

const TOO_MUCH: readonly Mishap[] = [{ status: 429, headers: { 'retry-after': '3' } }, { status: 429 }];

test.each<[string, Inbound['logic']]>([
  [
    'a reply',
    async (context) => {
      connector.meet(...TOO_MUCH);
      await context.sendActivity('Hello');
    },
  ],
  [
    'a card replaced',
    async (context) => {
      const card = await context.sendActivity('Hello');
      connector.meet(...TOO_MUCH);
      await context.updateActivity({ ...card, type: 'message', conversation: { id: 'c1' } as never });
    },
  ],
])(
  '%s that is too much for the channel comes when it is no longer, in the same words',
  async (_name, logic) => {
    const answer = await receive({}, logic);

    const tries = connector.calls.slice(-3);
    expect(answer).toEqual({ status: 200 });
    expect(waits).toEqual([3000, 1000]);
    expect(tries).toHaveLength(3);
    expect(new Set(tries.map((call) => JSON.stringify(call))).size).toBe(1);
  },
);

test('what the channel wants in the answer comes in the answer, and nowhere else', async () => {
  const answer = await receive({ deliveryMode: 'expectReplies' }, async (context) => {
    await context.sendActivity('Hello');
  });

  expect(answer).toMatchObject({
    status: 200,
    body: { activities: [{ text: 'Hello', replyToId: 'incoming' }] },
  });
  expect(connector.calls).toHaveLength(0);
});

test('the token of the bot goes with each message', async () => {
  const asked: unknown[] = [];
  const somebody = createTeamsAdapter({
    app: {
      kind: 'custom',
      appId: 'app-1',
      credentials: {
        createCredentials: (...args) => {
          asked.push(args);
          return Promise.resolve({
            signRequest: (request) => {
              request.headers.set('Authorization', 'Bearer made-up');
              return Promise.resolve(request);
            },
          });
        },
      },
    },
    serviceUrls: { hosts: [], loopbackOnly: true },
    clock: systemClock,
    log: createLog('silent'),
  });

  await somebody.connector(connector.serviceUrl).send('c1', { type: 'message', text: 'Hello' });
  await somebody.connector(connector.serviceUrl).send('c1', { type: 'message', text: 'Again' });

  expect(connector.calls.map(({ authorization }) => authorization)).toEqual([
    'Bearer made-up',
    'Bearer made-up',
  ]);
  // For the channel and nobody else; made once.
  expect(asked).toEqual([
    ['app-1', 'https://api.botframework.com', 'https://login.microsoftonline.com/botframework.com', true],
  ]);
  somebody.close();
});
