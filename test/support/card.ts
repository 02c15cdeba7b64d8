import type { Payload } from '../../src/actions';

export interface Button {
  readonly title: string;
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly fallback?: { readonly data: Readonly<Record<string, unknown>> };
}

type Node = Readonly<Record<string, unknown>>;

/** A rendered card, read as a person reads it: its words, its buttons and its fields. */
export interface ReadCard {
  readonly json: Node;
  /** Every text in reading order, one a line. */
  readonly text: string;
  readonly titles: readonly string[];
  /** The values that a form opens with, by input id. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The first button of this title; `about` narrows it to a button whose payload mentions these words. */
  button(title: string, about?: string): Button;
}

export function readCard(card: unknown): ReadCard {
  if (!isNode(card) || card['type'] !== 'AdaptiveCard') {
    throw new Error(`Not a card: ${JSON.stringify(card)?.slice(0, 300)}`);
  }
  const nodes = [...walk(card)];
  const buttons = nodes.filter((node) => node['type'] === 'Action.Execute') as unknown as readonly Button[];
  const lines = nodes.flatMap((node) => [node['text'], node['title'], node['value'], node['label']]);
  return {
    json: card,
    text: lines.filter((line) => typeof line === 'string').join('\n'),
    titles: buttons.map(({ title }) => title),
    inputs: Object.fromEntries(
      nodes
        .filter((node) => String(node['type']).startsWith('Input.'))
        .map((node) => [String(node['id']), typeof node['value'] === 'string' ? node['value'] : '']),
    ),
    button(title, about = '') {
      const found = buttons.find(
        (button) =>
          button.title === title && JSON.stringify(button).toLowerCase().includes(about.toLowerCase()),
      );
      if (!found) {
        const has = [...new Set(buttons.map((button) => button.title))].join(', ');
        throw new Error(`No button "${title}" about "${about}" on the card, which has: ${has}\n${this.text}`);
      }
      return found;
    },
  };
}

/** The payload as the Submit road sends it. */
export function submitted(button: Button, inputs: Readonly<Record<string, unknown>> = {}): Payload {
  return { ...button.fallback?.data, ...inputs } as unknown as Payload;
}

function* walk(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const item of value) yield* walk(item);
  } else if (isNode(value)) {
    yield value;
    for (const [key, inner] of Object.entries(value)) {
      if (key !== 'data' && key !== 'fallback' && key !== 'msteams') yield* walk(inner);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
