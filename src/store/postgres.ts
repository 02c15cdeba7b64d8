import { Kysely, PostgresDialect } from 'kysely';
import { Pool, TypeOverrides } from 'pg';
import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import { StoreError } from '../ports/store';
import { createEngine, type Engine } from './engine';
import { migrate } from './migrate';
import { MigrationDialect } from './postgres-dialect';
import { codeOf, explainPostgres, isConflict } from './postgres-failures';
import type { Schema } from './schema';

const CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5_000;
// A server that went silent must not hold up a sweep for the minutes that TCP takes to notice.
const QUERY_TIMEOUT_MS = 60_000;
const INT8 = 20;
const NUMERIC = 1700;

export interface PostgresOptions {
  readonly url: string;
  /** Asked for each new connection, where the address carries no password: for a database that takes short-lived tokens. */
  readonly password?: (() => Promise<string>) | undefined;
  readonly clock: Clock | undefined;
  readonly log: Log;
  /** The last migration to take; only tests stop before the newest. */
  readonly upTo?: string | undefined;
}

/** The store that several processes on several machines share. PostgreSQL 15 or newer. */
export async function openPostgres({ url, password, clock, log, upTo }: PostgresOptions): Promise<Engine> {
  const at = placeOf(url);
  const pool = new Pool({
    ...(password ? withPassword(url, password) : { connectionString: url }),
    application_name: 'rolecall',
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    types: typesAsNumbers(),
  });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', (error) => log.warn('A database connection broke.', { at, code: codeOf(error) }));
  // Nor does the pool listen to one that is in use; where it breaks between two statements, the next one says so.
  pool.on('connect', (client) => client.on('error', () => undefined));

  try {
    await migrate({
      db: new Kysely<Schema>({ dialect: new MigrationDialect({ pool }) }),
      dialect: 'postgres',
      log,
      upTo,
    });
  } catch (error) {
    await pool.end();
    throw error instanceof StoreError ? error : explainPostgres(error, at);
  }
  return createEngine({
    db: new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) }),
    dialect: 'postgres',
    clock,
    explain: (error) => explainPostgres(error, at),
    release: () => (pool.ended ? Promise.resolve() : pool.end()),
    conflicts: { isConflict, attempts: 4, pauseMs: 20 },
  });
}

/** In parts, because pg takes the empty password of an address for one. A token never goes out unencrypted. */
function withPassword(url: string, password: () => Promise<string>) {
  const { hostname, port, pathname, username } = new URL(url);
  return {
    host: hostname,
    port: Number(port || '5432'),
    database: decodeURIComponent(pathname.slice(1)),
    user: decodeURIComponent(username),
    ssl: true,
    password,
  };
}

/** Counts and times are below 2^53; left alone, pg hands them out as text. */
function typesAsNumbers(): TypeOverrides {
  const types = new TypeOverrides();
  types.setTypeParser(INT8, Number);
  types.setTypeParser(NUMERIC, Number);
  return types;
}

/** Host, port and database of an address, without who logs in and how. */
function placeOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['postgres:', 'postgresql:'].includes(parsed.protocol)) {
    throw new StoreError('The database address is not of the form postgres://user:password@host:5432/name.');
  }
  const host = parsed.searchParams.get('host') ?? (parsed.hostname || 'localhost');
  return `${host}:${parsed.port || '5432'}${parsed.pathname}`;
}
