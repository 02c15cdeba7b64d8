import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql, type RawBuilder } from 'kysely';
import type { Dialect } from './engine';

const CHUNK = 1_000;

export type TextRow = readonly (string | null)[];

/**
 * Rows as a table expression named `alias`, all columns text, with a fixed number of parameters: the statement stays the same
 * however many rows there are, so it is prepared once and no limit on parameters is met.
 */
export function textRows(
  dialect: Dialect,
  alias: string,
  columns: readonly string[],
  rows: readonly TextRow[],
): RawBuilder<unknown> {
  const name = sql.id(alias);
  if (dialect === 'sqlite') {
    const picked = columns.map((column, index) => sql`value ->> ${sql.lit(index)} as ${sql.id(column)}`);
    return sql`(select ${sql.join(picked)} from json_each(${JSON.stringify(rows)})) as ${name}`;
  }
  const arrays = columns.map((_column, index) => {
    const values = rows.map((row) => row[index] ?? null);
    return sql`cast(${values} as text[])`;
  });
  return sql`unnest(${sql.join(arrays)}) as ${name}(${sql.join(columns.map((column) => sql.id(column)))})`;
}

/** A thousand at a time, letting others run in between: serialising a large sweep must not hold up a person's command. */
export async function inChunks<T>(
  items: readonly T[],
  work: (chunk: readonly T[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < items.length; start += CHUNK) {
    if (start > 0) await nextTurn();
    await work(items.slice(start, start + CHUNK));
  }
}
