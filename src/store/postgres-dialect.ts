import { setTimeout as sleep } from 'node:timers/promises';
import {
  CompiledQuery,
  PostgresAdapter,
  PostgresDialect,
  PostgresDriver,
  type DatabaseConnection,
  type Driver,
  type PostgresDialectConfig,
  type TransactionSettings,
} from 'kysely';

const LOCK = 'select pg_try_advisory_xact_lock(722011, 1) as locked';
const LOCK_PAUSE_MS = 100;
const LOCK_ATTEMPTS = 600;

class LockingDriver extends PostgresDriver {
  /**
   * A transaction that holds the migration lock. It ends with the transaction, so it cannot leak through a pooler that shares
   * sessions, and it polls, because waiting inside the server would use up the pooler's connections.
   */
  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    for (let attempt = 1; attempt <= LOCK_ATTEMPTS; attempt += 1) {
      await super.beginTransaction(connection, settings);
      const { rows } = await connection.executeQuery<{ locked: boolean }>(CompiledQuery.raw(LOCK));
      if (rows[0]?.locked === true) return;
      await super.rollbackTransaction(connection);
      await sleep(LOCK_PAUSE_MS);
    }
    throw new Error('another process has been migrating the store for a minute');
  }
}

class UnlockedAdapter extends PostgresAdapter {
  override acquireMigrationLock(): Promise<void> {
    return Promise.resolve();
  }

  override releaseMigrationLock(): Promise<void> {
    return Promise.resolve();
  }
}

/** For migrations only: its transactions take turns across processes. */
export class MigrationDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;

  constructor(config: PostgresDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new LockingDriver(this.#config);
  }

  override createAdapter(): PostgresAdapter {
    return new UnlockedAdapter();
  }
}
