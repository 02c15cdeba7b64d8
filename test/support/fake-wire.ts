/** One request as it left the real Graph client. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
}

export type WireAnswer =
  | Response
  | Error
  | ((request: SentRequest, signal: AbortSignal | undefined) => Response | Promise<Response>);

export interface FakeWire {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly sent: SentRequest[];
  /** Queues answers; each is used once, in this order. */
  answer(...answers: WireAnswer[]): void;
  /** Answers every request that nothing is queued for. */
  always(answer: (request: SentRequest) => Response | Promise<Response>): void;
}

/** Stands in for `fetch`, the last step of the Graph client's chain; everything before it is the real thing. */
export function createFakeWire(): FakeWire {
  const sent: SentRequest[] = [];
  const queue: WireAnswer[] = [];
  let fallback: ((request: SentRequest) => Response | Promise<Response>) | undefined;
  return {
    sent,
    answer: (...answers) => {
      queue.push(...answers);
    },
    always: (answer) => {
      fallback = answer;
    },
    fetch: async (url, init) => {
      const request: SentRequest = {
        method: init.method ?? 'GET',
        url,
        headers: new Headers(init.headers),
        body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined,
      };
      sent.push(request);
      const next = queue.shift() ?? fallback;
      if (!next) throw new Error(`Nothing was prepared for ${request.method} ${url}`);
      if (next instanceof Error) throw next;
      return typeof next === 'function' ? await next(request, init.signal ?? undefined) : next;
    },
  };
}

export function ok(body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status: 200,
    headers: { 'content-type': 'application/json', 'request-id': 'request-1', ...headers },
  });
}

export function empty(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status, headers: { 'request-id': 'request-1', ...headers } });
}

/** Graph's error envelope. */
export function refusal(
  status: number,
  code: string,
  message = 'No.',
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify({ error: { code, message, innerError: { 'request-id': 'inner-1' } } }), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** A connection that broke after the request had left, as the platform's `fetch` reports it. */
export function brokenConnection(code = 'ECONNRESET'): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

/** An answer that never comes; ends when the request is aborted. */
export function silence(_request: SentRequest, signal: AbortSignal | undefined): Promise<Response> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}
