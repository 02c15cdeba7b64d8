import type { Activity, ResourceResponse } from 'botbuilder';
import { BotAdapter } from 'botbuilder-core/lib/botAdapter';
import { TurnContext } from 'botbuilder-core/lib/turnContext';
import type { Answers } from './patience';

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

const CONNECTOR = Symbol('connector');
const INVOKE_RESPONSE = Symbol('invoke response');

/**
 * What a turn speaks through: its context, its answers, and nothing else. The SDK's own `process` writes its error texts to the caller and to
 * the console, and its client walks every property of a card.
 */
export class ReceivingAdapter extends BotAdapter {
  contextOf(activity: Activity, connector: Answers): TurnContext {
    const context = new TurnContext(this, activity);
    context.turnState.set(CONNECTOR, connector);
    return context;
  }

  override async sendActivities(
    context: TurnContext,
    activities: Partial<Activity>[],
  ): Promise<ResourceResponse[]> {
    const responses: ResourceResponse[] = [];
    for (const activity of activities) {
      if (activity.type === 'invokeResponse') {
        context.turnState.set(INVOKE_RESPONSE, activity.value);
        responses.push({ id: '' });
        continue;
      }
      const { id = '' } = await connectorOf(context).send(conversationOf(activity), activity, {
        replyTo: activity.replyToId,
      });
      responses.push({ id });
    }
    return responses;
  }

  override async updateActivity(context: TurnContext, activity: Partial<Activity>): Promise<void> {
    await connectorOf(context).update(conversationOf(activity), activity.id ?? '', activity);
  }

  override deleteActivity(): Promise<void> {
    return Promise.reject(new Error('Nothing is taken back.'));
  }

  override continueConversation(): Promise<void> {
    return Promise.reject(new Error('What is said unasked goes through the notifier.'));
  }
}

function connectorOf({ turnState }: TurnContext): Answers {
  return turnState.get<Answers>(CONNECTOR);
}

function conversationOf({ conversation }: Partial<Activity>): string {
  return conversation?.id ?? '';
}

/** To an invoke, what the turn said; what it said otherwise has gone out by itself, unless the channel wants it in the answer. */
export function answerTo({ activity, turnState, bufferedReplyActivities }: TurnContext): Answer {
  if (activity.deliveryMode === 'expectReplies') {
    return { status: 200, body: { activities: bufferedReplyActivities } };
  }
  if (activity.type !== 'invoke') return { status: 200 };
  const said = turnState.get<Answer | undefined>(INVOKE_RESPONSE);
  return said ? { status: said.status, body: said.body } : { status: 501 };
}
