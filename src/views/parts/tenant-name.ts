import type { Card, Message } from '../../ports/notifier';
import { md } from './escape';

const ID = 'tenant';

/** The card with its tenant's name as the last line. Without a name, or named already, it stays as it is. */
export function withTenantName(card: Card, name: string | undefined): Card {
  const body: unknown = card['body'];
  if (name === undefined || !Array.isArray(body)) return card;
  if (body.some((element: unknown) => isNamed(element))) return card;
  const line = {
    type: 'TextBlock',
    id: ID,
    text: md(name, 40),
    size: 'Small',
    isSubtle: true,
    wrap: true,
    spacing: 'Small',
  };
  return { ...card, body: [...(body as readonly unknown[]), line] };
}

export function named(message: Message, name: string | undefined): Message {
  return { ...message, card: withTenantName(message.card, name) };
}

function isNamed(element: unknown): boolean {
  return typeof element === 'object' && element !== null && 'id' in element && element.id === ID;
}
