import { sql } from 'kysely';
import { silentLog } from '../../src/lib/log';
import { StoreError } from '../../src/ports/store';
import type { Engine } from '../../src/store/engine';
import { openStore } from '../../src/store/open-store';
import { openPostgres } from '../../src/store/postgres';
import { describeWithPostgres, query } from '../support/postgres';
import { describeStore } from './contract';
import { TENANT, auditEntry, handClock } from './samples';
import { OLDER, fill, readEverything } from './schema-base';

// Real servers, files and processes: on a busy machine a test may wait long for its turn.
jest.setTimeout(60_000);

/** Returns when they have ended, not when they have been told to. */
const END_OTHERS = `select pg_terminate_backend(pid, 30000) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

function failure(message: string): Partial<StoreError> {
  return { name: 'StoreError', message };
}

describeWithPostgres('the store on PostgreSQL', (server) => {
  let shared: string | undefined;

  describeStore(async () => {
    const url = (shared ??= await server().createDatabase());
    return {
      options: { url },
      open: (clock) => openStore({ url, log: silentLog, ...(clock ? { clock } : {}) }),
      remove: async () => {
        await query(url, 'drop schema public cascade; create schema public');
      },
    };
  });

  function opened(url: string, upTo?: string): Promise<Engine> {
    return openPostgres({ url, clock: handClock(), log: silentLog, upTo });
  }

  it('refuses a schema newer than it knows, and names both', async () => {
    const url = await server().createDatabase();
    await (await opened(url)).close();
    await query(url, `insert into rolecall_migration values ('999-future', '2027-01-01T00:00:00.000Z')`);

    await expect(opened(url)).rejects.toThrow(/schema 999-future.*only up to 008-senders/u);
    await expect(opened(url)).rejects.toThrow(StoreError);
  });

  it.each(OLDER)('keeps everything of a store written by schema %s', async (step, tables) => {
    const url = await server().createDatabase();
    const before = await opened(url, step);
    await fill(before, tables);
    const expected = await readEverything(before, tables);
    await before.close();

    const after = await opened(url);
    const found = await readEverything(after, tables);
    await after.close();
    const store = await openStore({ url, log: silentLog });

    expect(found).toMatchObject(expected);
    expect(await store.knowledge.history(TENANT, 10)).toHaveLength(step === '001-base' ? 0 : 1);
    await store.close();
  });

  it('never lets an audit entry be changed or removed', async () => {
    const url = await server().createDatabase();
    const store = await openStore({ url, log: silentLog });
    await store.audit.append(auditEntry());
    await store.close();

    for (const attempt of [
      `update audit_entry set target = 'other'`,
      'delete from audit_entry',
      'truncate audit_entry',
    ]) {
      await expect(query(url, attempt)).rejects.toThrow(/append-only/u);
    }
  });

  it('names the place, never the password, when it is refused', async () => {
    const url = new URL(await server().createDatabase());
    const { host, pathname } = url;
    url.password = 'wrong-secret';

    const opening = openStore({ url: url.href, log: silentLog });

    await expect(opening).rejects.toMatchObject(
      failure(`The database at ${host}${pathname} refused the password.`),
    );
  });

  it('says which database is missing', async () => {
    const url = new URL(await server().createDatabase());
    url.pathname = '/nowhere';

    await expect(openStore({ url: url.href, log: silentLog })).rejects.toMatchObject(
      failure(`The server has no database ${url.host}/nowhere: create it first.`),
    );
  });

  it('fails the check while it may only read', async () => {
    const url = await server().createDatabase();
    const name = new URL(url).pathname.slice(1);
    await (await opened(url)).close();
    await query(url, `alter database ${name} set default_transaction_read_only = on`);
    const writable = `${url}?options=-c%20default_transaction_read_only%3Doff`;
    const engine = await opened(writable);
    await engine.run((db) => sql`set default_transaction_read_only = on`.execute(db));

    await expect(engine.check()).rejects.toThrow(/is read-only/u);
    await engine.close();
  });

  it('survives connections that the server ends, and takes new ones', async () => {
    const url = await server().createDatabase();
    const store = await openStore({ url, log: silentLog });
    await store.check();
    await query(url, END_OTHERS);

    // The first may still meet the broken connection, which is a clear failure; after it all is well.
    await store.check().catch((error: unknown) => expect(error).toBeInstanceOf(StoreError));

    await expect(store.check()).resolves.toBeUndefined();
    await store.close();
  });

  it('fails a transaction whose connection ends between two statements, and nothing else', async () => {
    const url = await server().createDatabase();
    const engine = await opened(url);

    const failed = engine.transaction(async (tx) => {
      await sql`select 1`.execute(tx);
      await query(url, END_OTHERS);
      await query(url, 'select 1');
      await sql`select 1`.execute(tx);
    });

    await expect(failed).rejects.toBeInstanceOf(StoreError);
    await expect(engine.check()).resolves.toBeUndefined();
    await engine.close();
  });
});

describe('an address of a database', () => {
  it('that nobody answers is named without who logs in', async () => {
    const opening = openStore({ url: 'postgres://someone:secret@127.0.0.1:1/rolecall', log: silentLog });

    await expect(opening).rejects.toMatchObject(
      failure('The database server at 127.0.0.1:1/rolecall cannot be reached (ECONNREFUSED).'),
    );
  });

  it.each(['mysql://someone:secret@host/db', 'not an address', ''])(
    'that is none is refused: %j',
    async (url) => {
      await expect(openStore({ url, log: silentLog })).rejects.toMatchObject(
        failure('The database address is not of the form postgres://user:password@host:5432/name.'),
      );
    },
  );
});
