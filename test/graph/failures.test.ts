import { ok, refusal } from '../support/fake-wire';
import { aGraph, failure, fixture } from './support';

const READ = { operation: 'read', method: 'GET', path: '/things' } as const;

async function detailsOf(answer: Response) {
  const { client, wire } = aGraph({ maxRetries: 0 });
  wire.answer(answer);
  return failure(client.call(READ));
}

function page(status: number, text: string, type = 'text/html'): Response {
  return new Response(text, { status, headers: { 'content-type': type } });
}

function sample(name: string): Response {
  const { status, headers, body } = fixture(name) as {
    status: number;
    headers?: Record<string, string>;
    body: unknown;
  };
  return new Response(JSON.stringify(body), { status, headers: headers ?? {} });
}

describe('a refusal of Graph', () => {
  it('that hides its code in a JSON string is told by that code', async () => {
    expect(await detailsOf(sample('error-400-missing-provider.json'))).toEqual({
      reason: 'invalid',
      status: 400,
      code: 'MissingProvider',
      requestId: '32f5a37c-7d23-43a2-b0c4-eb3c5a85e7e0',
    });
  });

  it('for a missing permission names the permissions', async () => {
    expect(await detailsOf(sample('error-403-permission-scope.json'))).toEqual({
      reason: 'forbidden',
      status: 403,
      code: 'PermissionScopeNotGranted',
      requestId: '09dd9fb3-b166-4e7e-ae19-03054b2435bf',
      missingPermissions: [
        'PrivilegedEligibilitySchedule.Read.AzureADGroup',
        'PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup',
        'PrivilegedAccess.Read.AzureADGroup',
        'PrivilegedAccess.ReadWrite.AzureADGroup',
      ],
    });
  });

  it('for too many requests says when to come back', async () => {
    expect(await detailsOf(sample('error-429-too-many-requests.json'))).toEqual({
      reason: 'throttled',
      status: 429,
      code: 'TooManyRequests',
      requestId: '94fb3b52-452a-4535-a601-69e0a90e3aa2',
      retryAfterSeconds: 10,
    });
  });

  it.each([
    [400, 'invalid'],
    [401, 'unauthenticated'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [405, 'invalid'],
    [408, 'unavailable'],
    [409, 'invalid'],
    [410, 'not-found'],
    [429, 'throttled'],
    [500, 'unavailable'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'unavailable'],
  ])('with status %d is %s', async (status, reason) => {
    expect(await detailsOf(refusal(status, 'SomeCode'))).toMatchObject({ reason, status, code: 'SomeCode' });
  });

  it.each([400, 401])('for a missing right with status %d is forbidden all the same', async (status) => {
    expect(await detailsOf(refusal(status, 'UnauthorizedAccessException'))).toMatchObject({
      reason: 'forbidden',
    });
  });

  it('with a challenge asks for a new sign-in with those claims', async () => {
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
    const challenge = `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;

    const details = await detailsOf(
      refusal(401, 'InvalidAuthenticationToken', 'No.', { 'www-authenticate': challenge }),
    );

    expect(details).toMatchObject({ reason: 'unauthenticated', claims });
  });

  it('with a challenge nobody can read is just a refusal', async () => {
    const challenge = 'Bearer claims="%%%"';

    const details = await detailsOf(
      refusal(401, 'InvalidAuthenticationToken', 'No.', { 'www-authenticate': challenge }),
    );

    expect(details.claims).toBeUndefined();
  });

  it.each([
    ['an empty body', ''],
    ['half a body', '{"error":{"code":"Bro'],
    ['a body of null', 'null'],
    ['an error that is a string', '{"error":"no"}'],
    ['an error of nulls', '{"error":{"code":null,"message":null,"innerError":null}}'],
  ])('with %s keeps the meaning of its status', async (_name, text) => {
    expect(await detailsOf(page(403, text, 'application/json'))).toEqual({
      reason: 'forbidden',
      status: 403,
      requestId: 'call-1',
    });
  });

  it.each([403, 404, 400])(
    'as a web page with status %d is a gateway’s word, not Graph’s',
    async (status) => {
      expect(await detailsOf(page(status, '<!DOCTYPE html><html><body>Blocked</body></html>'))).toMatchObject(
        {
          reason: 'unavailable',
          code: 'NotGraph',
        },
      );
    },
  );

  it('by redirect is not followed', async () => {
    const { client, wire } = aGraph();
    wire.answer(new Response(null, { status: 302, headers: { location: 'https://evil.example/' } }));

    expect(await failure(client.call(READ))).toMatchObject({ reason: 'unavailable', status: 302 });
    expect(wire.sent).toHaveLength(1);
  });

  it.each(['soon', '-5', '', '1e999'])('with the Retry-After “%s” says nothing about when', async (value) => {
    const details = await detailsOf(refusal(429, 'TooManyRequests', 'Later.', { 'retry-after': value }));

    expect(details.retryAfterSeconds === undefined || details.retryAfterSeconds === 0).toBe(true);
  });

  it('with a date that has passed may be tried at once', async () => {
    const past = { 'retry-after': 'Mon, 23 Nov 2026 07:00:00 GMT' };

    expect((await detailsOf(refusal(429, 'X', 'Later.', past))).retryAfterSeconds).toBe(0);
  });
});

describe('an answer with status 200', () => {
  it.each([
    ['nothing', ''],
    ['half of it', '{"value":['],
    ['a web page', '<html></html>'],
    ['a list', '[]'],
    ['null', 'null'],
  ])('and %s in it is no answer', async (_name, text) => {
    expect(await detailsOf(page(200, text))).toMatchObject({
      reason: 'unavailable',
      code: 'MalformedAnswer',
      status: 200,
    });
  });

  it('and a byte order mark is read', async () => {
    const { client, wire } = aGraph();
    wire.answer(new Response('\uFEFF{"a":1}'), ok({}));

    expect((await client.call(READ)).body).toEqual({ a: 1 });
  });
});

describe('an answer to a change', () => {
  it.each([
    [302, true],
    [408, true],
    [503, true],
    [409, undefined],
    [425, undefined],
  ])('with status %d may have been done: %s', async (status, maybeDone) => {
    const { client, wire } = aGraph({ maxRetries: 0 });
    wire.answer(new Response('', { status }));

    const details = await failure(client.call({ operation: 'change', method: 'POST', path: '/things' }));

    expect(details.maybeDone).toBe(maybeDone);
  });
});
