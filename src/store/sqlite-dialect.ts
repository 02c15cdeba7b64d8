import { SqliteAdapter, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import type { SqliteConnection, SqlValue } from './sqlite-module';

// Bulk statements take their rows as one parameter, so there are some hundred different ones at most.
const CACHED_STATEMENTS = 256;

class TransactionalAdapter extends SqliteAdapter {
  /** SQLite's DDL is transactional. Without this a crash in a migration leaves half of it, and two starters collide. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

export class EmbeddedDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

/** What Kysely expects of a driver, on top of `DatabaseSync`. */
export function kyselyDatabase(connection: SqliteConnection): SqliteDatabase {
  const cache = new Map<string, SqliteStatement>();

  function prepare(query: string): SqliteStatement {
    // A transaction that reads first and locks later fails at once when another one got in between.
    if (query === 'begin') return command(() => connection.exec('begin immediate'));
    // SQLite has undone the transaction by itself after a full disk or a failed write: its error is the one to see, not ours.
    if (query === 'rollback') return command(() => quietly(() => connection.exec('rollback')));
    const cached = cache.get(query);
    if (cached) return cached;
    if (cache.size >= CACHED_STATEMENTS) cache.clear();
    const statement = connection.prepare(query);
    const wrapped: SqliteStatement = {
      reader: statement.columns().length > 0,
      all: (parameters) => statement.all(...values(parameters)),
      run: (parameters) => statement.run(...values(parameters)),
      iterate: () => {
        throw new Error('Rows are read in pages here, not streamed.');
      },
    };
    cache.set(query, wrapped);
    return wrapped;
  }

  return {
    prepare,
    close: () => {
      // The native module keeps the file open until its statements are collected; what was written goes into the file now.
      quietly(() => connection.exec('pragma wal_checkpoint(truncate)'));
      cache.clear();
      connection.close();
    },
  };
}

function command(run: () => void): SqliteStatement {
  return {
    reader: false,
    all: () => [],
    run: () => {
      run();
      return { changes: 0, lastInsertRowid: 0 };
    },
    iterate: () => [][Symbol.iterator](),
  };
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    return;
  }
}

function values(parameters: readonly unknown[]): SqlValue[] {
  return parameters.map((parameter) => {
    if (isSqlValue(parameter)) return parameter;
    throw new TypeError(`A ${typeof parameter} cannot be stored.`);
  });
}

function isSqlValue(value: unknown): value is SqlValue {
  return value === null || ['string', 'number', 'bigint'].includes(typeof value);
}
