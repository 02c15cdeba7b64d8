import { randomUUID } from 'node:crypto';
import type { Person } from '../../src/sandbox/people';
import { TENANT_ID } from '../../src/sandbox/people';
import { readCard, submitted, type ReadCard } from './card';
import type { Connector, Standing } from './connector';
import { eventually } from './process';

export interface Place {
  readonly id: string;
  readonly type: 'personal' | 'groupChat' | 'channel';
  readonly teamId?: string;
}

/** A message of the bot as it stands in a conversation. */
export interface Shown {
  readonly id: string;
  readonly card: ReadCard;
}

type Answer = { readonly statusCode: number; readonly type: string; readonly value: unknown };

const BOT = { id: '28:7d3c1b52-6f0a-4a55-9a3e-2f6f0c7a9e11', name: 'Rolecall' };

export type Talk = ReturnType<typeof createTalk>;

/** Speaks to a bot over HTTP as Teams does, on behalf of one person in one place. */
export function createTalk({
  endpoint,
  connector,
  person,
  place,
  tenantId = TENANT_ID,
  authorization,
}: {
  readonly endpoint: string;
  readonly connector: Connector;
  readonly person: Person;
  readonly place: Place;
  readonly tenantId?: string;
  /** The channel's token; a bot on loopback wants none. */
  readonly authorization?: () => string;
}) {
  const known = new Set<string>();

  async function send(activity: Readonly<Record<string, unknown>>): Promise<Response> {
    return fetch(endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(authorization ? { Authorization: authorization() } : {}),
      },
      body: JSON.stringify({
        id: `f:${randomUUID()}`,
        timestamp: new Date().toISOString(),
        channelId: 'msteams',
        serviceUrl: connector.serviceUrl,
        from: { id: `29:${person.aadObjectId}`, name: person.name, aadObjectId: person.aadObjectId },
        recipient: BOT,
        conversation: { id: place.id, conversationType: place.type, tenantId },
        channelData: {
          tenant: { id: tenantId },
          ...(place.type === 'channel' ? { team: { id: place.teamId }, channel: { id: place.id } } : {}),
        },
        locale: 'en-GB',
        ...activity,
      }),
    });
  }

  function standing(): readonly Standing[] {
    return [...connector.messages.values()].filter(({ conversationId }) => conversationId === place.id);
  }

  function show({ activityId, activity }: Standing): Shown {
    const [attachment] = activity['attachments'] as readonly { readonly content: unknown }[];
    return { id: activityId, card: readCard(attachment?.content) };
  }

  /** The next message that stands here and has not been seen yet. */
  async function next(withinMs?: number): Promise<Shown> {
    const message = await eventually(
      () => standing().find(({ activityId }) => !known.has(activityId)),
      () => `No new message in ${place.id}.`,
      withinMs,
    );
    known.add(message.activityId);
    return show(message);
  }

  return {
    send,
    next,

    /** Types a line and waits for the reply. */
    async say(text: string): Promise<Shown> {
      for (const { activityId } of standing()) known.add(activityId);
      const spoken = place.type === 'personal' ? text : `<at>${BOT.name}</at> ${text}`;
      const response = await send({ type: 'message', text: spoken, textFormat: 'plain' });
      if (response.status !== 200) throw new Error(`"${text}" was answered with ${response.status}.`);
      return next();
    },

    /** Presses a button as a current client does; the answer takes the place of the card. */
    async press(shown: Shown, title: string, { about = '', inputs = {} } = {}): Promise<Shown> {
      const { verb, data } = shown.card.button(title, about);
      const before = connector.messages.get(shown.id)?.updates ?? 0;
      const response = await send({
        type: 'invoke',
        name: 'adaptiveCard/action',
        replyToId: shown.id,
        value: {
          action: { type: 'Action.Execute', title, verb, data: { ...data, ...inputs } },
          trigger: 'manual',
        },
      });
      const answer = (await response.json()) as Answer;
      if (response.status !== 200 || answer.type !== 'application/vnd.microsoft.card.adaptive') {
        throw new Error(`${title} was answered with ${response.status} ${JSON.stringify(answer)}`);
      }
      const card = readCard(answer.value);
      if (!card.text.includes('Working on it')) return { id: shown.id, card };
      return eventually(
        () => {
          const message = connector.messages.get(shown.id);
          return message && message.updates > before ? show(message) : undefined;
        },
        () => `${title} never came to an end.`,
      );
    },

    /** Presses a button as an old client does: a message without text whose value is the payload. */
    async submit(shown: Shown, title: string, { about = '', inputs = {} } = {}): Promise<Shown> {
      const value = submitted(shown.card.button(title, about), inputs);
      await send({ type: 'message', value, replyToId: shown.id });
      const message = connector.messages.get(shown.id);
      if (!message) throw new Error(`The card ${shown.id} is gone.`);
      return show(message);
    },

    /** The card as everybody sees it now. */
    now(shown: Shown): Shown {
      const message = connector.messages.get(shown.id);
      if (!message) throw new Error(`The card ${shown.id} is gone.`);
      return show(message);
    },

    async install(): Promise<void> {
      await send({ type: 'installationUpdate', action: 'add' });
      await send({ type: 'conversationUpdate', membersAdded: [{ id: BOT.id }] });
    },
  };
}
