import { DeliveryError, type DeliveryOutcome } from '../ports/notifier';

/** What went wrong on the way to the channel, taken apart from the SDK's error. */
interface Failure {
  readonly status?: number;
  readonly code?: string;
  readonly retryAfterSeconds?: number;
}

/** Where a call had come to when it failed. */
export interface CallState {
  readonly method: string;
  /** It was handed to the network. Before that, nothing can have arrived. */
  readonly sent: boolean;
  readonly now: number;
}

// Codes of a connection that never came about, so that no byte of the request has left.
const NEVER_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_|UNABLE_TO_|ERR_TLS)/;

const GONE_CODES = new Set([
  'BotNotInConversationRoster',
  'ConversationBlockedByUser',
  'BotDisabledByAdmin',
  'NotEnoughPermissions',
  'MessageWritesBlocked',
  'ConversationNotFound',
]);

/** Every failure of a channel call in our words, by whatever road it was made. The message holds no text of the channel. */
export function deliveryError(error: unknown, call: CallState): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const failure = failureOf(error, call.now);
  const what = failure.status ? `answered ${failure.status}` : 'gave no answer';
  return new DeliveryError(`The channel ${what}${failure.code ? ` (${failure.code})` : ''}.`, {
    ...failure,
    outcome: outcomeOf(failure, call),
    cause: error,
  });
}

function outcomeOf({ status, code }: Failure, { method, sent }: CallState): DeliveryOutcome {
  if (!sent) return 'retry';
  const unknown = method === 'POST' ? 'uncertain' : 'retry';
  if (status === undefined) return code && NEVER_CONNECTED.test(code) ? 'retry' : unknown;
  if (status === 429 || status === 412) return 'retry';
  if (status >= 500) return unknown;
  if (status === 404 && method !== 'POST' && code !== 'ConversationNotFound') return 'missing';
  if (code && (status === 403 || status === 404) && GONE_CODES.has(code)) return 'gone';
  return 'refused';
}

function failureOf(error: unknown, now: number): Failure {
  const { statusCode, code, response } = asObject(error);
  if (typeof statusCode !== 'number') return typeof code === 'string' ? { code } : {};
  const { headers, bodyAsText } = asObject(response);
  const channelCode = channelCodeOf(bodyAsText);
  const retryAfterSeconds = secondsOf(headerOf(headers, 'retry-after'), now);
  return {
    status: statusCode,
    ...(channelCode === undefined ? {} : { code: channelCode }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

/** `{error:{code}}`, or `{errorCode, message:"{\"subCode\":…}"}` where the real code hides in nested JSON. */
function channelCodeOf(body: unknown): string | undefined {
  const outer = parsed(body);
  const message = asObject(parsed(outer['message']));
  const candidates = [
    asObject(outer['error'])['code'],
    message['subCode'],
    outer['code'],
    outer['errorCode'],
  ];
  const code = candidates.find((value) => typeof value === 'string' || typeof value === 'number');
  return code === undefined ? undefined : String(code).slice(0, 80);
}

/** Seconds as a number, with fractions, or as a date. */
function secondsOf(header: unknown, now: number): number | undefined {
  if (typeof header !== 'string' || header.trim() === '') return undefined;
  const seconds = Number(header);
  const wait = Number.isNaN(seconds) ? (Date.parse(header) - now) / 1000 : seconds;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

function headerOf(headers: unknown, name: string): unknown {
  const get = asObject(headers)['get'];
  return typeof get === 'function' ? (get.call(headers, name) as unknown) : undefined;
}

function parsed(text: unknown): Record<string, unknown> {
  if (typeof text !== 'string') return {};
  try {
    return asObject(JSON.parse(text));
  } catch {
    return {};
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
