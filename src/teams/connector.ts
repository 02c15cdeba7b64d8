import { serviceUrlAllowed, type ServiceUrlRule } from '../lib/service-url';
import { DeliveryError } from '../ports/notifier';
import type { Outbound } from './outbound';

/** What the channel names what it has made by. */
export interface Made {
  readonly id?: string;
  readonly activityId?: string;
}

/** The calls of the channel's connector that are used here, as its REST API has them. Failures are `DeliveryError`. */
export interface Connector {
  send(conversationId: string, activity: object, options?: SendOptions): Promise<Made>;
  update(conversationId: string, activityId: string, activity: object, options?: CallOptions): Promise<void>;
  /** A thread of its own, with its first message. */
  createConversation(parameters: object, options?: CallOptions): Promise<Made>;
  member(conversationId: string, userId: string): Promise<Readonly<Record<string, unknown>>>;
}

interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

interface SendOptions extends CallOptions {
  /** The activity that is answered. */
  readonly replyTo?: string | undefined;
}

interface ConnectorDeps {
  readonly outbound: Pick<Outbound, 'send'>;
  readonly serviceUrls: ServiceUrlRule;
  readonly authorization?: () => Promise<string | undefined>;
}

/** Speaks to one address of the channel. Throws `ForbiddenServiceUrl` for an address that is not the channel's. */
export function connectorTo(
  serviceUrl: string,
  { outbound, serviceUrls, ...signed }: ConnectorDeps,
): Connector {
  if (!serviceUrlAllowed(serviceUrl, serviceUrls)) throw new ForbiddenServiceUrl();
  const base = new URL(serviceUrl);
  const root = `${base.pathname.replace(/\/+$/, '')}/v3/conversations`;

  async function call(
    method: 'GET' | 'POST' | 'PUT',
    names: readonly string[],
    body: object | undefined,
    { signal, headers = {} }: CallOptions & { readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    const url = new URL(base.origin);
    // Set, not resolved: a path that begins with two slashes would be taken for another host.
    url.pathname = [root, ...names.map(segment)].join('/');
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const said = await outbound.send({ method, url, ...content, ...signed, headers, signal });
    return typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : {};
  }

  return {
    send: async (conversationId, activity, { replyTo, ...options } = {}) => {
      const names = [conversationId, 'activities'];
      if (replyTo === undefined) return made(await call('POST', names, activity, options));
      // As the SDK sends it with answers, and with nothing else.
      const headers = { 'x-ms-conversation-id': conversationId };
      return made(await call('POST', [...names, replyTo], activity, { ...options, headers }));
    },
    update: async (conversationId, activityId, activity, options) => {
      await call('PUT', [conversationId, 'activities', activityId], activity, options);
    },
    createConversation: async (parameters, options) => made(await call('POST', [], parameters, options)),
    member: (conversationId, userId) => call('GET', [conversationId, 'members', userId], undefined),
  };
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** An id as one part of the path. */
function segment(id: string): string {
  if (id === '' || id === '.' || id === '..' || LONE_SURROGATE.test(id))
    throw new DeliveryError('The channel has no such id.', { outcome: 'refused' });
  return encodeURIComponent(id);
}

function made({ id, activityId }: Readonly<Record<string, unknown>>): Made {
  return {
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof activityId === 'string' ? { activityId } : {}),
  };
}

/** An answer would leave for an address that is not the channel's. */
export class ForbiddenServiceUrl extends Error {
  override readonly name = 'ForbiddenServiceUrl';

  constructor() {
    super('The service URL is not one of the channel.');
  }
}
