import { badRequest } from './graph-refusal';

export interface Query {
  readonly select?: readonly string[];
  readonly expand: readonly string[];
  readonly filter?: string;
  readonly top?: number;
  readonly skip: number;
}

export type Option = '$select' | '$expand' | '$filter' | '$top' | '$skip' | '$skiptoken';

/** Reads the options a route documents; any other `$option` is refused, so that nobody relies on one by accident. */
export function readQuery(parameters: URLSearchParams, allowed: readonly Option[]): Query {
  for (const name of parameters.keys()) {
    const isKnown = allowed.some((one) => one === name);
    if (!isKnown && name.startsWith('$')) throw badRequest(`The query option '${name}' is not allowed here.`);
    if (parameters.getAll(name).length > 1)
      throw badRequest(`Query option '${name}' was given more than once.`);
  }
  const select = names(parameters.get('$select'));
  const filter = parameters.get('$filter');
  const top = number(parameters.get('$top'), '$top');
  const skip = number(parameters.get('$skip') ?? parameters.get('$skiptoken'), '$skip');
  return {
    ...(select ? { select } : {}),
    expand: names(parameters.get('$expand')) ?? [],
    ...(filter === null ? {} : { filter }),
    ...(top === undefined ? {} : { top }),
    skip: skip ?? 0,
  };
}

function names(value: string | null): readonly string[] | undefined {
  if (value === null || value.trim() === '') return undefined;
  return value.split(',').map((name) => name.trim());
}

function number(value: string | null, option: string): number | undefined {
  if (value === null) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw badRequest(`Invalid value '${value.slice(0, 40)}' for ${option}.`);
  return Number(value);
}

/** Only the selected members, in their own order; annotations stay. */
export function project(
  row: Readonly<Record<string, unknown>>,
  select: readonly string[] | undefined,
  known: readonly string[] = Object.keys(row),
): Record<string, unknown> {
  if (!select) return { ...row };
  const unknown = select.find((name) => !known.includes(name));
  if (unknown !== undefined) throw badRequest(`Could not find a property named '${unknown}'.`);
  return Object.fromEntries(
    Object.entries(row).filter(([name]) => name.includes('@') || select.includes(name)),
  );
}

export interface Page<T> {
  readonly rows: readonly T[];
  readonly next?: string;
}

/** One page, and the absolute address of the next: same options, moved on. */
export function page<T>(
  rows: readonly T[],
  query: Query,
  {
    url,
    size,
    by = '$skip',
  }: { readonly url: URL; readonly size: number; readonly by?: '$skip' | '$skiptoken' },
): Page<T> {
  if (query.top === 0) throw badRequest('The limit of $top must be at least 1.');
  const length = Math.min(query.top ?? size, size);
  const end = query.skip + length;
  const shown = rows.slice(query.skip, end);
  if (end >= rows.length) return { rows: shown };

  const options = [...url.searchParams].filter(([name]) => name !== by);
  const next = [...options, [by, String(end)] as const]
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  return { rows: shown, next: `${url.origin}${url.pathname}?${next}` };
}
