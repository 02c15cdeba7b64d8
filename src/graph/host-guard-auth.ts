import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { messageOf } from '../lib/errors';
import { GraphError } from '../ports/pim-alerts';
import { stateOf, urlOf, type CallState } from './call-state';
import { isObject } from './failures';

/** The part of a `TokenCredential` that a call needs; every credential of `@azure/identity` fits. */
export interface GraphCredential {
  getToken(
    scopes: string | string[],
    options?: { readonly abortSignal?: AbortSignal },
  ): Promise<{ readonly token: string; readonly expiresOnTimestamp: number } | null>;
}

/**
 * Lets a call through to exactly one origin, and puts the token on it: the person's if the call has one, else the app's.
 * The SDK's own handler sends none over http, and would send one to any Graph host.
 */
export function createHostGuardAuth({
  origin,
  scope,
  credential,
}: {
  readonly origin: string;
  readonly scope: string;
  readonly credential: GraphCredential | undefined;
}): Middleware {
  let next: Middleware | undefined;
  return {
    setNext: (middleware) => {
      next = middleware;
    },
    execute: async (context: Context) => {
      const state = stateOf(context);
      try {
        if (new URL(urlOf(context)).origin !== origin)
          throw new GraphError('A Graph call to another origin was refused', {
            reason: 'invalid',
            code: 'ForeignAddress',
          });
        const token = state.token ?? (credential && (await appToken(credential, scope, state)));
        if (token) setHeader(context, 'Authorization', `Bearer ${token}`);
        await next?.execute(context);
      } catch (error) {
        state.failure = error;
        throw error;
      }
    },
  };
}

async function appToken(credential: GraphCredential, scope: string, state: CallState): Promise<string> {
  const answer = await credential.getToken(scope, { abortSignal: state.signal }).catch((error: unknown) => {
    throw new GraphError(`No token for Graph: ${messageOf(error)}`, {
      reason: reasonOf(error),
      cause: error,
    });
  });
  if (!answer) throw new GraphError('The credential gave no token for Graph', { reason: 'unauthenticated' });
  return answer.token;
}

// By name: loading @azure/identity only to compare classes costs more than the call.
function reasonOf(error: unknown): 'unauthenticated' | 'unavailable' {
  const name = isObject(error) ? error['name'] : undefined;
  return /Authentication|CredentialUnavailable/.test(String(name)) ? 'unauthenticated' : 'unavailable';
}

function setHeader(context: Context, name: string, value: string): void {
  const headers = new Headers(context.options?.headers);
  headers.set(name, value);
  context.options = { ...context.options, headers };
}
