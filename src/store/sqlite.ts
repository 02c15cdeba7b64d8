import { statSync } from 'node:fs';
import { Kysely } from 'kysely';
import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import { StoreError } from '../ports/store';
import { prepareDataFolder } from './data-folder';
import { createEngine, persistently, type Conflicts, type Engine } from './engine';
import { migrate } from './migrate';
import type { Schema } from './schema';
import { EmbeddedDialect, kyselyDatabase } from './sqlite-dialect';
import { codeOf, explainSqlite, isBusy } from './sqlite-failures';
import { loadSqlite, type SqliteConnection } from './sqlite-module';

// Without FULL the last commits are lost at a power cut, acknowledged or not.
const SETTINGS = `
  pragma busy_timeout = 20;
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma foreign_keys = on;
`;
// SQLite waits for another process inside the call, with everything else standing still; so it waits briefly, and we wait here.
const CONFLICTS: Conflicts = { isConflict: isBusy, attempts: 300, pauseMs: 20 };

export interface SqliteOptions {
  readonly dataDir: string;
  readonly clock: Clock | undefined;
  readonly log: Log;
  /** The last migration to take; only tests stop before the newest. */
  readonly upTo?: string | undefined;
}

/** The embedded store: one file, safe for several processes on one machine. */
export async function openSqlite({ dataDir, clock, log, upTo }: SqliteOptions): Promise<Engine> {
  const file = prepareDataFolder({ dataDir, log });
  const DatabaseSync = await loadSqlite();
  const explain = (error: unknown): StoreError => explainSqlite(error, file);

  let connection: SqliteConnection | undefined;
  try {
    const opened = new DatabaseSync(file);
    connection = opened;
    await settled(async () => configure(opened, file));
    const dialect = new EmbeddedDialect({ database: kyselyDatabase(opened) });
    const db = new Kysely<Schema>({ dialect });
    await settled(() => migrate({ db, dialect: 'sqlite', log, upTo }));
    // The side files appear with the first write; SQLite gives them the mode of the file, this makes sure of it.
    prepareDataFolder({ dataDir, log });
    return createEngine({
      db,
      dialect: 'sqlite',
      clock,
      explain,
      conflicts: CONFLICTS,
      inspect: fileWatch(file),
    });
  } catch (error) {
    connection?.close();
    if (error instanceof StoreError || codeOf(error) === undefined) throw error;
    throw explain(error);
  }
}

/** Several processes may open at once: each of them waits its turn. */
function settled<T>(work: () => Promise<T>): Promise<T> {
  return persistently(work, CONFLICTS);
}

function configure(connection: SqliteConnection, file: string): void {
  connection.exec(SETTINGS);
  const found = connection.prepare('pragma quick_check(1)').all();
  const sound = JSON.stringify(found) === JSON.stringify([{ quick_check: 'ok' }]);
  if (!sound) throw explainSqlite({ errcode: 11 }, file);
}

/** A deleted or replaced file stays writable for whoever holds it open, and everything written there is lost. */
function fileWatch(file: string): () => void {
  const opened = statSync(file).ino;
  return () => {
    const now = statSync(file, { throwIfNoEntry: false })?.ino;
    if (now === opened) return;
    throw new StoreError(
      `The store file ${file} was removed or replaced while in use: restart to open what is there now.`,
    );
  };
}
