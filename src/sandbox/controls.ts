import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { AlertBoard } from './alert-board';
import type { Events } from './events';
import { FAULT_KINDS, type Faults } from './faults';
import { BodyTooLarge, isJson, readBody, sendHtml, sendJson } from './http-exchange';
import { PEOPLE } from './people';
import type { RequestLog } from './request-log';
import type { SignIns } from './sign-ins';
import { signInPage, statusPage } from './pages';
import { PERSON_SCOPES, type Tokens } from './tokens';

const EVENT = z.strictObject({
  event: z.string(),
  count: z.int().min(1).max(5_000).default(1),
  scan: z.boolean().default(false),
  person: z.string().max(64).optional(),
});

const FAULT = z.strictObject({
  fault: z.enum(FAULT_KINDS),
  times: z.int().min(1).max(10_000).default(1),
  match: z.string().max(200).optional(),
  retryAfter: z.string().max(40).default('2'),
  delayMs: z.int().min(0).max(600_000).default(10_000),
});

const TOKEN = z.union([
  z.strictObject({ person: z.string().max(64), scopes: z.array(z.string()).default([...PERSON_SCOPES]) }),
  z.strictObject({ permissions: z.array(z.string()) }),
]);

interface Reply {
  readonly status: number;
  readonly body: object;
}

export interface ControlsOptions {
  readonly tenantId: string;
  readonly board: AlertBoard;
  readonly events: Events;
  readonly faults: Faults;
  readonly requestLog: RequestLog;
  readonly signIns: SignIns;
  readonly tokens: Tokens;
}

/** `/sandbox`: what a visitor or a test does to the tenant from outside. It exists only beside the sandbox. */
export function createControls(options: ControlsOptions) {
  const { events, faults, requestLog, signIns, tokens } = options;
  const calls: Readonly<Record<string, (body: unknown) => Reply>> = {
    'GET /sandbox/log': () => ok(requestLog.counts()),
    'DELETE /sandbox/log': () => {
      requestLog.clear();
      return ok(requestLog.counts());
    },
    'GET /sandbox/people': () => ok({ people: PEOPLE }),
    'GET /sandbox/events': () => ok({ events: events.names }),
    'POST /sandbox/events': runEvent,
    'GET /sandbox/faults': listFaults,
    'POST /sandbox/faults': addFault,
    'DELETE /sandbox/faults': () => {
      faults.clear();
      return listFaults();
    },
    'POST /sandbox/tokens': issueToken,
  };

  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const method = request.method ?? 'GET';
    if (method === 'GET' && url.pathname === '/sandbox') {
      return sendHtml(response, 200, 'Sandbox tenant', statusPage({ ...options, origin: url.origin }));
    }
    if (method === 'GET' && url.pathname === '/sandbox/sign-in') return signIn(response, url);
    const call = calls[`${method} ${url.pathname}`];
    if (!call) return sendJson(response, 404, { error: 'Nothing here.', calls: Object.keys(calls) });
    try {
      const text = await readBody(request);
      // A page of some other site can post text here without asking, but not JSON.
      if (method === 'POST' && !isJson(request)) {
        return sendJson(response, 415, { error: 'Send JSON, with Content-Type: application/json.' });
      }
      const { status, body } = call(parse(text));
      sendJson(response, status, body);
    } catch (error) {
      if (!(error instanceof BodyTooLarge)) throw error;
      sendJson(response, 413, { error: 'The body is too large.' }, { Connection: 'close' });
    }
  };

  function runEvent(body: unknown): Reply {
    const asked = EVENT.safeParse(body);
    if (!asked.success) return refused(z.prettifyError(asked.error), { events: events.names });
    const { event, count, scan, person } = asked.data;
    const happened = events.run(event, { count, scan, ...(person === undefined ? {} : { person }) });
    if (!happened) return refused(`There is no event '${event.slice(0, 80)}'.`, { events: events.names });
    return ok({ event, happened, scanned: scan || event === 'scan' });
  }

  function addFault(body: unknown): Reply {
    const asked = FAULT.safeParse(body);
    if (!asked.success) return refused(z.prettifyError(asked.error), { faults: FAULT_KINDS });
    const { fault, match, ...rest } = asked.data;
    const pattern = match === undefined ? undefined : readPattern(match);
    if (pattern === null) return refused("'match' is not a regular expression.", {});
    faults.add({ kind: fault, match: pattern, ...rest });
    return listFaults();
  }

  function listFaults(): Reply {
    const waiting = faults
      .list()
      .map(({ kind, times, match }) => ({ fault: kind, times, match: match?.source }));
    return ok({ waiting, faults: FAULT_KINDS });
  }

  function issueToken(body: unknown): Reply {
    const asked = TOKEN.safeParse(body);
    if (!asked.success) return refused(z.prettifyError(asked.error), {});
    const wanted = asked.data;
    const token =
      'person' in wanted
        ? tokens.forPerson(wanted.person, { scopes: wanted.scopes })
        : tokens.forApp(wanted.permissions);
    return ok({ token });
  }

  function signIn(response: ServerResponse, url: URL): void {
    const personId = signIns.redeem(url.searchParams.get('ticket') ?? '');
    sendHtml(response, personId === undefined ? 410 : 200, 'Sign in', signInPage(personId));
  }
}

function ok(body: object): Reply {
  return { status: 200, body };
}

function refused(error: string, more: object): Reply {
  return { status: 400, body: { error, ...more } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readPattern(source: string): RegExp | null {
  try {
    return new RegExp(source);
  } catch {
    return null;
  }
}
