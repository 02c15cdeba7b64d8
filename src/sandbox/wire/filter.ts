import { badRequest } from './graph-refusal';

/** `property eq|ne literal`, joined by `and`: all that is documented. */
export interface Condition {
  readonly property: string;
  readonly operator: 'eq' | 'ne';
  readonly value: string | boolean | number | null;
}

const CONDITION =
  /^\s*\(?\s*([A-Za-z]\w{0,60})\s+(eq|ne)\s+('(?:[^']|'')*'|true|false|null|-?\d{1,15}|[0-9a-fA-F-]{36})\s*\)?\s*/;

export function parseFilter(filter: string): readonly Condition[] {
  const conditions: Condition[] = [];
  let rest = filter;
  for (;;) {
    const match = CONDITION.exec(rest);
    const [whole, property, operator, literal] = match ?? [];
    if (whole === undefined || property === undefined || literal === undefined) throw syntaxError(filter);
    conditions.push({ property, operator: operator === 'ne' ? 'ne' : 'eq', value: parseLiteral(literal) });
    rest = rest.slice(whole.length);
    if (rest === '') return conditions;
    if (!/^and\s/.test(rest)) throw syntaxError(filter);
    rest = rest.slice(3);
  }
}

/** Whether the row meets all conditions. A property outside `filterable` is refused, as the service does. */
export function meets(
  row: Readonly<Record<string, unknown>>,
  conditions: readonly Condition[],
  filterable: readonly string[],
): boolean {
  return conditions.every(({ property, operator, value }) => {
    if (!filterable.includes(property)) throw badRequest(`Could not find a property named '${property}'.`);
    return (operator === 'eq') === (row[property] === value);
  });
}

function parseLiteral(literal: string): Condition['value'] {
  if (literal.startsWith("'")) return literal.slice(1, -1).replaceAll("''", "'");
  if (literal === 'true' || literal === 'false') return literal === 'true';
  if (literal === 'null') return null;
  return /^-?\d+$/.test(literal) ? Number(literal) : literal;
}

function syntaxError(filter: string) {
  return badRequest(`Invalid filter clause: syntax error in '${filter.slice(0, 200)}'.`);
}
