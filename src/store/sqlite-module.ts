export type SqlValue = string | number | bigint | null | Uint8Array;

/** The part of Node's own SQLite that is used here. */
export interface SqliteStatement {
  all(...parameters: SqlValue[]): unknown[];
  run(...parameters: SqlValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  columns(): readonly unknown[];
}

export interface SqliteConnection {
  prepare(query: string): SqliteStatement;
  exec(query: string): void;
  close(): void;
}

type OpenFile = new (file: string) => SqliteConnection;

/** Node's own SQLite from 22.13 on; for Node 20 the same code as a native module. */
export async function loadSqlite(): Promise<OpenFile> {
  const builtin = process.getBuiltinModule('node:sqlite');
  if (isSqliteModule(builtin)) return builtin.DatabaseSync;
  const twin = await import('@photostructure/sqlite');
  return twin.DatabaseSync;
}

function isSqliteModule(module: object | undefined): module is { readonly DatabaseSync: OpenFile } {
  return module !== undefined && 'DatabaseSync' in module;
}
