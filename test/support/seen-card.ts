import { capabilities } from '../../src/capabilities';
import type { Card } from '../../src/ports/notifier';

/** A card as a person meets it. */
export interface SeenCard {
  readonly card: Card;
  /** Everything that can be read on it, one line each. */
  readonly text: string;
  readonly buttons: readonly SeenButton[];
  /** Fields by id, with the value in them. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface SeenButton {
  readonly title: string;
  readonly type: string;
  readonly verb?: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** What the `Action.Submit` in its place carries. */
  readonly fallback: Readonly<Record<string, unknown>>;
  readonly url?: string;
}

const MOST_BYTES = 25 * 1024;

/** Reads a card, and checks what is true of every card: no expression left in it, and each button understood by its capability. */
export function seen(content: unknown): SeenCard {
  if (!isObject(content) || content['type'] !== 'AdaptiveCard')
    throw new Error(`No card, but ${JSON.stringify(content)}`);
  if (content['version'] !== '1.5') throw new Error('Teams knows cards up to version 1.5');
  const json = JSON.stringify(content);
  if (json.includes('${')) throw new Error('An expression was left in a card');
  if (Buffer.byteLength(json) > MOST_BYTES) throw new Error(`A card of ${json.length} bytes is too large`);
  const lines: string[] = [];
  const buttons: SeenButton[] = [];
  const inputs: Record<string, unknown> = {};
  walk(content, { lines, buttons, inputs });
  for (const button of buttons) checkButton(button);
  return { card: content, text: lines.join('\n'), buttons, inputs };
}

/** The button with this title; the last one where several have it. */
export function buttonNamed({ buttons, text }: SeenCard, title: string): SeenButton {
  const found = buttons.findLast((button) => button.title === title);
  if (!found)
    throw new Error(`No button “${title}” among ${buttons.map((one) => one.title).join(', ')} on:\n${text}`);
  return found;
}

function checkButton({ type, title, verb, data, fallback }: SeenButton): void {
  if (type === 'Action.OpenUrl' || type === 'Action.ToggleVisibility') return;
  if (type !== 'Action.Execute') throw new Error(`The button “${title}” is of type ${type}`);
  const capability = Object.entries(capabilities).find(([name]) => name === verb)?.[1];
  if (!capability) throw new Error(`The button “${title}” has the unknown verb ${verb}`);
  if (data['verb'] !== verb) throw new Error(`The button “${title}” does not carry its verb`);
  const input = capability.input.safeParse(data);
  if (!input.success) throw new Error(`The button “${title}” is not understood: ${input.error.message}`);
  if (JSON.stringify(data) !== JSON.stringify(fallback))
    throw new Error(`The button “${title}” does something else as Action.Submit`);
}

function walk(
  node: unknown,
  into: { lines: string[]; buttons: SeenButton[]; inputs: Record<string, unknown> },
): void {
  if (Array.isArray(node)) {
    for (const entry of node) walk(entry, into);
    return;
  }
  if (!isObject(node)) return;
  const type = textAt(node, 'type');
  if (type.startsWith('Action.')) {
    const { verb, url } = node;
    into.buttons.push({
      type,
      title: textAt(node, 'title'),
      data: objectAt(node, 'data'),
      fallback: objectAt(objectAt(node, 'fallback'), 'data'),
      ...(typeof verb === 'string' ? { verb } : {}),
      ...(typeof url === 'string' ? { url } : {}),
    });
    return;
  }
  const pair = type === 'ColumnSet' ? pairIn(node) : undefined;
  if (pair) {
    into.lines.push(pair);
    return;
  }
  if (type.startsWith('Input.')) {
    into.inputs[textAt(node, 'id')] = node['value'];
    into.lines.push(textAt(node, 'label') || textAt(node, 'title'));
  }
  if (type === 'TextBlock') into.lines.push(bare(node['text']));
  for (const [name, child] of Object.entries(node)) {
    if (name === 'facts' && Array.isArray(child))
      into.lines.push(...child.map((fact) => `${bare(fact.title)}: ${bare(fact.value)}`));
    if (name !== 'fallback') walk(child, into);
  }
}

/** A label with its value beside it, as one line. */
function pairIn(columnSet: Readonly<Record<string, unknown>>): string | undefined {
  const columns = Array.isArray(columnSet['columns']) ? columnSet['columns'] : [];
  const texts = columns.flatMap((column: unknown) => {
    const items = isObject(column) && Array.isArray(column['items']) ? column['items'] : [];
    const [only, ...others] = items as readonly unknown[];
    return isObject(only) && only['type'] === 'TextBlock' && others.length === 0 ? [bare(only['text'])] : [];
  });
  return columns.length === 2 && texts.length === 2 ? texts.join(': ') : undefined;
}

/** As it is read: without the marks that keep names from being markdown or from turning the line around. */
function bare(text: unknown): string {
  return String(text)
    .replaceAll(/\\(.)/g, '$1')
    .replaceAll(/[\u2066-\u2069\u200E\u200F]/g, '');
}

function textAt(node: Readonly<Record<string, unknown>>, name: string): string {
  const text = node[name];
  return typeof text === 'string' ? text : '';
}

function objectAt(node: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const child = node[name];
  return isObject(child) ? child : {};
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
