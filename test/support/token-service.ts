import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TokenService {
  readonly url: string;
  /** `GET GetToken`, `POST exchange`, … in order. */
  readonly calls: readonly string[];
  /** The person has signed in before. */
  signedIn(userId: string, token: string): void;
  isSignedIn(userId: string): boolean;
  /** The pop-up ended: this code fetches this token once. */
  code(code: string, token: string): void;
  /** What the service makes of a client's own token. Absent: no consent, refused with 400. */
  exchange(clientToken: string, token: string): void;
  /** Every call is answered with this status, until undefined. */
  fail(status: number | undefined): void;
  close(): Promise<void>;
}

/** The Bot Framework token service as far as the bot uses it, for one connection. */
export async function startTokenService({
  connectionName,
}: {
  connectionName: string;
}): Promise<TokenService> {
  const calls: string[] = [];
  const tokens = new Map<string, string>();
  const codes = new Map<string, string>();
  const exchanges = new Map<string, string>();
  let failing: number | undefined;

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const operation = url.pathname.split('/').at(-1) ?? '';
    calls.push(`${request.method} ${operation}`);
    const query = Object.fromEntries(url.searchParams);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (failing) return json(response, failing, { error: { code: 'ServiceError', message: 'Down.' } });
      const body = Buffer.concat(chunks).toString('utf8');
      return serve(operation, query, body, response);
    });
  });

  function serve(
    operation: string,
    { userId = '', connectionName: asked, code, state = '' }: Record<string, string>,
    body: string,
    response: ServerResponse,
  ): void {
    if (operation === 'GetSignInResource') {
      const { connectionName: named } = JSON.parse(Buffer.from(state, 'base64').toString()) as {
        connectionName?: string;
      };
      return json(response, 200, {
        signInLink: `https://token.example/signin?connection=${named}`,
        tokenExchangeResource: { id: 'exchange-1', uri: 'api://botid-1', providerId: 'aad' },
      });
    }
    if (asked !== connectionName) return json(response, 400, { error: { code: 'NoSuchConnection' } });
    if (operation === 'SignOut') {
      tokens.delete(userId);
      return json(response, 200, {});
    }
    if (operation === 'exchange') {
      const token = exchanges.get((JSON.parse(body) as { token: string }).token);
      if (!token)
        return json(response, 400, { error: { code: 'InvalidExchange', message: 'Consent needed.' } });
      tokens.set(userId, token);
      return json(response, 200, { connectionName, token, expiration: '2030-01-01T00:00:00Z' });
    }
    const fresh = code ? codes.get(code) : undefined;
    if (code) codes.delete(code);
    if (fresh) tokens.set(userId, fresh);
    const token = code ? fresh : tokens.get(userId);
    if (!token) return json(response, 404, undefined);
    return json(response, 200, { connectionName, token, expiration: '2030-01-01T00:00:00Z' });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    signedIn: (userId, token) => tokens.set(userId, token),
    isSignedIn: (userId) => tokens.has(userId),
    code: (code, token) => codes.set(code, token),
    exchange: (clientToken, token) => exchanges.set(clientToken, token),
    fail: (status) => {
      failing = status;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
