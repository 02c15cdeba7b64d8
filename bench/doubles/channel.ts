import { bodyOf, serve } from './serve';

/** The channel's connector, as cheap as can be: it counts what comes in and keeps the last message. */
export interface Channel {
  readonly serviceUrl: string;
  messages(): number;
  /** How many were refused for coming too fast. */
  refused(): number;
  last(): string;
  /** When the message to a conversation was here, by `performance.now()`; undefined while it is not. */
  arrival(conversationId: string): number | undefined;
  arrivals(): readonly number[];
  clear(): void;
  close(): Promise<void>;
}

/** The published limits of a bot: in one conversation, for sending, and in a tenant. */
const IN_A_CONVERSATION = [
  { most: 7, ms: 1_000 },
  { most: 8, ms: 2_000 },
  { most: 60, ms: 30_000 },
  { most: 1_800, ms: 3_600_000 },
] as const;
export const IN_A_TENANT = { most: 50, ms: 1_000 } as const;

/** With `limits` the published ones are enforced in every sliding window. */
export async function startChannel({ limits = false } = {}): Promise<Channel> {
  const to = new Map<string, number[]>();
  let all: number[] = [];
  let refused = 0;
  let last = '';

  function within(times: readonly number[], now: number, { most, ms }: { most: number; ms: number }) {
    const oldest = times.at(-most);
    return oldest === undefined || now - oldest >= ms;
  }

  const { origin, close } = await serve(async (request, response) => {
    const body = await bodyOf(request);
    const now = performance.now();
    response.setHeader('content-type', 'application/json');
    const id = placeOf(request.url ?? '', body);
    const times = to.get(id) ?? [];
    const allowed =
      !limits ||
      (within(all, now, IN_A_TENANT) && IN_A_CONVERSATION.every((limit) => within(times, now, limit)));
    if (!allowed) {
      refused += 1;
      response.writeHead(429, { 'retry-after': '1' });
      response.end('{"error":{"code":"Throttled","message":"Too many requests."}}');
      return;
    }
    last = body;
    all.push(now);
    if (id !== '') to.set(id, [...times, now]);
    response.writeHead(201);
    response.end(`{"id":"m${all.length}","activityId":"m${all.length}"}`);
  });

  return {
    serviceUrl: `${origin}/connector/`,
    messages: () => all.length,
    refused: () => refused,
    last: () => last,
    arrival: (conversationId) => to.get(conversationId)?.[0],
    arrivals: () => all,
    clear: () => {
      all = [];
      refused = 0;
      to.clear();
    },
    close,
  };
}

/** A new thread names its channel in the body, everything else in the address. */
function placeOf(url: string, body: string): string {
  const [, place] = /\/conversations\/([^/]+)/.exec(url) ?? [];
  if (place !== undefined) return decodeURIComponent(place);
  const { channelData } = JSON.parse(body) as {
    readonly channelData?: { readonly channel?: { readonly id?: string } };
  };
  return channelData?.channel?.id ?? '';
}
