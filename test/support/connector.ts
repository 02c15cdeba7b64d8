import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../src/lib/clock';

export interface ConnectorCall {
  readonly method: string;
  /** Decoded. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How one request is answered instead of with success. */
export type Mishap =
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly reset: true }
  /** Never answers; `arrived` is called when the request is in. */
  | { readonly silent: true; readonly arrived?: () => void };

/** A message that stands in a conversation. */
export interface Standing {
  readonly conversationId: string;
  readonly activityId: string;
  readonly activity: Readonly<Record<string, unknown>>;
  readonly updates: number;
  /** When it came to stand, by this process's clock. */
  readonly at: number;
}

/** The channel's connector as the bot sees it: messages, updates, threads and members, over HTTP on loopback. */
export interface Connector {
  readonly serviceUrl: string;
  /** Everything that came in, refused or not. */
  readonly calls: readonly ConnectorCall[];
  readonly messages: ReadonlyMap<string, Standing>;
  /** The next requests meet these, one each. */
  meet(...mishaps: readonly Mishap[]): void;
  /** All requests meet this, until undefined. */
  meetAlways(mishap: Mishap | undefined): void;
  member(place: string, userId: string, account: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
}

/** The published limits of one bot in one conversation, for sending: so many in so many seconds. */
const SEND_LIMITS = [
  { most: 7, seconds: 1 },
  { most: 8, seconds: 2 },
  { most: 60, seconds: 30 },
  { most: 1800, seconds: 3600 },
] as const;

/**
 * With a clock the published send limits are enforced by that clock. `latencyMs` is asked twice for each request: how long it
 * travels, and how long its answer does.
 */
export async function startConnector({
  clock,
  latencyMs,
}: { clock?: Clock; latencyMs?: () => number } = {}): Promise<Connector> {
  const calls: ConnectorCall[] = [];
  const messages = new Map<string, Standing>();
  const members = new Map<string, Readonly<Record<string, unknown>>>();
  const sends = new Map<string, number[]>();
  const waiting: Mishap[] = [];
  let always: Mishap | undefined;
  let count = 0;

  const server = createServer((request, response) => void receive(request, response));

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJson(request);
    if (latencyMs) {
      await wait(latencyMs());
      const end = response.end.bind(response);
      Object.assign(response, { end: (text?: string) => void wait(latencyMs()).then(() => end(text)) });
    }
    serve(request, response, body);
  }

  function serve(
    request: IncomingMessage,
    response: ServerResponse,
    body: Readonly<Record<string, unknown>>,
  ): void {
    const path = decodeURIComponent(request.url ?? '').replace('/connector', '');
    const { authorization } = request.headers;
    calls.push({ method: request.method ?? '', path, authorization, body });
    const mishap = waiting.shift() ?? always;
    if (mishap) suffer(mishap, request, response);
    else route(request.method ?? '', path, body, response);
  }

  function route(
    method: string,
    path: string,
    body: Readonly<Record<string, unknown>>,
    response: ServerResponse,
  ): void {
    const [, place = '', part = '', id] =
      /^\/v3\/conversations(?:\/([^/]+)\/(activities|members)(?:\/(.+))?)?$/.exec(path) ?? [];
    if (part === 'members') {
      const account = members.get(`${place} ${id}`);
      if (account) return json(response, 200, account);
      return json(response, 404, { error: { code: 'MemberNotFoundInConversation', message: 'Not here.' } });
    }
    if (method === 'PUT') return update(place, id ?? '', body, response);
    if (part === 'activities') return post(place, body, response);
    const channel = (body['channelData'] as { channel?: { id?: string } } | undefined)?.channel?.id ?? '';
    return post(channel, body['activity'] as Readonly<Record<string, unknown>>, response, true);
  }

  function post(
    conversationId: string,
    activity: Readonly<Record<string, unknown>>,
    response: ServerResponse,
    thread = false,
  ): void {
    const wait = secondsToWait(conversationId);
    if (wait > 0) {
      response.setHeader('retry-after', wait.toFixed(3));
      return json(response, 429, { error: { code: 'Throttled', message: 'Too many requests.' } });
    }
    count += 1;
    const activityId = `m${count}`;
    messages.set(activityId, { conversationId, activityId, activity, updates: 0, at: Date.now() });
    const created = { id: `${conversationId};messageid=${activityId}`, activityId };
    return json(response, 201, thread ? created : { id: activityId });
  }

  function update(
    place: string,
    activityId: string,
    activity: Readonly<Record<string, unknown>>,
    response: ServerResponse,
  ): void {
    const standing = messages.get(activityId);
    // A card that began a thread goes by the name of the channel and by that of the thread.
    const names = [standing?.conversationId, `${standing?.conversationId};messageid=${activityId}`];
    if (!standing || !names.includes(place)) {
      return json(response, 404, { error: { code: 'ActivityNotFoundInConversation', message: 'No.' } });
    }
    messages.set(activityId, { ...standing, activity, updates: standing.updates + 1 });
    return json(response, 200, { id: activityId });
  }

  function secondsToWait(conversationId: string): number {
    if (!clock) return 0;
    const now = clock.now();
    const before = (sends.get(conversationId) ?? []).filter((at) => now - at < 3_600_000);
    const waits = SEND_LIMITS.map(({ most, seconds }) => {
      const within = before.filter((at) => now - at < seconds * 1000);
      const oldest = within.at(-most);
      return oldest === undefined ? 0 : (oldest + seconds * 1000 - now) / 1000;
    });
    const wait = Math.max(...waits);
    sends.set(conversationId, wait > 0 ? before : [...before, now]);
    return wait;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    serviceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/connector/`,
    calls,
    messages,
    meet: (...mishaps) => waiting.push(...mishaps),
    meetAlways: (mishap) => {
      always = mishap;
    },
    member: (place, userId, account) => members.set(`${place} ${userId}`, account),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function suffer(mishap: Mishap, request: IncomingMessage, response: ServerResponse): void {
  if ('reset' in mishap) {
    request.socket.resetAndDestroy();
    return;
  }
  if ('silent' in mishap) {
    mishap.arrived?.();
    return;
  }
  for (const [name, value] of Object.entries(mishap.headers ?? {})) response.setHeader(name, value);
  json(response, mishap.status, mishap.body);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function readJson(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}
