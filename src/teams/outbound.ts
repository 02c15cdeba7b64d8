import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Clock } from '../lib/clock';
import { deliveryError } from './delivery';

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

export interface Outbound {
  /** Makes an SDK client ours: no repeats of its own, one deadline, shared connections, every failure a `DeliveryError`. */
  harden<Client extends object>(client: Client): Client;
  close(): void;
}

const AGENT = { keepAlive: true, maxSockets: 64, maxFreeSockets: 16 };

/** `deadlineMs` bounds each call as a whole, fetching the bot's own token included. */
export function createOutbound({ clock, deadlineMs }: { clock: Clock; deadlineMs: number }): Outbound {
  const http = new HttpAgent(AGENT);
  const https = new HttpsAgent(AGENT);
  const onTheWire = new WeakSet<Request>();

  const outermost: Policy = {
    name: 'rolecallDelivery',
    async sendRequest(request, next) {
      const done = new AbortController();
      const late = new AbortController();
      const caller = request.abortSignal;
      const ending = caller ? AbortSignal.any([late.signal, caller]) : late.signal;
      request.abortSignal = ending;
      const timer = clock.sleep(deadlineMs, done.signal).then(() => late.abort(new Error('Deadline passed')));
      try {
        return await Promise.race([next(request), endOf(ending), timer.then(() => endOf(ending))]);
      } catch (error) {
        throw deliveryError(error, {
          method: request.method,
          sent: onTheWire.has(request),
          now: clock.now(),
        });
      } finally {
        done.abort();
      }
    },
  };

  // After signing: from here on a failure may mean that the message has arrived.
  const innermost: Policy = {
    name: 'rolecallWire',
    sendRequest(request, next) {
      request.agent ??= request.url.startsWith('https:') ? https : http;
      onTheWire.add(request);
      return next(request);
    },
  };

  return {
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
      http.destroy();
      https.destroy();
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

/** The pipeline sits one client deep in a connector client and two deep in a user-token client. */
function pipelineOf(client: object): Pipeline {
  const { pipeline, client: inner } = client as { pipeline?: Pipeline; client?: object };
  if (pipeline) return pipeline;
  if (!inner) throw new Error('The Bot Framework client has no request pipeline to take over.');
  return pipelineOf(inner);
}
