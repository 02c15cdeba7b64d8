import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Card } from '../ports/notifier';
import { compileTemplate, isList, type Json } from './template';

// The same two steps up from src/views and from dist/views.
const FOLDER = path.join(__dirname, '..', '..', 'cards');

// At once, so that a broken file shows at the start.
const sources = new Map(
  namesIn(FOLDER).map((name) => [name, withParts(read(path.join(FOLDER, `${name}.json`)))]),
);
const templates = new Map([...sources].map(([name, source]) => [name, compileTemplate(source)]));

/** Fills in a template of `cards/`. `data` has every field the template names: a missing one would show as its expression. */
export function renderCard(name: string, data: object): Card {
  return known(templates, name)(data) as Card;
}

/** A template of `cards/` with its parts in place. */
export function templateSource(name: string): Json {
  return known(sources, name);
}

function known<T>(all: ReadonlyMap<string, T>, name: string): T {
  const found = all.get(name);
  if (found === undefined) throw new Error(`there is no card template ${name}`);
  return found;
}

export function templateNames(): readonly string[] {
  return [...templates.keys()];
}

/** `{ "$include": "header" }` becomes `cards/parts/header.json`; a part that is a list takes the place of one entry. */
function withParts(node: Json): Json {
  if (isList(node)) {
    return node.flatMap((entry) => {
      const filled = withParts(entry);
      return isInclude(entry) && isList(filled) ? filled : [filled];
    });
  }
  if (isInclude(node)) return withParts(read(path.join(FOLDER, 'parts', `${node.$include}.json`)));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withParts(value)]));
}

function isInclude(node: Json): node is { readonly $include: string } {
  return typeof node === 'object' && node !== null && '$include' in node;
}

function read(file: string): Json {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Json;
  } catch (error) {
    throw new Error(`the card template ${path.relative(FOLDER, file)} cannot be read`, { cause: error });
  }
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.basename(file, '.json'));
}
