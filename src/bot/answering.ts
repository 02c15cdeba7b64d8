import type { Activity, TurnContext } from 'botbuilder';
import type { Card } from '../ports/notifier';
import { withTenantName } from '../views/parts/tenant-name';
import { CARD } from './replies';

/** How one turn is answered. */
export type Answering = Pick<TurnContext, 'activity'> & {
  sendActivity(activity: Partial<Activity>): ReturnType<TurnContext['sendActivity']>;
  updateActivity(activity: Partial<Activity>): Promise<unknown>;
};

interface Attached {
  readonly contentType?: string;
  readonly content?: unknown;
}

/** Whatever leaves by it names the tenant on its cards: a message, the answer to a press, what a search has found. */
export function answering(context: TurnContext, name: string | undefined): Answering {
  if (name === undefined) return context;
  return {
    activity: context.activity,
    sendActivity: (activity) => context.sendActivity(named(activity, name)),
    updateActivity: (activity) => context.updateActivity(named(activity, name)),
  };
}

function named(activity: Partial<Activity>, name: string): Partial<Activity> {
  const { attachments } = activity;
  const value: unknown = activity.value;
  const body = part(part(value)['body']);
  if (attachments) return { ...activity, attachments: attachments.map((one) => withName(one, name)) };
  if (body['type'] === CARD) {
    const card = withTenantName(part(body['value']), name);
    return { ...activity, value: { ...part(value), body: { ...body, value: card } } };
  }
  const found = part(body['composeExtension']);
  if (!Array.isArray(found['attachments'])) return activity;
  const hits = (found['attachments'] as readonly Attached[]).map((one) => withName(one, name));
  const composeExtension = { ...found, attachments: hits };
  return { ...activity, value: { ...part(value), body: { ...body, composeExtension } } };
}

function withName<T extends Attached>(attached: T, name: string): T {
  return attached.contentType === CARD
    ? { ...attached, content: withTenantName(part(attached.content), name) }
    : attached;
}

function part(value: unknown): Card {
  return typeof value === 'object' && value !== null ? (value as Card) : {};
}
