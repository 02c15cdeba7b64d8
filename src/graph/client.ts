import { Client, ResponseType } from '@microsoft/microsoft-graph-client';
import type { Clock } from '../lib/clock';
import { messageOf } from '../lib/errors';
import type { Log } from '../lib/log';
import { systemRandom, type Random } from '../lib/random';
import { GraphError, type GraphFailure } from '../ports/pim-alerts';
import { graphOrigin, toRelative, type Address } from './addresses';
import { CallState } from './call-state';
import { withDeadline } from './deadline';
import { failureOf, isObject, json, noAnswer, type CallFacts } from './failures';
import { createHostGuardAuth, type GraphCredential } from './host-guard-auth';
import { createRetry } from './retry';
import { createUncertain } from './uncertain';
import { createWire, type Fetch } from './wire';

export interface GraphClientOptions {
  /** Host only, without version: `https://graph.microsoft.com`. http is accepted on loopback. */
  readonly baseUrl: string;
  /** The app's own identity. Absent: calls without a person's token go out without one. */
  readonly credential?: GraphCredential;
  /** Default: `{origin}/.default`. */
  readonly scope?: string;
  readonly fetch?: Fetch;
  readonly clock: Clock;
  readonly random?: Random;
  readonly log: Log;
  /** For one call with all its retries. */
  readonly deadlineMs?: number;
  readonly maxRetries?: number;
  /** The longest answer that is taken, in bytes. Default 32 MiB; a page of Graph is a few hundred kilobytes. */
  readonly maxAnswerBytes?: number;
  /** Told once for each call, for metrics. */
  readonly onCall?: (call: CallReport) => void;
}

export interface CallReport {
  readonly operation: string;
  readonly outcome: 'ok' | 'aborted' | GraphFailure;
  readonly ms: number;
}

export interface GraphCall {
  /** Name for log and metrics. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below the version, encoded, with its query. */
  readonly path: string;
  /** Default `beta`. */
  readonly version?: string;
  readonly body?: object;
  /** A POST that only asks, and may be repeated like a GET. */
  readonly readOnly?: boolean;
  /** Goes out in this person's name instead of the app's. */
  readonly token?: string;
  readonly signal?: AbortSignal;
}

export interface GraphAnswer {
  /** Parsed; `undefined` for a change, whose body nobody needs. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly location?: string;
  readonly requestId?: string;
  /** When the answer was here, in milliseconds since 1970. */
  readonly at: number;
}

export interface GraphClient {
  /** One call with retries within its deadline. Rejects with `GraphError`, or with the reason of the caller's signal. */
  call(call: GraphCall): Promise<GraphAnswer>;
  /** An absolute link of the service as an address here; `GraphError` for any other origin. */
  toRelative(link: string): Address;
}

const LONGEST_ANSWER = 32 * 1024 * 1024;

/** The one client of the process: identities travel with each call, connections are kept alive beneath. */
export function createGraphClient(options: GraphClientOptions): GraphClient {
  const {
    clock,
    log,
    random = systemRandom,
    deadlineMs = 30_000,
    maxRetries = 3,
    maxAnswerBytes = LONGEST_ANSWER,
  } = options;
  const origin = graphOrigin(options.baseUrl);
  const { credential, scope = `${origin}/.default`, fetch = globalThis.fetch } = options;
  const uncertain = createUncertain(clock);
  const sdk = Client.initWithMiddleware({
    baseUrl: `${origin}/`,
    defaultVersion: 'beta',
    middleware: [
      createHostGuardAuth({ origin, scope, credential }),
      createRetry({ clock, random, maxRetries }),
      createWire(fetch, maxAnswerBytes),
    ],
  });

  function send(call: GraphCall, state: CallState, clientRequestId: string): Promise<Response> {
    const request = sdk
      .api(call.path)
      .version(call.version ?? 'beta')
      .header('client-request-id', clientRequestId)
      .responseType(ResponseType.RAW)
      .middlewareOptions([state]);
    if (call.method === 'GET') return request.get() as Promise<Response>;
    if (call.method === 'PATCH') return request.patch(call.body) as Promise<Response>;
    return request.post(call.body) as Promise<Response>;
  }

  async function attempt(call: GraphCall, facts: CallFacts): Promise<GraphAnswer> {
    const endsAt = clock.now() + deadlineMs;
    let state: CallState | undefined;
    try {
      const bounds = { clock, ms: deadlineMs, ...(call.signal ? { signal: call.signal } : {}) };
      const response = await withDeadline(bounds, (signal) => {
        state = new CallState({ token: call.token, repeatable: !facts.change, signal, endsAt });
        return send(call, state, facts.clientRequestId);
      });
      return read(response, state?.text, { ...facts, now: clock.now() });
    } catch (error) {
      call.signal?.throwIfAborted();
      const cause = state?.failure ?? error;
      if (cause instanceof GraphError) throw cause;
      throw noAnswer(messageOf(cause), facts, { maybeDone: state?.reached ?? false, cause });
    }
  }

  return {
    toRelative: (link) => toRelative(origin, link),
    call: async (call) => {
      const startedAt = clock.now();
      const change = call.method !== 'GET' && !call.readOnly;
      const facts = {
        operation: call.operation,
        change,
        onBehalf: call.token !== undefined,
        clientRequestId: random.uuid(),
        now: startedAt,
      };
      const fields = { operation: call.operation, clientRequestId: facts.clientRequestId };
      const report = (outcome: CallReport['outcome']) => {
        const ms = clock.now() - startedAt;
        options.onCall?.({ operation: call.operation, outcome, ms });
        return ms;
      };
      try {
        const answer = await attempt(call, facts);
        if (change) uncertain.settle(call);
        log.debug('Graph answered', { ...fields, ms: report('ok'), requestId: answer.requestId });
        return answer;
      } catch (thrown) {
        if (!(thrown instanceof GraphError)) {
          report('aborted');
          throw thrown;
        }
        const error = change ? uncertain.judge(call, thrown) : thrown;
        const { cause: _cause, claims: _claims, ...details } = error.details;
        log.warn('Graph call failed', { ...fields, ...details, ms: report(error.details.reason) });
        throw error;
      }
    },
  };
}

function read(response: Response, text: string | undefined, facts: CallFacts): GraphAnswer {
  const { status, headers } = response;
  if (!response.ok) throw failureOf({ status, headers, text: text ?? '' }, facts);
  if (!facts.change && text === undefined)
    throw noAnswer('the answer is too long', facts, { code: 'AnswerTooLong', status });
  const body = facts.change ? undefined : json(text ?? '');
  if (!facts.change && !isObject(body))
    throw noAnswer('the answer is not a JSON object', facts, { code: 'MalformedAnswer', status });
  const location = headers.get('location');
  const requestId = headers.get('request-id') ?? facts.clientRequestId;
  return {
    body: isObject(body) ? body : undefined,
    ...(location ? { location } : {}),
    requestId,
    at: facts.now,
  };
}
