import type { Context, MiddlewareOptions } from '@microsoft/microsoft-graph-client';

/**
 * What one call carries through the middleware chain, and what the chain tells the caller besides the response.
 * A class because the SDK finds a middleware option by its constructor.
 */
export class CallState implements MiddlewareOptions {
  /** The person in whose name the call goes out; absent: the app's own credential. */
  readonly token: string | undefined;
  /** Whether sending it twice does the same as sending it once. */
  readonly repeatable: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970: no wait may end after it. */
  readonly endsAt: number;
  attempts = 0;
  /** The last attempt may have reached the service. */
  reached = false;
  /** Body of the last response, read to its end; undefined where that was too far. */
  text: string | undefined = '';
  /** What a middleware threw, before the SDK wraps it. */
  failure: unknown;

  constructor(call: Pick<CallState, 'token' | 'repeatable' | 'signal' | 'endsAt'>) {
    this.token = call.token;
    this.repeatable = call.repeatable;
    this.signal = call.signal;
    this.endsAt = call.endsAt;
  }
}

export function stateOf(context: Context): CallState {
  const state = context.middlewareControl?.getMiddlewareOptions(CallState);
  if (!(state instanceof CallState)) throw new TypeError('A Graph call left without its state');
  return state;
}

export function urlOf(context: Context): string {
  const request: unknown = context.request;
  if (typeof request !== 'string') throw new TypeError('A Graph call left without an address');
  return request;
}
