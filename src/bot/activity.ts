import type { Activity } from 'botbuilder';
import type { Actor, Conversation } from '../ports/conversation';

/** The parts of Teams' `channelData` that are read. */
interface ChannelData {
  readonly tenant?: { readonly id?: unknown };
  readonly team?: { readonly id?: unknown };
  readonly channel?: { readonly id?: unknown; readonly name?: unknown };
}

const LONGEST_COMMAND = 1000;

export function conversationOf(activity: Activity, tenantId: string): Conversation {
  const data = channelData(activity);
  const { conversation, recipient, from, serviceUrl, channelId } = activity;
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
    ...(kind === 'personal' ? { user: { id: from.id, ...(from.name ? { name: from.name } : {}) } } : {}),
    ...(name ? { name } : {}),
    ...(teamId ? { teamId } : {}),
  };
}

export function actorOf(activity: Activity, tenantId: string): Actor {
  const { from } = activity;
  return { id: from.aadObjectId ?? from.id, name: from.name || 'Somebody', tenantId, channelUserId: from.id };
}

/** Every tenant the activity names, lower case: all of them have to be ours. */
export function tenantsOf(activity: Activity): readonly string[] {
  const named = [channelData(activity).tenant?.id, activity.conversation.tenantId];
  return named.flatMap((one) => (typeof one === 'string' && one !== '' ? [one.toLowerCase()] : []));
}

/** What was typed, without mentions of the bot, HTML leftovers and surplus space; mentions of people become their names. */
export function commandOf(activity: Activity): string {
  let said = activity.text ?? '';
  for (const entity of activity.entities ?? []) {
    const mention = entity as {
      type?: unknown;
      text?: unknown;
      mentioned?: { id?: unknown; name?: unknown };
    };
    if (mention.type !== 'mention' || typeof mention.text !== 'string') continue;
    const isBot = mention.mentioned?.id === activity.recipient.id;
    said = said.replaceAll(mention.text, isBot ? ' ' : ` ${text(mention.mentioned?.name) ?? ''} `);
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
