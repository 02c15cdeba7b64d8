import type { Card } from '../../ports/notifier';
import { plain } from './escape';

/** Somebody to be notified. `id` is the Entra object id. */
export interface Mentioned {
  readonly id: string;
  readonly name: string;
}

/** Stands in a text; the card has to list the same person with `mentioning`. */
export function mentionText({ name }: Mentioned): string {
  return `<at>${shown(name)}</at>`;
}

/** The card with those it mentions: Teams needs text and name to be the same, letter for letter. */
export function mentioning(card: Card, people: readonly Mentioned[]): Card {
  const { msteams } = card as { readonly msteams?: Readonly<Record<string, unknown>> };
  const entities = people.map((person) => ({
    type: 'mention',
    text: mentionText(person),
    mentioned: { id: person.id, name: shown(person.name) },
  }));
  return { ...card, msteams: { ...msteams, entities } };
}

/** Letters and what names are joined by: a mention can hold neither markdown nor a tag. */
function shown(name: string): string {
  const letters = plain(name, 60)
    .replaceAll(/[^\p{L}\p{M}\p{N} .,'’-]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return letters === '' ? 'Somebody' : letters;
}
