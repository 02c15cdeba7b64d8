import type { Conversation } from '../ports/conversation';
import { DeliveryError, type Message, type Notifier } from '../ports/notifier';
import type { TeamsAdapter } from './adapter';
import type { Connector } from './connector';

const CARD = 'application/vnd.microsoft.card.adaptive';

/** Speaks through the channel's connector; an attempt is one request, bounded by the adapter's deadline. */
export function createNotifier({ adapter }: { adapter: Pick<TeamsAdapter, 'connector'> }): Notifier {
  const notifier: Notifier = {
    async post(to, message, signal) {
      const connector = connectorTo(adapter, to);
      const activity = activityOf(to, message);
      const { id } =
        to.kind === 'channel'
          ? idIn(await connector.createConversation(threadOf(to, activity), { signal }))
          : await connector.send(to.id, activity, { signal });
      // The channel at times answers 202 without an id.
      return id ? { activityId: id } : {};
    },

    async reply(to, activityId, message, signal) {
      if (to.kind !== 'channel') return notifier.post(to, message, signal);
      const { id: own, thread = own } = partsOf(activityId);
      const place = threadId(to, thread);
      try {
        const { id } = await connectorTo(adapter, to).send(place, activityOf(to, message), { signal });
        return id ? { activityId: threadId({ id }, thread) } : {};
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.status !== 404) throw error;
        const { status, code } = error;
        const details = { outcome: 'missing', status, ...(code ? { code } : {}), cause: error } as const;
        throw new DeliveryError('The thread is no more.', details);
      }
    },

    async update(to, activityId, message, signal) {
      const connector = connectorTo(adapter, to);
      const { id, thread } = partsOf(activityId);
      const activity = { ...activityOf(to, message), id };
      try {
        await connector.update(thread ? threadId(to, thread) : to.id, id, activity, { signal });
      } catch (error) {
        const lost = error instanceof DeliveryError && error.outcome === 'missing';
        if (!lost || thread || to.kind !== 'channel') throw error;
        // A message that began a thread also goes by the name of that thread.
        await connector.update(threadId(to, id), id, activity, { signal });
      }
    },
  };
  return notifier;
}

function connectorTo(adapter: Pick<TeamsAdapter, 'connector'>, to: Conversation): Connector {
  try {
    return adapter.connector(to.serviceUrl);
  } catch (cause) {
    throw new DeliveryError('The channel could not be addressed.', { outcome: 'refused', cause });
  }
}

// The card alone: with a text beside it the channel may make two messages of it and return no id.
function activityOf(to: Conversation, { card, summary }: Message): object {
  return {
    type: 'message',
    channelId: to.channelId,
    serviceUrl: to.serviceUrl,
    conversation: { id: to.id, tenantId: to.tenantId },
    from: to.bot,
    ...(to.user ? { recipient: to.user } : {}),
    summary,
    attachments: [{ contentType: CARD, content: card }],
  };
}

/** In a channel each unasked message begins a thread: this is the one call that tells its activity id. */
function threadOf(to: Conversation, activity: object): object {
  return {
    isGroup: true,
    channelData: { channel: { id: to.id } },
    bot: to.bot,
    tenantId: to.tenantId,
    activity,
  };
}

function threadId({ id }: { readonly id: string }, activityId: string): string {
  return `${id};messageid=${activityId}`;
}

/** A card that stands in a thread is known by its own id and by that of the message that began the thread. */
function partsOf(activityId: string): { readonly id: string; readonly thread?: string | undefined } {
  const [id = activityId, thread] = activityId.split(';messageid=');
  return { id, thread };
}

/** The activity of a new thread, or what the thread is named for. */
function idIn({ id, activityId }: { readonly id?: string; readonly activityId?: string }): {
  readonly id?: string | undefined;
} {
  return { id: activityId ?? id?.split(';messageid=')[1] };
}
