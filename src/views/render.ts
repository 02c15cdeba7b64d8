import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Template } from 'adaptivecards-templating';
import type { Card } from '../ports/notifier';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

// The same two steps up from src/views and from dist/views.
const FOLDER = path.join(__dirname, '..', '..', 'cards');

// Read at once, so that a broken file shows at the start; parsed when first needed, which takes as long as loading the channel's SDK.
const sources = new Map(
  namesIn(FOLDER).map((name) => [name, withParts(read(path.join(FOLDER, `${name}.json`)))]),
);
const templates = new Map<string, Template>();

/** Fills a template of `cards/`. `data` has every field the template names: a missing one would show as its expression. */
export function renderCard(name: string, data: object): Card {
  const template = templates.get(name) ?? parsed(name);
  return template.expand({ $root: data }) as Card;
}

function parsed(name: string): Template {
  const source = sources.get(name);
  if (source === undefined) throw new Error(`there is no card template ${name}`);
  const template = new Template(source);
  templates.set(name, template);
  return template;
}

export function templateNames(): readonly string[] {
  return [...sources.keys()];
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

function isList(node: Json): node is readonly Json[] {
  return Array.isArray(node);
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
