import { GraphError, type GraphErrorDetails, type GraphFailure } from '../ports/pim-alerts';

/** What is known of a call when it fails. */
export interface CallFacts {
  readonly operation: string;
  /** The call was to change something. */
  readonly change: boolean;
  /** It went out with a person's token. */
  readonly onBehalf?: boolean;
  /** Reference for the service's own logs where it gave none back. */
  readonly clientRequestId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Refusal {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** An answer that is not a success, as the one error everybody knows. */
export function failureOf(refusal: Refusal, facts: CallFacts): GraphError {
  const { status, headers, text } = refusal;
  const body = bodyOf(text);
  const claims = claimsOf(headers.get('www-authenticate'));
  const code = body.code ?? (isPage(refusal) ? 'NotGraph' : undefined);
  const retryAfter = retryAfterSeconds(headers, facts.now);
  const missing = missingPermissions(body.message);
  const details: GraphErrorDetails = {
    reason: claims ? 'unauthenticated' : reasonOf(refusal, body.code),
    status,
    requestId: headers.get('request-id') ?? body.requestId ?? facts.clientRequestId,
    ...(code ? { code } : {}),
    ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
    ...(facts.change && leavesOpen(status) ? { maybeDone: true } : {}),
    ...(claims ? { claims } : {}),
    ...(facts.onBehalf ? { onBehalf: true } : {}),
    ...(missing.length ? { missingPermissions: missing } : {}),
  };
  return new GraphError(
    `${facts.operation}: ${status} ${code ?? ''} ${body.message ?? ''}`.trimEnd(),
    details,
  );
}

/** No usable answer: refused, reset, too slow, or nonsense. */
export function noAnswer(
  what: string,
  facts: CallFacts,
  extra: { readonly code?: string; readonly status?: number; readonly maybeDone?: boolean; cause?: unknown },
): GraphError {
  const { maybeDone = false, ...rest } = extra;
  return new GraphError(`${facts.operation}: ${what}`, {
    reason: 'unavailable',
    requestId: facts.clientRequestId,
    ...rest,
    ...(facts.change && maybeDone ? { maybeDone } : {}),
  });
}

/** Whoever answered so may have passed the change on, or done it: no plain refusal. */
function leavesOpen(status: number): boolean {
  return status >= 500 || status === 408 || (status >= 300 && status < 400);
}

const BY_STATUS: Readonly<Record<number, GraphFailure>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  408: 'unavailable',
  410: 'not-found',
  423: 'unavailable',
  425: 'unavailable',
  429: 'throttled',
};

// PIM wraps some of its refusals in a status of its own choice.
const FORBIDDEN = new Set([
  'permissionscopenotgranted',
  'unauthorizedaccessexception',
  'authorization_requestdenied',
  'accessdenied',
]);

function reasonOf(refusal: Refusal, code: string | undefined): GraphFailure {
  const { status } = refusal;
  if (code && status < 500 && FORBIDDEN.has(code.toLowerCase())) return 'forbidden';
  if (status < 400 || status >= 500) return 'unavailable';
  if (status !== 429 && isPage(refusal)) return 'unavailable';
  return BY_STATUS[status] ?? 'invalid';
}

/** A web page instead of an API answer: a gateway in between spoke, not Graph. */
function isPage({ headers, text }: Refusal): boolean {
  return /^\s*<(!doctype|html|head|body)\b/i.test(text) || /html/i.test(headers.get('content-type') ?? '');
}

interface ErrorBody {
  readonly code?: string;
  readonly message?: string;
  readonly requestId?: string;
}

/** Graph's envelope; where PIM hides its own error as a JSON string in the message, that one. */
function bodyOf(text: string): ErrorBody {
  const error = record(record(json(text))['error']);
  const outer = string(error['message']);
  const inner = record(json(outer ?? ''));
  const code = string(inner['errorCode']) ?? string(inner['code']) ?? string(error['code']);
  const message = string(inner['message']) ?? outer;
  const innerError = record(error['innerError'] ?? error['innererror']);
  const requestId = string(innerError['request-id']) ?? string(innerError['requestId']);
  return { ...(code ? { code } : {}), ...(message ? { message } : {}), ...(requestId ? { requestId } : {}) };
}

function missingPermissions(message: string | undefined): string[] {
  const [, list = ''] = /missing permission scopes?:?\s+([\w.,\s-]+)/i.exec(message ?? '') ?? [];
  return list
    .split(/[\s,]+/)
    .map((name) => name.replace(/\.+$/, ''))
    .filter((name) => name.includes('.'));
}

/** The claims of a Conditional Access challenge as JSON; they travel in base64. */
function claimsOf(challenge: string | null): string | undefined {
  const [, value] = /\bclaims="([^"]+)"/i.exec(challenge ?? '') ?? [];
  if (value === undefined) return undefined;
  return [Buffer.from(value, 'base64').toString('utf8'), value].find((text) => isObject(json(text)));
}

/** `Retry-After` in seconds, fractions included, from seconds or a date; never negative. */
export function retryAfterSeconds(headers: Headers | undefined, now: number): number | undefined {
  const value = headers?.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - now) / 1000);
}

/** `undefined` for anything that is not JSON. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
