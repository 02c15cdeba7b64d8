import type { Clock } from '../../src/lib/clock';
import { silentLog } from '../../src/lib/log';
import { systemRandom } from '../../src/lib/random';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox';
import { PEOPLE } from '../../src/sandbox/people';

export const ALERTS = '/beta/identityGovernance/roleManagementAlerts';
export const SCOPE = `$filter=${encodeURIComponent("scopeId eq '/' and scopeType eq 'DirectoryRole'")}`;

/** A moment with no meaning, so that a date in an answer is seen to come from the clock. */
export const START = Date.UTC(2026, 4, 11, 9, 30, 15, 250);

/** A clock that stands until it is moved; sleepers wake in their order. */
export interface HandClock extends Clock {
  /** Lets time pass, and everything that wakes in it run. */
  move(ms: number): Promise<void>;
}

export function createHandClock(start = START): HandClock {
  let now = start;
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const abort = () => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          reject(new DOMException('The sleep was aborted.', 'AbortError'));
        };
        const wake = () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        };
        const sleeper = { at: now + ms, wake };
        if (signal?.aborted) return abort();
        sleepers.push(sleeper);
        signal?.addEventListener('abort', abort);
      }),
    move: async (ms) => {
      const end = now + ms;
      for (;;) {
        const next = sleepers.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        sleepers = sleepers.filter((one) => one !== next);
        now = Math.max(now, next.at);
        next.wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = end;
    },
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReturnType<typeof JSON.parse>;
}

export interface Tested {
  readonly sandbox: Sandbox;
  readonly clock: HandClock;
  readonly url: string;
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  /** As the current user of the Playground, who may do everything. */
  get(path: string): Promise<Reply>;
  post(path: string, body?: unknown): Promise<Reply>;
  patch(path: string, body: unknown): Promise<Reply>;
  alertId(suffix: string): string;
  stop(): Promise<void>;
}

export interface CallOptions {
  /** Null: no Authorization header. */
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function startSandbox(options: Partial<SandboxOptions> = {}): Promise<Tested> {
  const clock = createHandClock();
  const sandbox = createSandbox({ clock, random: systemRandom, log: silentLog, ...options });
  const { url } = await sandbox.start();

  async function call(
    method: string,
    path: string,
    { token, body, headers }: CallOptions = {},
  ): Promise<Reply> {
    const bearer = token === undefined ? sandbox.tokens.forPerson(personId(0)) : token;
    const response = await fetch(path.startsWith('http') ? path : `${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(bearer === null ? {} : { Authorization: `Bearer ${bearer}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text ? JSON.parse(text) : text,
    };
  }

  return {
    sandbox,
    clock,
    url,
    call,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, { body }),
    patch: (path, body) => call('PATCH', path, { body }),
    alertId: (suffix) => `DirectoryRole_${sandbox.tenantId}_${suffix}`,
    stop: () => sandbox.stop(),
  };
}

/** Object id of one of the Playground's people; 0 is the current user. */
export function personId(number: number): string {
  return PEOPLE[number]?.aadObjectId ?? '';
}

/** The service's own code, taken out of its wrapping. */
export function innerCode(reply: Reply): string {
  return JSON.parse(reply.body.error.message).errorCode;
}
