export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Fills in a template. `data` is what its names are looked up in; a name that it lacks stands as its expression. */
export type Template = (data: unknown) => unknown;

const EXPRESSION = /(\$\{[^}]*\}?)/;
const NAMED = /^\$\{([a-z]\w*(?:\.[a-z]\w*)*)\}$/i;

/**
 * Makes a function of a template once, for all the cards that it is filled in for. It knows what `cards/` uses of Microsoft's Adaptive
 * Card templating language: names and paths in `${}`, alone or amid text, `$when` and `$data`. Throws for any other expression.
 */
export function compileTemplate(node: Json): Template {
  if (typeof node === 'string') return textOf(node);
  if (isList(node)) return listOf(node);
  if (typeof node === 'object' && node !== null) return objectOf(node);
  return () => node;
}

function textOf(text: string): Template {
  // Every second part is an expression.
  const parts = text.split(EXPRESSION);
  if (parts.length === 1) return () => text;
  const [before, expression = '', after] = parts;
  // An expression that stands alone keeps its type.
  if (parts.length === 3 && before === '' && after === '') return valueAt(expression);
  const filled = parts.map((part, index) => (index % 2 === 0 ? () => part : valueAt(part)));
  return (data) => filled.map((part) => String(part(data))).join('');
}

function valueAt(expression: string): Template {
  const path = NAMED.exec(expression)?.[1];
  if (path === undefined) throw new Error(`a card template may name data, and no more: ${expression}`);
  const names = path.split('.');
  return (data) => {
    let value = data;
    for (const name of names) value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
    return value === undefined ? expression : value;
  };
}

/** What is left out leaves no gap, and what stands for several takes the place of one. */
function listOf(nodes: readonly Json[]): Template {
  const entries = nodes.map(compileTemplate);
  return (data) => entries.flatMap((entry) => entry(data) ?? []);
}

/** Null where `$when` is anything but true; a list where `$data` is one of several. */
function objectOf({ $when, $data, ...members }: { readonly [key: string]: Json }): Template {
  const filled = Object.entries(members).map(([key, value]) => [key, compileTemplate(value)] as const);
  const isShown = $when === undefined ? () => true : compileTemplate($when);
  const one: Template = (data) => {
    if (isShown(data) !== true) return null;
    const object: Record<string, unknown> = {};
    for (const [key, value] of filled) object[key] = value(data);
    return object;
  };
  if ($data === undefined) return one;
  const about = compileTemplate($data);
  return (data) => {
    const found = about(data);
    if (!Array.isArray(found)) return one(found);
    const shown = found.map(one).filter((object) => object !== null);
    return shown.length > 1 ? shown : (shown[0] ?? null);
  };
}

export function isList(node: Json): node is readonly Json[] {
  return Array.isArray(node);
}
