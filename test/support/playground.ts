import { once } from 'node:events';
import WebSocket from 'ws';
import { readCard, type ReadCard } from './card';
import { eventually } from './process';

export interface Seen {
  readonly messageId: string;
  readonly conversationId: string;
  readonly from: string;
  readonly text: string;
  readonly card: ReadCard | undefined;
}

interface PlaygroundConfig {
  readonly tenantId: string;
  readonly bot: { readonly id: string; readonly name: string };
  readonly currentUser: { readonly name: string };
  readonly users: readonly { readonly aadObjectId: string; readonly name: string }[];
}

interface StreamEvent {
  readonly action: string;
  readonly actionConversationId: string;
  readonly message?: {
    readonly messageId: string;
    readonly from: { readonly id: string };
    readonly text?: string;
    readonly attachments?: readonly { readonly contentType: string; readonly content: unknown }[];
  };
}

export type Playground = Awaited<ReturnType<typeof openPlayground>>;

/** Uses the Playground through the HTTP endpoints and the stream that its own page uses. */
export async function openPlayground(url: string) {
  const seen = new Map<string, Seen>();
  const stream = new WebSocket(`${url.replace('http', 'ws')}/_ws_conversation/v1/conversations/stream`);
  stream.on('message', (data) => {
    const { message, actionConversationId } = JSON.parse((data as Buffer).toString()) as StreamEvent;
    if (!message) return;
    const card = message.attachments?.find(({ contentType }) => contentType.endsWith('card.adaptive'));
    seen.set(message.messageId, {
      messageId: message.messageId,
      conversationId: actionConversationId,
      from: message.from.id,
      text: message.text ?? '',
      card: card && readCard(card.content),
    });
  });
  await once(stream, 'open');

  async function call(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** The next card of the bot in a conversation (or one of its threads) that `since` does not hold. */
  function nextCard(conversationId: string, since: ReadonlySet<string>, withinMs?: number) {
    return eventually(
      () => {
        const found = [...seen.values()].find(
          (message) =>
            message.card &&
            message.conversationId.startsWith(conversationId) &&
            !since.has(message.messageId),
        );
        return found?.card && { ...found, card: found.card };
      },
      () => `No new card in ${conversationId}; seen: ${JSON.stringify([...seen.values()].slice(-3))}`,
      withinMs,
    );
  }

  return {
    nextCard,
    known: (): ReadonlySet<string> => new Set(seen.keys()),

    async config(): Promise<PlaygroundConfig> {
      const response = await fetch(`${url}/_internal/v1/testConfig`);
      return ((await response.json()) as { config: PlaygroundConfig }).config;
    },

    async install(conversationId: string): Promise<void> {
      await call(`/_debug/conversation/${encodeURIComponent(conversationId)}/installation`, {});
    },

    async say(
      conversationId: string,
      text: string,
      mentioning?: { readonly id: string; readonly name: string },
    ): Promise<Seen & { card: ReadCard }> {
      const before = new Set(seen.keys());
      await call(`/_conversation/v1/conversations/${encodeURIComponent(conversationId)}/messages`, {
        from: { id: 'user-id-0' },
        text: mentioning ? `<at>${mentioning.name}</at> ${text}` : text,
        textFormat: 'plain',
        mentions: mentioning
          ? [{ mentioned: { id: mentioning.id }, text: `<at>${mentioning.name}</at>` }]
          : [],
      });
      return nextCard(conversationId, before);
    },

    async press(
      { card, messageId, conversationId }: { card: ReadCard; messageId: string; conversationId: string },
      title: string,
      { about = '', inputs = {} } = {},
    ): Promise<ReadCard> {
      const { verb, data } = card.button(title, about);
      const answer = (await call('/_conversation/v1/invoke', {
        name: 'adaptiveCard/action',
        from: { id: 'user-id-0' },
        conversation: { id: conversationId },
        replyToId: messageId,
        value: {
          action: { type: 'Action.Execute', title, verb, data: { ...data, ...inputs } },
          trigger: 'manual',
        },
      })) as { readonly value: unknown };
      return readCard(answer.value);
    },

    async close(): Promise<void> {
      stream.close();
      await once(stream, 'close');
    },
  };
}
