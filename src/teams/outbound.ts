import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Clock } from '../lib/clock';
import { deliveryError } from './delivery';
import { exchange } from './exchange';

// The parts of the SDK's request pipeline that are used here; its types sit in a package of a package.
interface Request {
  readonly method: string;
  readonly url: string;
  abortSignal?: AbortSignal;
  agent?: HttpAgent | HttpsAgent;
}
type Next = (request: Request) => Promise<unknown>;
interface Policy {
  readonly name: string;
  sendRequest(request: Request, next: Next): Promise<unknown>;
}
interface Pipeline {
  removePolicy(policy: { name: string }): unknown;
  addPolicy(policy: Policy, options: { phase: string; beforePolicies?: string[] }): void;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  /** JSON. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The value of the header, where there is to be one; fetching it counts as part of the call. */
  readonly authorization?: () => Promise<string | undefined>;
  readonly signal?: AbortSignal | undefined;
}

export interface Outbound {
  /** One request, never repeated and never redirected; what its answer says, undefined for an empty one. Failures are `DeliveryError`. */
  send(call: Call): Promise<unknown>;
  /** Makes an SDK client ours: no repeats of its own, one deadline, shared connections, every failure a `DeliveryError`. */
  harden<Client extends object>(client: Client): Client;
  close(): void;
}

interface Attempt<T> {
  readonly method: string;
  readonly signal: AbortSignal | undefined;
  readonly work: (ending: AbortSignal) => Promise<T>;
  /** From then on a failure may mean that the message has arrived. */
  readonly sent: () => boolean;
}

// One for all: a signal that is given no reason makes an error with a stack.
const DONE = new Error('The call is over');
// All tenants share the channel's host: some whose requests hang must leave room for the others.
const AGENT = { keepAlive: true, maxSockets: 512, maxFreeSockets: 16 };

/** `deadlineMs` bounds each call as a whole, fetching the bot's own token included. */
export function createOutbound({ clock, deadlineMs }: { clock: Clock; deadlineMs: number }): Outbound {
  const agents = { http: new HttpAgent(AGENT), https: new HttpsAgent(AGENT) };
  const onTheWire = new WeakSet<Request>();

  async function bounded<T>({ method, signal, work, sent }: Attempt<T>): Promise<T> {
    const done = new AbortController();
    const late = new AbortController();
    const ending = signal ? AbortSignal.any([late.signal, signal]) : late.signal;
    const timer = clock.sleep(deadlineMs, done.signal).then(() => late.abort(new Error('Deadline passed')));
    try {
      return await Promise.race([work(ending), endOf(ending), timer.then(() => endOf(ending))]);
    } catch (error) {
      throw deliveryError(error, { method, sent: sent(), now: clock.now() });
    } finally {
      done.abort(DONE);
    }
  }

  const outermost: Policy = {
    name: 'rolecallDelivery',
    sendRequest: (request, next) =>
      bounded({
        method: request.method,
        signal: request.abortSignal,
        work: (ending) => {
          request.abortSignal = ending;
          return next(request);
        },
        sent: () => onTheWire.has(request),
      }),
  };

  // After signing.
  const innermost: Policy = {
    name: 'rolecallWire',
    sendRequest(request, next) {
      request.agent ??= request.url.startsWith('https:') ? agents.https : agents.http;
      onTheWire.add(request);
      return next(request);
    },
  };

  return {
    send(call) {
      let sent = false;
      return bounded({
        method: call.method,
        signal: call.signal,
        work: async (ending) => {
          const authorization = await call.authorization?.();
          if (ending.aborted) return endOf(ending);
          sent = true;
          return exchange({ ...call, authorization, agents, ending });
        },
        sent: () => sent,
      });
    },
    harden(client) {
      const pipeline = pipelineOf(client);
      // The SDK repeats even a POST after a 5xx or a reset, which doubles posts; repeats are the outbox's to decide.
      pipeline.removePolicy({ name: 'defaultRetryPolicy' });
      // A redirect would carry the bot's token to an address nobody has checked.
      pipeline.removePolicy({ name: 'redirectPolicy' });
      pipeline.addPolicy(outermost, { phase: 'Serialize', beforePolicies: ['serializationPolicy'] });
      pipeline.addPolicy(innermost, { phase: 'Sign' });
      return client;
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('Aborted'));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** The pipeline sits two clients deep in a user-token client. */
function pipelineOf(client: object): Pipeline {
  const { pipeline, client: inner } = client as { pipeline?: Pipeline; client?: object };
  if (pipeline) return pipeline;
  if (!inner) throw new Error('The Bot Framework client has no request pipeline to take over.');
  return pipelineOf(inner);
}
