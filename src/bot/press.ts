import type { SignInProof } from '../ports/user-tokens';

/** A button pressed, by either road. */
export interface Press {
  readonly payload: unknown;
  /** The client refreshed the card by itself. */
  readonly automatic: boolean;
  readonly proof?: SignInProof;
}

/** The value of an `adaptiveCard/action` invoke; anything may be missing, so nothing is taken for granted. */
export function pressOf(value: unknown): Press {
  const { action, trigger, authentication, state } = object(value);
  const { verb, data } = object(action);
  const payload = { ...object(data), ...(typeof verb === 'string' ? { verb } : {}) };
  const proof = signInProofOf({ authentication, state });
  return { payload, automatic: trigger === 'automatic', ...(proof ? { proof } : {}) };
}

/** What a sign-in brought back: a token to exchange or the code of a pop-up. */
export function signInProofOf(value: unknown): SignInProof | undefined {
  const { authentication, token, state } = object(value);
  const exchangeToken = object(authentication)['token'] ?? token;
  if (typeof exchangeToken === 'string' && exchangeToken !== '') return { exchangeToken };
  return typeof state === 'string' && state !== '' ? { code: state } : undefined;
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
