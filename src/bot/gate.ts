import { isLoopback, serviceUrlAllowed, type ServiceUrlRule } from '../lib/service-url';

/** Whose requests are let through to the signature check. */
export type GateOptions = {
  readonly serviceUrls: ServiceUrlRule;
} & (
  | { readonly authenticated: true; readonly appId: string; readonly issuer: string }
  /** Anyone on this machine: the sandbox. */
  | { readonly authenticated: false }
);

export interface RequestHead {
  /** As sent, with dots and escapes, without the query. */
  readonly path: string | undefined;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly contentLength: string | undefined;
  readonly host: string | undefined;
}

export interface RequestContent {
  readonly authorization: string | undefined;
  /** The one parse of the body. The adapter works on the same object, so a key given twice means the same to both. */
  readonly activity: unknown;
}

/** 0 lets go on; anything else is the HTTP status of the refusal. */
export type Verdict = 0 | 400 | 401 | 403 | 404 | 413 | 415;

const TEAMS_CHANNEL = 'msteams';
const PLAYGROUND_CHANNELS = new Set([TEAMS_CHANNEL, 'emulator']);
const JSON_UTF8 = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;

export const MESSAGES_PATH = '/api/messages';

/** Before the body is read. Compressed bodies are refused whole: their size is unknown until they have been inflated. */
export function judgeHead(head: RequestHead, options: GateOptions, maxBytes: number): Verdict {
  // The router has resolved dots and escapes by now; the channel sends none.
  if (head.path !== MESSAGES_PATH) return 404;
  // Without authentication a web page could reach us by a name it controls that resolves to this machine.
  if (!hostAllowed(head.host, options)) return 403;
  if (head.contentEncoding !== undefined && head.contentEncoding !== 'identity') return 415;
  if (!JSON_UTF8.test(head.contentType ?? '')) return 415;
  if (head.contentLength !== undefined && Number(head.contentLength) > maxBytes) return 413;
  return 0;
}

/** Whoever is not authenticated reaches this machine by its own names alone. */
export function hostAllowed(host: string | undefined, options: GateOptions): boolean {
  return options.authenticated || isLoopback(hostnameOf(host));
}

/**
 * After the body was parsed, before anything of the SDK runs. Cheap and unsigned: it keeps strangers away from the SDK and proves
 * nothing. The tenant is not looked at here, because 401 against 403 would tell a stranger which tenant is served.
 */
export function judgeContent({ authorization, activity }: RequestContent, options: GateOptions): Verdict {
  if (!isObject(activity) || typeof activity['type'] !== 'string' || activity['type'] === '') return 400;
  if (options.authenticated && !tokenFits(authorization, options)) return 401;
  const { channelId, serviceUrl, conversation, from } = activity;
  if (typeof channelId !== 'string' || !channelAllowed(channelId, options.authenticated)) return 403;
  if (typeof serviceUrl !== 'string' || !URL.canParse(serviceUrl)) return 400;
  if (!serviceUrlAllowed(serviceUrl, options.serviceUrls)) return 403;
  if (!isObject(conversation) || typeof conversation['id'] !== 'string') return 400;
  if (from !== undefined && (!isObject(from) || typeof from['id'] !== 'string')) return 400;
  return hasSoundParts(activity) ? 0 : 400;
}

/** What is read further in has the type it is read as, where it is there at all. */
function hasSoundParts(activity: Readonly<Record<string, unknown>>): boolean {
  const isAbsent = (value: unknown): boolean => value === undefined || value === null;
  const texts = ['text', 'action', 'name'].map((name) => activity[name]);
  const lists = ['entities', 'membersAdded', 'membersRemoved'].map((name) => activity[name]);
  return (
    texts.every((text) => isAbsent(text) || typeof text === 'string') &&
    lists.every((list) => isAbsent(list) || (Array.isArray(list) && list.every(isObject)))
  );
}

/**
 * The tenant that the signed activity comes from: each place that names one must name the same, one that is served, and at least one
 * must. Undefined: it is not to be served. For the start of the turn, where the signature has been checked. `served` is lower case.
 */
export function tenantOf(
  activity: { readonly channelData?: unknown; readonly conversation?: unknown },
  served: ReadonlySet<string>,
): string | undefined {
  const channelData = isObject(activity.channelData) ? activity.channelData : {};
  const tenant = isObject(channelData['tenant']) ? channelData['tenant'] : {};
  const conversation = isObject(activity.conversation) ? activity.conversation : {};
  const named = [tenant['id'], conversation['tenantId']].filter((id) => id !== undefined && id !== null);
  const [first, ...others] = new Set(named.map((id) => (typeof id === 'string' ? id.toLowerCase() : '')));
  return first !== undefined && others.length === 0 && served.has(first) ? first : undefined;
}

function channelAllowed(channelId: string, authenticated: boolean): boolean {
  return authenticated ? channelId === TEAMS_CHANNEL : PLAYGROUND_CHANNELS.has(channelId);
}

// Issuer and audience alone already close the SDK's emulator and skill roads.
function tokenFits(
  authorization: string | undefined,
  { issuer, appId }: Extract<GateOptions, { authenticated: true }>,
): boolean {
  const [, head, claims] = /^Bearer ([\w-]+)\.([\w-]+)\.[\w-]+$/.exec(authorization ?? '') ?? [];
  if (!head || !claims) return false;
  const { alg } = objectIn(head);
  const { iss, aud } = objectIn(claims);
  return typeof alg === 'string' && /^RS(256|384|512)$/.test(alg) && iss === issuer && aud === appId;
}

function objectIn(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function hostnameOf(host: string | undefined): string {
  const address = `http://${host ?? ''}`;
  return URL.canParse(address) ? new URL(address).hostname : '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
