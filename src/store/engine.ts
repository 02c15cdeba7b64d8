import { setTimeout as sleep } from 'node:timers/promises';
import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import type { Clock } from '../lib/clock';
import { StoreError } from '../ports/store';
import type { Schema } from './schema';

export type Dialect = 'sqlite' | 'postgres';
export type Tx = Transaction<Schema>;

/** The one way to the database: every failure leaves it as a `StoreError`, and code within a transaction only has `tx`. */
export interface Engine {
  readonly dialect: Dialect;
  /** The store's clock as an expression, in epoch milliseconds. */
  now(): RawBuilder<number>;
  /** One statement. */
  run<T>(statement: (db: Kysely<Schema>) => Promise<T>): Promise<T>;
  /** Several statements, all or none. May run more than once, so it changes nothing but the database. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Proves that rows can be written now. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Failures after which nothing is done and the same again will do: a lock held by others, a deadlock resolved against us. */
export interface Conflicts {
  readonly isConflict: (error: unknown) => boolean;
  readonly attempts: number;
  readonly pauseMs: number;
}

export interface EngineParts {
  readonly db: Kysely<Schema>;
  readonly dialect: Dialect;
  readonly clock: Clock | undefined;
  /** One sentence for the operator. */
  readonly explain: (error: unknown) => StoreError;
  readonly conflicts: Conflicts;
  /** What the engine can see beyond SQL, for example that its file is gone. */
  readonly inspect?: () => void;
  /** What has to end with the engine besides Kysely, which leaves alone what it never used. */
  readonly release?: () => Promise<void>;
}

// A sub-select is evaluated once for the statement; a bare volatile function would be for each row, and would keep indexes unused.
const DATABASE_NOW: Readonly<Record<Dialect, RawBuilder<number>>> = {
  sqlite: sql<number>`(select cast(round(unixepoch('subsec') * 1000) as integer))`,
  postgres: sql<number>`(select cast(extract(epoch from clock_timestamp()) * 1000 as bigint))`,
};

export function createEngine({
  db,
  dialect,
  clock,
  explain,
  conflicts,
  inspect,
  release,
}: EngineParts): Engine {
  let closed = false;

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    if (closed) throw new StoreError('The store is closed.');
    try {
      return await work();
    } catch (error) {
      if (error instanceof StoreError || isBug(error)) throw error;
      throw explain(error);
    }
  }

  const engine: Engine = {
    dialect,
    now: () => (clock ? sql<number>`cast(${clock.now()} as bigint)` : DATABASE_NOW[dialect]),
    run: (statement) => guarded(() => persistently(() => statement(db), conflicts)),
    transaction: (work) => guarded(() => persistently(() => db.transaction().execute(work), conflicts)),
    check: () =>
      guarded(async () => {
        inspect?.();
        const at = engine.now();
        await engine.run((writer) =>
          writer
            .insertInto('probe')
            .values({ id: 1, at })
            .onConflict((row) => row.column('id').doUpdateSet({ at }))
            .execute(),
        );
      }),
    close: () =>
      guarded(async () => {
        closed = true;
        await db.destroy();
        await release?.();
      }),
  };
  return engine;
}

/** Waits without holding up the rest of the program, which a wait inside the database's driver would. */
export async function persistently<T>(work: () => Promise<T>, conflicts: Conflicts, attempt = 1): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (attempt >= conflicts.attempts || !conflicts.isConflict(error)) throw error;
    await sleep(conflicts.pauseMs);
    return persistently(work, conflicts, attempt + 1);
  }
}

/** Our own mistakes keep their name and stack: they are nothing an operator can mend. */
function isBug(error: unknown): boolean {
  return [TypeError, ReferenceError, RangeError, SyntaxError].some((kind) => error instanceof kind);
}
