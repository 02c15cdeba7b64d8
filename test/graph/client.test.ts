import { createGraphClient } from '../../src/graph/client';
import type { GraphCall } from '../../src/graph/client';
import { createLog } from '../../src/lib/log';
import { brokenConnection, empty, ok, refusal, silence } from '../support/fake-wire';
import { aGraph, failure, GRAPH, settled, START, testClock } from './support';

const READ: GraphCall = { operation: 'read', method: 'GET', path: '/things' };
const CHANGE: GraphCall = {
  operation: 'change',
  method: 'PATCH',
  path: '/things/1',
  body: { isActive: false },
};

describe('the token', () => {
  it('is the app’s, asked for the origin’s own scope, where the call names nobody', async () => {
    const scopes: unknown[] = [];
    const getToken = async (scope: unknown) => {
      scopes.push(scope);
      return { token: 'app-token', expiresOnTimestamp: START };
    };
    const { client, wire } = aGraph({ credential: { getToken } });
    wire.answer(ok({}));

    await client.call(READ);

    expect(wire.sent[0]?.headers.get('authorization')).toBe('Bearer app-token');
    expect(scopes).toEqual(['https://graph.microsoft.com/.default']);
  });

  it('is the person’s where the call carries one, and the app’s credential is not asked', async () => {
    const getToken = jest.fn();
    const { client, wire } = aGraph({ credential: { getToken } });
    wire.answer(ok({}));

    await client.call({ ...READ, token: 'persons-token' });

    expect(wire.sent[0]?.headers.get('authorization')).toBe('Bearer persons-token');
    expect(getToken).not.toHaveBeenCalled();
  });

  it('goes over http to a sandbox on this machine', async () => {
    const { client, wire } = aGraph({ baseUrl: 'http://127.0.0.1:4711' });
    wire.answer(ok({}));

    await client.call(READ);

    expect(wire.sent[0]?.url).toBe('http://127.0.0.1:4711/beta/things');
    expect(wire.sent[0]?.headers.get('authorization')).toBe('Bearer app-token');
  });

  it('is not needed on loopback', async () => {
    const clock = testClock();
    const { wire } = aGraph();
    const log = createLog('silent');
    const client = createGraphClient({ baseUrl: 'http://localhost:1', fetch: wire.fetch, clock, log });
    wire.answer(ok({}));

    await client.call(READ);

    expect(wire.sent[0]?.headers.has('authorization')).toBe(false);
  });

  it.each([
    'http://graph.microsoft.com',
    'http://127.0.0.1.evil.example',
    'http://10.0.0.1',
    'https://graph.microsoft.com/beta',
    'https://user:secret@graph.microsoft.com',
    'ftp://graph.microsoft.com',
    'graph.microsoft.com',
  ])('has no client for the base URL %s', (baseUrl) => {
    expect(() => aGraph({ baseUrl })).toThrow(/base URL/);
  });

  it('never leaves for another host named in a path, and nothing is sent there', async () => {
    const { client, wire } = aGraph();

    const details = await failure(client.call({ ...READ, path: 'https://evil.example/beta/things' }));

    expect(details).toMatchObject({ code: 'ForeignAddress' });
    expect(wire.sent).toHaveLength(0);
  });

  it.each([
    'https://evil.example/beta/things',
    'https://graph.microsoft.com.evil.example/beta/things',
    'https://graph.microsoft.com:444/beta/things',
    'http://graph.microsoft.com/beta/things',
    'https://graph.microsoft.com@evil.example/beta/things',
    '//evil.example/beta/things',
    'javascript:alert(1)',
    'https://graph.microsoft.com/things',
    'https://[',
  ])('has no way to %s', (link) => {
    const { client } = aGraph();

    expect(() => client.toRelative(link)).toThrow(/Graph points to an address/);
  });

  it('that cannot be had is a lack of authentication, and nothing is sent', async () => {
    const denied = Object.assign(new Error('AADSTS7000215'), { name: 'AuthenticationError' });
    const { client, wire } = aGraph({ credential: { getToken: () => Promise.reject(denied) } });

    const details = await failure(client.call(CHANGE));

    expect(details).toMatchObject({ reason: 'unauthenticated' });
    expect(details.maybeDone).toBeUndefined();
    expect(wire.sent).toHaveLength(0);
  });

  it('that the credential does not give is a lack of authentication', async () => {
    const { client } = aGraph({ credential: { getToken: async () => null } });

    expect(await failure(client.call(READ))).toMatchObject({ reason: 'unauthenticated' });
  });

  it('is waited for no longer than the call’s deadline', async () => {
    const { client, clock } = aGraph({ credential: { getToken: () => new Promise(() => {}) } });

    const details = failure(client.call(CHANGE));
    await settled();
    clock.advance(30_000);

    expect(await details).toMatchObject({ reason: 'unavailable' });
    expect((await details).maybeDone).toBeUndefined();
  });

  it('is in no line of the log, even when the call fails', async () => {
    const lines: string[] = [];
    const log = createLog('debug', { write: (line) => lines.push(line) });
    const { client, wire } = aGraph({ log });
    wire.answer(ok({}), refusal(403, 'Forbidden'));

    await client.call({ ...READ, token: 'persons-token' });
    await failure(client.call(READ));

    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toMatch(/persons-token|app-token/);
    expect(lines[0]).toContain('"clientRequestId":"call-1"');
  });
});

describe('an address', () => {
  it('of the service loses origin and version and keeps the rest as it is', () => {
    const { client } = aGraph();

    const address = client.toRelative(`${GRAPH}/beta/a/refresh:DirectoryRole_x?$top=5&$skip=5`);

    expect(address).toEqual({ version: 'beta', path: '/a/refresh:DirectoryRole_x?$top=5&$skip=5' });
  });

  it('with another address inside its skip token still goes to the origin', async () => {
    const { client, wire } = aGraph();
    wire.answer(ok({}));
    const link = client.toRelative(`${GRAPH}/v1.0/things?$skiptoken=https://evil.example/x`);

    await client.call({ ...READ, ...link });

    expect(wire.sent[0]?.url).toBe(`${GRAPH}/v1.0/things?$skiptoken=https:%2F%2Fevil.example/x`);
  });
});

describe('a retry', () => {
  it('of a read waits as long as a fractional Retry-After says', async () => {
    const { client, wire, clock } = aGraph();
    wire.answer(refusal(429, 'TooManyRequests', 'Later.', { 'retry-after': '2.128' }), ok({ done: true }));

    const { body } = await client.call(READ);

    expect(body).toEqual({ done: true });
    expect(clock.waits).toEqual([30_000, 2128]);
  });

  it('waits until the date in Retry-After', async () => {
    const { client, wire, clock } = aGraph();
    wire.answer(empty(503, { 'retry-after': 'Mon, 23 Nov 2026 08:00:07 GMT' }), ok({}));

    await client.call(READ);

    expect(clock.waits).toEqual([30_000, 7000]);
  });

  it('backs off longer each time, with chance in it, where nothing is said', async () => {
    const { client, wire, clock } = aGraph();
    wire.answer(empty(503), empty(504), brokenConnection(), ok({}));

    await client.call(READ);

    expect(clock.waits).toEqual([30_000, 375, 750, 1500]);
  });

  it('ends after three', async () => {
    const { client, wire } = aGraph();
    wire.always(() => empty(503));

    const details = await failure(client.call(READ));

    expect(details).toMatchObject({ reason: 'unavailable', status: 503 });
    expect(wire.sent).toHaveLength(4);
  });

  it.each([500, 502, 400, 403, 404])('does not follow a read answered %d', async (status) => {
    const { client, wire } = aGraph();
    wire.always(() => empty(status));

    await failure(client.call(READ));

    expect(wire.sent).toHaveLength(1);
  });

  it.each([503, 504, 500])('never follows a change answered %d: it may have happened', async (status) => {
    const { client, wire } = aGraph();
    wire.always(() => empty(status));

    const details = await failure(client.call(CHANGE));

    expect(details).toMatchObject({ reason: 'unavailable', status, maybeDone: true });
    expect(wire.sent).toHaveLength(1);
  });

  it('follows a throttled change, with the same body and the same reference', async () => {
    const { client, wire } = aGraph();
    wire.answer(empty(429, { 'retry-after': '1' }), empty(204));

    await client.call(CHANGE);

    expect(wire.sent.map(({ body }) => body)).toEqual([{ isActive: false }, { isActive: false }]);
    expect(wire.sent.map(({ headers }) => headers.get('client-request-id'))).toEqual(['call-1', 'call-1']);
  });

  it('follows a question that is asked by POST', async () => {
    const { client, wire } = aGraph();
    wire.answer(empty(503), ok({ value: [] }));

    await client.call({ ...READ, method: 'POST', readOnly: true, body: { groupIds: [] } });

    expect(wire.sent).toHaveLength(2);
  });

  it('that would outlast the deadline is not waited for: the caller hears at once when to come back', async () => {
    const { client, wire, clock } = aGraph();
    wire.answer(empty(429, { 'retry-after': '315' }));

    const details = await failure(client.call(CHANGE));

    expect(details).toEqual({
      reason: 'throttled',
      status: 429,
      requestId: 'request-1',
      retryAfterSeconds: 315,
    });
    expect(clock.waits).toEqual([30_000]);
  });

  it('wait ends with the deadline', async () => {
    const { client, wire, clock } = aGraph();
    clock.skipBelow(0);
    wire.always(() => empty(429, { 'retry-after': '20' }));

    const details = failure(client.call(CHANGE));
    await settled();
    clock.advance(30_000);

    expect(await details).toEqual({ reason: 'unavailable', requestId: 'call-1', cause: expect.any(Error) });
    expect(wire.sent).toHaveLength(1);
  });

  it('wait ends when the caller leaves', async () => {
    const { client, wire, clock } = aGraph();
    clock.skipBelow(0);
    wire.always(() => empty(429, { 'retry-after': '20' }));
    const abort = new AbortController();

    const call = client.call({ ...READ, signal: abort.signal });
    await settled();
    abort.abort();

    await expect(call).rejects.toThrow(/abort/);
    expect(wire.sent).toHaveLength(1);
    expect(clock.pending()).toBe(0);
  });

  it('is read from a body that breaks off half-way', async () => {
    const { client, wire } = aGraph();
    const broken = new ReadableStream({ start: (stream) => stream.error(brokenConnection()) });
    wire.answer(new Response(broken), ok({ whole: true }));

    expect((await client.call(READ)).body).toEqual({ whole: true });
  });
});

describe('a call', () => {
  it('without an answer ends at its deadline, as unavailable', async () => {
    const { client, wire, clock } = aGraph();
    wire.answer(silence);

    const details = failure(client.call(READ));
    await settled();
    clock.advance(30_000);

    expect(await details).toMatchObject({ reason: 'unavailable', requestId: 'call-1' });
  });

  it('that changes something and gets no answer may have done it', async () => {
    const { client, wire, clock } = aGraph();
    wire.answer(silence);

    const details = failure(client.call(CHANGE));
    await settled();
    clock.advance(30_000);

    expect(await details).toMatchObject({ reason: 'unavailable', maybeDone: true });
  });

  it('that changes something and is cut off may have done it', async () => {
    const { client, wire } = aGraph();
    wire.answer(brokenConnection('ECONNRESET'));

    expect(await failure(client.call(CHANGE))).toMatchObject({ reason: 'unavailable', maybeDone: true });
  });

  it('that only reads and is cut off has nothing that could be done', async () => {
    const { client, wire } = aGraph({ maxRetries: 0 });
    wire.answer(brokenConnection('ECONNRESET'));

    expect((await failure(client.call(READ))).maybeDone).toBeUndefined();
  });

  it('that never got a connection has done nothing', async () => {
    const { client, wire } = aGraph();
    wire.answer(brokenConnection('ECONNREFUSED'));

    expect((await failure(client.call(CHANGE))).maybeDone).toBeUndefined();
  });

  it('is reported once, with its outcome and time', async () => {
    const { client, wire, reports } = aGraph();
    wire.answer(empty(503, { 'retry-after': '2' }), ok({}), refusal(403, 'Forbidden'));

    await client.call(READ);
    await failure(client.call(CHANGE));

    expect(reports).toEqual([
      { operation: 'read', outcome: 'ok', ms: 2000 },
      { operation: 'change', outcome: 'forbidden', ms: 0 },
    ]);
  });

  it('that the caller left is reported as aborted', async () => {
    const { client, reports } = aGraph();

    await expect(client.call({ ...READ, signal: AbortSignal.abort() })).rejects.toThrow(/abort/);

    expect(reports).toMatchObject([{ outcome: 'aborted' }]);
  });

  it('leaves no timer behind', async () => {
    const { client, wire, clock } = aGraph();
    wire.answer(ok({}));

    await client.call(READ);

    expect(clock.pending()).toBe(0);
  });
});

describe('an answer without end', () => {
  const LIMIT = 10_000;
  /** So many signs around one value, in pieces; `sent` says how many have left. */
  function long(bytes: number, headers: Readonly<Record<string, string>> = {}) {
    const sent = { pieces: 0, cancelled: false };
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (stream) => {
          sent.pieces += 1;
          stream.enqueue(Buffer.from(' '.repeat(1000)));
          if (sent.pieces * 1000 >= bytes) stream.close();
        },
        cancel: () => {
          sent.cancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
    return { sent, response: new Response(body, { headers }) };
  }

  it('is given up as soon as it is longer than allowed, and is not asked for again', async () => {
    const { client, wire, reports } = aGraph({ maxAnswerBytes: LIMIT });
    const { sent, response } = long(Infinity);
    wire.answer(response);

    const details = await failure(client.call(READ));

    expect(details).toMatchObject({ reason: 'unavailable', code: 'AnswerTooLong', status: 200 });
    expect(sent).toEqual({ pieces: 11, cancelled: true });
    expect(wire.sent).toHaveLength(1);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['unavailable']);
  });

  it('is not even begun where its length is announced', async () => {
    const { client, wire } = aGraph({ maxAnswerBytes: LIMIT });
    const { sent, response } = long(LIMIT * 2, { 'content-length': String(LIMIT * 2) });
    wire.answer(response);

    expect(await failure(client.call(READ))).toMatchObject({ code: 'AnswerTooLong' });
    expect(sent).toEqual({ pieces: 0, cancelled: true });
  });

  it('does not make a change undone that the service has accepted, or a refusal less plain', async () => {
    const { client, wire } = aGraph({ maxAnswerBytes: LIMIT });
    wire.answer(long(Infinity).response);
    wire.answer(new Response(long(Infinity).response.body, { status: 403 }));

    expect((await client.call(CHANGE)).body).toBeUndefined();
    expect(await failure(client.call(CHANGE))).toMatchObject({ reason: 'forbidden' });
  });

  it('is none of just the length allowed, whatever signs it is of', async () => {
    const { client, wire } = aGraph({ maxAnswerBytes: LIMIT });
    const text = JSON.stringify({ name: 'Zieliński 💥'.repeat(400) });
    const bytes = Buffer.from(text.padEnd(text.length + LIMIT - Buffer.byteLength(text)));
    // Parted within a letter.
    const parts = [bytes.subarray(0, 5001), bytes.subarray(5001, 5002), bytes.subarray(5002)];
    wire.answer(
      new Response(
        new ReadableStream({
          start: (stream) => {
            for (const part of parts) stream.enqueue(part);
            stream.close();
          },
        }),
      ),
    );

    expect((await client.call(READ)).body).toEqual(JSON.parse(text));
  });
});

describe('a change tried again', () => {
  it('may have been done by the first try when its target is gone', async () => {
    const { client, wire } = aGraph();
    wire.answer(empty(500), refusal(404, 'NotFound'));
    await failure(client.call(CHANGE));

    const details = await failure(client.call(CHANGE));

    expect(details).toMatchObject({ reason: 'not-found', status: 404, maybeDone: true });
  });

  it('is a plain refusal where nothing was sent before', async () => {
    const { client, wire } = aGraph();
    wire.answer(empty(500), refusal(404, 'NotFound'));
    await failure(client.call({ ...CHANGE, path: '/things/2' }));

    expect((await failure(client.call(CHANGE))).maybeDone).toBeUndefined();
  });

  it('is a plain refusal after one that went through', async () => {
    const { client, wire } = aGraph();
    wire.answer(empty(500), empty(204), refusal(404, 'NotFound'));
    await failure(client.call(CHANGE));
    await client.call(CHANGE);

    expect((await failure(client.call(CHANGE))).maybeDone).toBeUndefined();
  });

  it('is a plain refusal an hour later', async () => {
    const { client, wire, clock } = aGraph();
    wire.answer(empty(500), refusal(404, 'NotFound'));
    await failure(client.call(CHANGE));
    clock.advance(60 * 60_000);

    expect((await failure(client.call(CHANGE))).maybeDone).toBeUndefined();
  });
});
