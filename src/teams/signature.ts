import { verify as verifySignature } from 'node:crypto';
import { AuthenticationError } from 'botframework-connector/lib/auth/authenticationError';
import type { OpenIdMetadata } from 'botframework-connector/lib/auth/openIdMetadata';
import type { Clock } from '../lib/clock';

/** Resolves if the channel signed this for us, now; rejects with an `AuthenticationError` if not, anything else if it cannot tell. */
export type VerifyToken = (authorization: string, channelId: unknown) => Promise<void>;

export interface VerifierOptions {
  readonly openIdUrl: string;
  readonly issuer: string;
  readonly appId: string;
  readonly clock: Clock;
  /** For fetching the channel's keys. */
  readonly deadlineMs: number;
}

const HASHES: Readonly<Record<string, string>> = { RS256: 'sha256', RS384: 'sha384', RS512: 'sha512' };
const SKEW_SECONDS = 300;

/** The channel's signature, checked with the SDK's own key store, so that keys are fetched once for both checks. */
export function createVerifier({
  openIdUrl,
  issuer,
  appId,
  clock,
  deadlineMs,
}: VerifierOptions): VerifyToken {
  const current: { lookup?: Promise<unknown> | undefined } = {};
  let loaded: Promise<OpenIdMetadata> | undefined;
  const keys = (): Promise<OpenIdMetadata> => (loaded ??= keysAt(openIdUrl));

  // One lookup at a time: the key store does not join fetches, so a burst of forged tokens would become a burst of requests.
  async function keyOf(kid: string): ReturnType<OpenIdMetadata['getKey']> {
    const known = await keys();
    while (current.lookup) await current.lookup.catch(() => undefined);
    const mine = within(known.getKey(kid), clock, deadlineMs);
    current.lookup = mine;
    try {
      return await mine;
    } finally {
      current.lookup = undefined;
    }
  }

  return async (authorization, channelId) => {
    const token = tokenOf(authorization);
    const hash = Object.hasOwn(HASHES, token.algorithm) ? HASHES[token.algorithm] : undefined;
    if (!hash || token.claims['iss'] !== issuer || token.claims['aud'] !== appId) refuse();
    const key = await keyOf(token.keyId);
    if (!key) refuse();
    if (!verifySignature(hash, Buffer.from(token.signed), key.key, token.signature)) refuse();
    const now = clock.now() / 1000;
    const { exp, nbf = 0 } = token.claims;
    if (typeof exp !== 'number' || exp + SKEW_SECONDS <= now) refuse();
    if (typeof nbf !== 'number' || nbf - SKEW_SECONDS > now) refuse();
    const endorsed = key.endorsements ?? [];
    if (endorsed.length > 0 && !endorsed.some((endorsement) => endorsement === channelId)) refuse();
  };
}

async function keysAt(openIdUrl: string): Promise<OpenIdMetadata> {
  const { JwtTokenExtractor } = await import('botframework-connector/lib/auth/jwtTokenExtractor.js');
  return new JwtTokenExtractor({}, openIdUrl, []).openIdMetadata;
}

interface Token {
  readonly algorithm: string;
  readonly keyId: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signed: string;
  readonly signature: Buffer;
}

function tokenOf(authorization: string): Token {
  const [, head, body, signature] = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(authorization) ?? [];
  if (!head || !body || !signature) refuse();
  const { alg, kid } = objectIn(head);
  if (typeof alg !== 'string' || typeof kid !== 'string') refuse();
  return {
    algorithm: alg,
    keyId: kid,
    claims: objectIn(body),
    signed: `${head}.${body}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

function objectIn(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Refused below like every other malformed token.
  }
  return refuse();
}

function refuse(): never {
  throw new AuthenticationError('The token is not one of the channel for this bot.', 401);
}

async function within<T>(work: Promise<T>, clock: Clock, ms: number): Promise<T> {
  const done = new AbortController();
  const late = clock.sleep(ms, done.signal).then(() => {
    throw new Error('The keys of the channel could not be fetched in time.');
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
  }
}
