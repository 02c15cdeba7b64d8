import type { Activity, ConversationParameters } from 'botbuilder';
import type { ConnectorClient } from 'botframework-connector';
import type { Conversation } from '../ports/conversation';
import { DeliveryError, type Message, type Notifier } from '../ports/notifier';
import type { TeamsAdapter } from './adapter';
import { ForbiddenServiceUrl } from './authentication';

const CARD = 'application/vnd.microsoft.card.adaptive';

/** Speaks through the channel's connector; an attempt is one request, bounded by the adapter's deadline. */
export function createNotifier({ adapter }: { adapter: Pick<TeamsAdapter, 'connector'> }): Notifier {
  return {
    async post(to, message, signal) {
      const { conversations } = await connectorTo(adapter, to);
      const activity = activityOf(to, message);
      const options = optionsOf(signal);
      const { id } =
        to.kind === 'channel'
          ? idIn(await conversations.createConversation(threadOf(to, activity), options))
          : await conversations.sendToConversation(to.id, activity, options);
      // The channel at times answers 202 without an id.
      return id ? { activityId: id } : {};
    },

    async update(to, activityId, message, signal) {
      const { conversations } = await connectorTo(adapter, to);
      const activity = { ...activityOf(to, message), id: activityId };
      const options = optionsOf(signal);
      try {
        await conversations.updateActivity(to.id, activityId, activity, options);
      } catch (error) {
        const lost = error instanceof DeliveryError && error.outcome === 'missing';
        if (!lost || to.kind !== 'channel') throw error;
        // A message that began a thread also goes by the name of that thread.
        await conversations.updateActivity(threadId(to, activityId), activityId, activity, options);
      }
    },
  };
}

async function connectorTo(
  adapter: Pick<TeamsAdapter, 'connector'>,
  to: Conversation,
): Promise<ConnectorClient> {
  try {
    return await adapter.connector(to.serviceUrl);
  } catch (cause) {
    const outcome = cause instanceof ForbiddenServiceUrl ? 'refused' : 'retry';
    throw new DeliveryError('The channel could not be addressed.', { outcome, cause });
  }
}

// The card alone: with a text beside it the channel may make two messages of it and return no id.
function activityOf(to: Conversation, { card, summary }: Message): Activity {
  return {
    type: 'message',
    channelId: to.channelId,
    serviceUrl: to.serviceUrl,
    conversation: { id: to.id, tenantId: to.tenantId },
    from: to.bot,
    ...(to.user ? { recipient: to.user } : {}),
    summary,
    attachments: [{ contentType: CARD, content: card }],
  } as unknown as Activity;
}

/** In a channel each unasked message begins a thread: this is the one call that tells its activity id. */
function threadOf(to: Conversation, activity: Activity): ConversationParameters {
  return {
    isGroup: true,
    channelData: { channel: { id: to.id } },
    bot: to.bot,
    tenantId: to.tenantId,
    activity,
  } as unknown as ConversationParameters;
}

function threadId({ id }: Conversation, activityId: string): string {
  return `${id};messageid=${activityId}`;
}

/** The activity of a new thread, or what the thread is named for. */
function idIn({ id, activityId }: { readonly id?: string; readonly activityId?: string }): {
  readonly id?: string | undefined;
} {
  return { id: activityId ?? id?.split(';messageid=')[1] };
}

function optionsOf(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}
