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
 * socket is free for the next call; one of more than `maxBytes`, decoded, is given up instead. Never follows a redirect: it would
 * carry the request to a host nobody checked.
 */
export function createWire(fetch: Fetch, maxBytes: number): Middleware {
  return {
    execute: async (context: Context) => {
      const state = stateOf(context);
      state.attempts += 1;
      state.reached = true;
      try {
        const response = await fetch(urlOf(context), initOf(context, state.signal));
        state.text = await textOf(response, maxBytes);
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

/** As `text()` of the platform, counted on the way: what is announced may be compressed, or a lie. Undefined: it is too long. */
async function textOf({ headers, body }: Response, maxBytes: number): Promise<string | undefined> {
  if (!body) return '';
  if (Number(headers.get('content-length')) > maxBytes) {
    await body.cancel();
    return undefined;
  }
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  // Leaving early cancels the rest.
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
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
