import { isNativeError } from 'node:util/types';
import { Migrator, sql, type Kysely, type Migration } from 'kysely';
import { messageOf } from '../lib/errors';
import type { Log } from '../lib/log';
import { StoreError } from '../ports/store';
import type { Dialect } from './engine';
import { base } from './migrations/001-base';
import { history } from './migrations/002-history';
import { approvals } from './migrations/003-approvals';
import { subscriptions } from './migrations/004-subscriptions';
import { ownership } from './migrations/005-ownership';
import { tenants } from './migrations/006-tenants';
import { origins } from './migrations/007-origins';
import { senders } from './migrations/008-senders';
import type { Schema } from './schema';

const STEPS: Readonly<Record<string, (db: Kysely<unknown>, dialect: Dialect) => Promise<void>>> = {
  '001-base': base,
  '002-history': history,
  '003-approvals': approvals,
  '004-subscriptions': subscriptions,
  '005-ownership': ownership,
  '006-tenants': tenants,
  '007-origins': origins,
  '008-senders': senders,
};

const MIGRATION_TABLE = 'rolecall_migration';

export interface MigrateOptions {
  /** The lock is this connection's business: its transactions begin immediately, or take an advisory lock. */
  readonly db: Kysely<Schema>;
  readonly dialect: Dialect;
  readonly log: Log;
  /** The last step to take; all of them unless a test wants an older schema. */
  readonly upTo?: string | undefined;
}

/** Brings the schema to what this program knows, or refuses one that is newer. Several processes may try at once. */
export async function migrate({ db, dialect, log, upTo = newestKnown() }: MigrateOptions): Promise<void> {
  const migrations = Object.fromEntries(
    Object.entries(STEPS).map(([name, up]): [string, Migration] => [name, { up: (tx) => up(tx, dialect) }]),
  );
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: `${MIGRATION_TABLE}_lock`,
  });

  const { error, results = [] } = await migrator.migrateTo(upTo);
  if (error !== undefined) {
    await refuseNewerSchema(db);
    throw isNativeError(error) ? error : new Error(messageOf(error));
  }
  for (const { migrationName } of results) log.info('Store schema migrated.', { migration: migrationName });
}

async function refuseNewerSchema(db: Kysely<Schema>): Promise<void> {
  const taken = await sql<{ name: string }>`select name from ${sql.table(MIGRATION_TABLE)} order by name`
    .execute(db)
    .catch(() => ({ rows: [] }));
  const unknown = taken.rows.map(({ name }) => name).filter((name) => !(name in STEPS));
  const newest = unknown.at(-1);
  if (newest === undefined) return;
  throw new StoreError(
    `The store has schema ${newest} and this program knows only up to ${newestKnown()}: run the newer program, or restore a backup from before the upgrade.`,
  );
}

function newestKnown(): string {
  return Object.keys(STEPS).sort().at(-1) ?? '';
}
