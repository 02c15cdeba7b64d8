import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { stateOf, urlOf } from './call-state';
import { isObject } from './failures';

/** What the platform's `fetch` does, as far as Graph needs it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

// Failures of a connection that never stood: nothing can have arrived.
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/**
 * The end of the chain. Reads the body to its end here, so that a connection that breaks half-way counts as no answer and the
 * socket is free for the next call. Never follows a redirect: it would carry the request to a host nobody checked.
 */
export function createWire(fetch: Fetch): Middleware {
  return {
    execute: async (context: Context) => {
      const state = stateOf(context);
      state.attempts += 1;
      state.reached = true;
      try {
        const response = await fetch(urlOf(context), initOf(context, state.signal));
        state.text = await response.text();
        context.response = response;
        // The service says that it did not even look.
        if (response.status === 429) state.reached = false;
      } catch (error) {
        state.reached = !NEVER_SENT.has(codeOf(error));
        throw error;
      }
    },
  };
}

function initOf(context: Context, signal: AbortSignal): RequestInit {
  const { method = 'GET', headers: given, body } = context.options ?? {};
  const headers = new Headers(given);
  const init: RequestInit = { method, headers, redirect: 'manual', signal };
  if (typeof body === 'string') return { ...init, body };
  // The SDK announces JSON on every POST; an order without a body has none to announce.
  headers.delete('content-type');
  return init;
}

/** `fetch` hides why it failed in the cause. */
function codeOf(error: unknown): string {
  const cause = isObject(error) ? (error['cause'] ?? error) : undefined;
  const code = isObject(cause) ? cause['code'] : undefined;
  return typeof code === 'string' ? code : '';
}
