import type { Activity } from 'botbuilder';
import type { Actor, Conversation } from '../ports/conversation';

/** The parts of Teams' `channelData` that are read. */
interface ChannelData {
  readonly tenant?: { readonly id?: unknown };
  readonly team?: { readonly id?: unknown };
  readonly channel?: { readonly id?: unknown; readonly name?: unknown };
}

const LONGEST_COMMAND = 1000;
const LONGEST_NAME = 100;
/** Beyond this nothing is looked at: each mention is looked for in all of the text. */
const MOST_SAID = 10_000;
const MOST_MENTIONS = 50;

export function conversationOf(activity: Activity, tenantId: string): Conversation {
  const data = channelData(activity);
  const { conversation, recipient, serviceUrl, channelId } = activity;
  const from: Partial<Activity['from']> = activity.from ?? {};
  const kind = kindOf(conversation.conversationType);
  const teamId = text(data.team?.id);
  const name = text(data.channel?.name) ?? conversation.name;
  return {
    tenantId,
    // A channel's thread carries its root message in the id; what is subscribed is the channel.
    id: conversation.id.split(';messageid=')[0] ?? conversation.id,
    kind,
    serviceUrl,
    channelId,
    bot: { id: recipient.id, ...(recipient.name ? { name: recipient.name } : {}) },
    ...(kind === 'personal' && from.id
      ? { user: { id: from.id, ...(from.name ? { name: from.name } : {}) } }
      : {}),
    ...(name ? { name } : {}),
    ...(teamId ? { teamId } : {}),
  };
}

/** As the activity says. `id` is empty where it names no object id: such a person has yet to be verified. */
export function actorOf(activity: Activity, tenantId: string): Actor {
  const from: Partial<Activity['from']> = activity.from ?? {};
  const { id, name, aadObjectId } = from;
  return {
    id: text(aadObjectId) ?? '',
    name: text(name) ?? 'Somebody',
    tenantId,
    channelUserId: text(id) ?? '',
  };
}

/** Every tenant the activity names, lower case: all of them have to be ours. */
export function tenantsOf(activity: Activity): readonly string[] {
  const named = [channelData(activity).tenant?.id, activity.conversation.tenantId];
  return named.flatMap((one) => (typeof one === 'string' && one !== '' ? [one.toLowerCase()] : []));
}

/** What was typed, without mentions of the bot, HTML leftovers and surplus space; mentions of people become their names. */
export function commandOf(activity: Activity): string {
  let said = (activity.text ?? '').slice(0, MOST_SAID);
  for (const entity of (activity.entities ?? []).slice(0, MOST_MENTIONS)) {
    const mention = entity as {
      type?: unknown;
      text?: unknown;
      mentioned?: { id?: unknown; name?: unknown };
    };
    if (mention.type !== 'mention' || !text(mention.text)) continue;
    const isBot = mention.mentioned?.id === activity.recipient.id;
    const name = isBot ? '' : (text(mention.mentioned?.name)?.slice(0, LONGEST_NAME) ?? '');
    said = said.replaceAll(String(mention.text), () => ` ${name} `).slice(0, MOST_SAID);
  }
  return said
    .replaceAll(/^\s*<at>[^<]*<\/at>/g, ' ')
    .replaceAll(/<\/?at>/g, '')
    .replaceAll(/&nbsp;/gi, ' ')
    .replaceAll(/&lt;/gi, '<')
    .replaceAll(/&gt;/gi, '>')
    .replaceAll(/&quot;/gi, '"')
    .replaceAll(/&amp;/gi, '&')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^\//, '')
    .slice(0, LONGEST_COMMAND)
    .trim();
}

/** The channel always says who speaks; an update of the conversation may come from nobody. */
export function isFromSomebody({ type, from, recipient }: Partial<Activity>): boolean {
  const speaks = type === 'message' || type === 'invoke';
  return Boolean(recipient?.id) && (Boolean(from?.id) || !speaks);
}

/** What is said to it is the answer to its request; anything else is said by messages. */
export function saysAllInAnswer({ type, deliveryMode }: Partial<Activity>): boolean {
  return type === 'invoke' || deliveryMode === 'expectReplies';
}

function channelData(activity: Activity): ChannelData {
  return (activity.channelData ?? {}) as ChannelData;
}

function kindOf(conversationType: string | undefined): Conversation['kind'] {
  if (conversationType === 'channel') return 'channel';
  return conversationType === 'groupChat' ? 'group' : 'personal';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
