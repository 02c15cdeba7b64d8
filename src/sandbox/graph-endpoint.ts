import type { IncomingMessage, ServerResponse } from 'node:http';
import { authorize, identify } from './access';
import { BodyTooLarge, idHeaders, isJson, readBody, requestIds, sendJson } from './http-exchange';
import type { Fault, Faults } from './faults';
import { faultRefusal, withNulls } from './fault-answers';
import type { RequestLog } from './request-log';
import { findRoute, type Answer, type Route } from './router';
import type { Service } from './service';
import type { Tokens } from './tokens';
import { badRequest, GraphRefusal, refusalBody } from './wire/graph-refusal';

export interface GraphEndpoint {
  /** Answers one request below `/beta` or `/v1.0`. */
  handle(request: IncomingMessage, response: ServerResponse, url: URL, signal: AbortSignal): Promise<void>;
}

/** Microsoft Graph as far as the bot knows it: identity, permission, route, fault, answer, in the order of the service. */
export function createGraphEndpoint({
  service,
  routes,
  tokens,
  faults,
  requestLog,
  newId,
}: {
  readonly service: Service;
  readonly routes: readonly Route[];
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly requestLog: RequestLog;
  readonly newId: () => string;
}): GraphEndpoint {
  return {
    handle: async (request, response, url, signal) => {
      const ids = requestIds(request, newId());
      const method = request.method ?? 'GET';
      const entry = requestLog.begin(method, labelOf(method, url));
      const fault = faults.next(method, `${url.pathname}${url.search}`);
      const now = () => service.clock.now();
      const send = (status: number, body?: object, headers?: Readonly<Record<string, string>>) => {
        entry.end(status);
        sendJson(response, status, body, { ...idHeaders(ids), ...headers });
      };
      try {
        if (fault?.kind === 'reset') return void request.socket.destroy();
        if (fault?.kind === 'slow') await service.clock.sleep(fault.delayMs, signal);
        if (fault?.kind === 'malformed') return malformed(response, idHeaders(ids));
        const answer = await answerTo(request, url, fault);
        if (fault?.kind === 'lost-answer') return void request.socket.destroy();
        const body = fault?.kind === 'nulls' ? withNulls(answer.body) : answer.body;
        send(answer.status, body, answer.headers);
      } catch (error) {
        if (signal.aborted) return;
        const refusal = error instanceof BodyTooLarge ? tooLarge() : error;
        if (!(refusal instanceof GraphRefusal)) throw error;
        send(refusal.status, refusalBody(refusal, ids, now()), refusal.headers);
      }
    },
  };

  async function answerTo(request: IncomingMessage, url: URL, fault: Fault | undefined): Promise<Answer> {
    const text = await readBody(request);
    const refusal = fault && faultRefusal(fault);
    if (refusal) throw refusal;
    service.operations.settle();
    const caller = identify(tokens, request.headers.authorization);
    const { route, parameters } = findRoute(routes, request.method ?? 'GET', url.pathname);
    authorize(route.access, caller, service.tenant, service.clock.now());
    return route.handle({ url, parameters, caller, body: parse(text), isJson: isJson(request) });
  }

  function labelOf(method: string, url: URL): string {
    try {
      return findRoute(routes, method, url.pathname).route.path;
    } catch {
      return 'unknown';
    }
  }
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('Unable to read JSON request payload.');
  }
}

function malformed(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  response.writeHead(200, { 'Content-Type': 'application/json', ...headers });
  response.end('{"@odata.context":"https://graph.microsoft.com/beta/$metadata#","value":[{"id":"Direct');
}

function tooLarge(): GraphRefusal {
  return new GraphRefusal(413, 'RequestEntityTooLarge', 'The request body is too large.', {
    Connection: 'close',
  });
}
