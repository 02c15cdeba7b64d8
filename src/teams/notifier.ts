import type { Activity } from 'botbuilder';
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
      const response = await conversations.sendToConversation(
        to.id,
        activityOf(to, message),
        optionsOf(signal),
      );
      // Channels at times answer 202 without an id.
      return response.id ? { activityId: response.id } : {};
    },

    async update(to, activityId, message, signal) {
      const { conversations } = await connectorTo(adapter, to);
      const activity = { ...activityOf(to, message), id: activityId };
      await conversations.updateActivity(to.id, activityId, activity, optionsOf(signal));
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

function optionsOf(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}
