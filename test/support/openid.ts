import { createSign, createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TeamsAdapterOptions } from '../../src/teams/adapter';

export const CHANNEL_ISSUER = 'https://api.botframework.com';

export interface TokenShape {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Who signs; default the issuer itself. */
  readonly signer?: 'issuer' | 'stranger' | 'nobody' | 'public-key-as-secret';
}

/** A pretend channel identity: its OpenID metadata over HTTP, and tokens good and bad. */
export interface OpenIdIssuer {
  readonly url: string;
  /** The text that must not be found in any log or answer. */
  readonly publicKey: string;
  token(shape?: TokenShape): string;
  requests(): number;
  /** From now on the metadata answers with this status. */
  fail(status: number | undefined): void;
  close(): Promise<void>;
}

/** An app whose calls to the channel carry no token, at a channel whose services are all at `url`. */
export function appAt(
  url: string,
  { appId, tenantId }: { readonly appId: string; readonly tenantId: string },
): Required<Pick<TeamsAdapterOptions, 'app' | 'metadata'>> {
  return {
    app: {
      kind: 'custom',
      appId,
      credentials: {
        createCredentials: () => Promise.resolve({ signRequest: (request) => Promise.resolve(request) }),
      },
    },
    metadata: {
      openIdUrl: url,
      issuer: CHANNEL_ISSUER,
      loginUrl: `https://login.microsoftonline.com/${tenantId}`,
      scope: CHANNEL_ISSUER,
      tokenServiceUrl: url,
    },
  };
}

export async function startOpenId({
  appId,
  serviceUrl,
  endorsements,
}: {
  appId: string;
  serviceUrl: string;
  endorsements?: readonly string[];
}): Promise<OpenIdIssuer> {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicKey = own.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  let stranger: KeyObject | undefined;
  let requests = 0;
  let failing: number | undefined;

  const server = createServer((request, response) => {
    requests += 1;
    response.statusCode = failing ?? 200;
    response.setHeader('content-type', 'application/json');
    const key = { ...own.publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig' };
    const keys = [endorsements ? { ...key, endorsements } : key];
    const metadata = { issuer: CHANNEL_ISSUER, jwks_uri: `${url}/keys` };
    response.end(JSON.stringify(request.url === '/keys' ? { keys } : metadata));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function signatureOf(input: string, alg: unknown, signer: TokenShape['signer']): string {
    if (signer === 'nobody') return '';
    if (signer === 'public-key-as-secret') {
      return createHmac('sha256', publicKey).update(input).digest('base64url');
    }
    // Made when needed: keys are slow to make.
    if (signer === 'stranger') stranger ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const key = signer === 'stranger' && stranger ? stranger : own.privateKey;
    const hash = `sha${typeof alg === 'string' && alg.startsWith('RS') ? alg.slice(2) : '256'}`;
    return createSign(hash).update(input).sign(key, 'base64url');
  }

  return {
    url,
    publicKey,
    token({ header = {}, claims = {}, signer = 'issuer' } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const head = { alg: 'RS256', typ: 'JWT', kid: 'key-1', ...header };
      const body = {
        iss: CHANNEL_ISSUER,
        aud: appId,
        nbf: now - 60,
        exp: now + 3600,
        serviceurl: serviceUrl,
        ...claims,
      };
      const input = `${encode(head)}.${encode(body)}`;
      return `${input}.${signatureOf(input, head.alg, signer)}`;
    },
    requests: () => requests,
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

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
