import type { Actor } from '../ports/conversation';

/** What is wrong with a token for this person, if anything. */
export type TokenFlaw = 'unreadable' | 'other-person' | 'other-tenant' | 'other-audience' | 'expired';

const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';
// Less life than this is not worth an action that may take a few seconds.
const LEAST_LIFE_SECONDS = 30;

/**
 * Looks at owner, tenant, audience and life, not at the signature. A Graph token is sealed for Graph: its header carries a nonce
 * that only Graph can undo, so nobody else can verify it. It is trusted because the token service handed it to us over TLS in
 * answer to our own signed request; what is guarded against here is that it belongs to somebody other than the one who clicked.
 */
export function flawOf(
  token: string,
  { actor, graphOrigin, now }: { readonly actor: Actor; readonly graphOrigin: string; readonly now: number },
): TokenFlaw | undefined {
  const claims = claimsOf(token);
  if (!claims) return 'unreadable';
  const { oid, tid, aud, exp } = claims;
  if (!same(oid, actor.id)) return 'other-person';
  if (!same(tid, actor.tenantId)) return 'other-tenant';
  if (aud !== GRAPH_APP_ID && aud !== graphOrigin && aud !== `${graphOrigin}/`) return 'other-audience';
  if (typeof exp !== 'number' || exp - LEAST_LIFE_SECONDS <= now / 1000) return 'expired';
  return undefined;
}

function same(claim: unknown, expected: string): boolean {
  return typeof claim === 'string' && expected !== '' && claim.toLowerCase() === expected.toLowerCase();
}

function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, body] = token.split('.');
  try {
    const claims: unknown = JSON.parse(Buffer.from(body ?? '', 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? { ...claims } : undefined;
  } catch {
    return undefined;
  }
}
