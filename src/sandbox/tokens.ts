import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../lib/clock';
import { TENANT_ID } from './people';

export const GRAPH_AUDIENCE = 'https://graph.microsoft.com';

/** What the bot's OAuth connection asks for, so what a person's token carries. */
export const PERSON_SCOPES: readonly string[] = [
  'RoleManagementAlert.ReadWrite.Directory',
  'User.Read.All',
  'GroupMember.Read.All',
  'RoleManagement.Read.Directory',
];

export type Caller =
  | { readonly kind: 'person'; readonly id: string; readonly permissions: readonly string[] }
  | { readonly kind: 'app'; readonly id: string; readonly permissions: readonly string[] };

export type Verified =
  { readonly ok: true; readonly caller: Caller } | { readonly ok: false; readonly message: string };

interface TokenOptions {
  /** Seconds; 3600 unless told otherwise. Negative: expired already. */
  readonly lifetime?: number;
  readonly audience?: string;
}

/** Access tokens of the pretend tenant, and their verification. The signing key is new with each process. */
export interface Tokens {
  forPerson(objectId: string, options?: TokenOptions & { readonly scopes?: readonly string[] }): string;
  forApp(permissions: readonly string[], options?: TokenOptions): string;
  verify(token: string): Verified;
}

export const APP_OBJECT_ID = '5e8b1d94-07c2-4c6f-a3d9-2be4f60718aa';

export function createTokens({
  clock,
  tenantId = TENANT_ID,
}: {
  readonly clock: Clock;
  readonly tenantId?: string;
}): Tokens {
  const key = randomBytes(32);
  const sign = (content: string) => createHmac('sha256', key).update(content).digest('base64url');

  function issue(claims: Readonly<Record<string, unknown>>, options: TokenOptions = {}): string {
    const issuedAt = Math.floor(clock.now() / 1_000);
    const content = [
      { typ: 'JWT', alg: 'HS256', kid: 'sandbox' },
      {
        aud: options.audience ?? GRAPH_AUDIENCE,
        iss: `https://sts.windows.net/${tenantId}/`,
        iat: issuedAt,
        nbf: issuedAt - 300,
        exp: issuedAt + (options.lifetime ?? 3_600),
        tid: tenantId,
        ...claims,
      },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${content}.${sign(content)}`;
  }

  function verify(token: string): Verified {
    const [header, payload, signature, ...rest] = token.split('.');
    if (!header || !payload || !signature || rest.length > 0)
      return refused('IDX14100: JWT is not well formed.');
    const expected = Buffer.from(sign(`${header}.${payload}`));
    const given = Buffer.from(signature);
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
      return refused('Signature validation failed.');
    }
    const claims = readClaims(payload);
    if (claims['aud'] !== GRAPH_AUDIENCE)
      return refused('Access token validation failure. Invalid audience.');
    if (!(Number(claims['exp']) > clock.now() / 1_000)) {
      return refused('Lifetime validation failed, the token is expired.');
    }
    return callerOf(claims);
  }

  return {
    forPerson: (objectId, options) =>
      issue({ idtyp: 'user', oid: objectId, scp: (options?.scopes ?? PERSON_SCOPES).join(' ') }, options),
    forApp: (permissions, options) =>
      issue({ idtyp: 'app', oid: APP_OBJECT_ID, roles: permissions }, options),
    verify,
  };
}

function callerOf(claims: Readonly<Record<string, unknown>>): Verified {
  const oid = claims['oid'];
  const scp = claims['scp'];
  const roles: unknown = claims['roles'];
  if (typeof oid !== 'string') return refused('The token names nobody.');
  if (typeof scp === 'string') {
    return { ok: true, caller: { kind: 'person', id: oid, permissions: scp.split(' ').filter(Boolean) } };
  }
  const permissions = Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [];
  return { ok: true, caller: { kind: 'app', id: oid, permissions } };
}

function refused(message: string): Verified {
  return { ok: false, message };
}

/** Only called on a payload whose signature is ours. */
function readClaims(payload: string): Readonly<Record<string, unknown>> {
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return typeof claims === 'object' && claims !== null ? { ...claims } : {};
}
