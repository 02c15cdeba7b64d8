import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type RawBuilder } from 'kysely';
import { silentLog } from '../../src/lib/log';
import { StoreError } from '../../src/ports/store';
import { prepareDataFolder } from '../../src/store/data-folder';
import type { Engine } from '../../src/store/engine';
import { createStore, openStore } from '../../src/store/open-store';
import { claimStatement, dueStatement } from '../../src/store/outbox-claim';
import { openSqlite } from '../../src/store/sqlite';
import { explainSqlite, isBusy } from '../../src/store/sqlite-failures';
import { describeStore } from './contract';
import { inOtherProcess } from './processes';
import { OLDER, fill, readEverything } from './schema-base';
import { TENANT, auditEntry, collected, found, handClock, sweep } from './samples';

// Real files and processes: on a busy machine a test may wait long for its turn.
jest.setTimeout(60_000);

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'rolecall-store-'));
}

describe('the embedded store', () => {
  describeStore(() => {
    const dataDir = temporaryFolder();
    return Promise.resolve({
      options: { dataDir },
      open: (clock) => openStore({ dataDir, log: silentLog, ...(clock ? { clock } : {}) }),
      remove: () => {
        rmSync(dataDir, { recursive: true, force: true });
        return Promise.resolve();
      },
    });
  });
});

describe('the embedded file', () => {
  let folder: string;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function opened(upTo?: string): Promise<Engine> {
    return openSqlite({ dataDir: folder, clock: handClock(), log: silentLog, upTo });
  }

  it('is readable by its owner alone, and so are its folder and side files', async () => {
    const dataDir = join(folder, 'new', 'data');
    const store = await openStore({ dataDir, log: silentLog });
    await store.check();

    const modeOf = (name: string): number => statSync(join(dataDir, name)).mode & 0o777;
    const modes = Object.fromEntries(readdirSync(dataDir).map((name) => [name, modeOf(name)]));
    await store.close();

    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(modes).toEqual({
      'rolecall.sqlite': 0o600,
      'rolecall.sqlite-shm': 0o600,
      'rolecall.sqlite-wal': 0o600,
    });
  });

  it('is closed to others again when it was opened to them', async () => {
    const engine = await opened();
    await engine.close();
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'rolecall.sqlite'), 0o644);

    const again = await opened();
    await again.close();

    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'rolecall.sqlite')).mode & 0o777).toBe(0o600);
  });

  it('leaves the mode of a shared folder alone', () => {
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o1777);

    prepareDataFolder({ dataDir: shared, log: silentLog });

    expect(statSync(shared).mode & 0o7777).toBe(0o1777);
  });

  it('refuses a path that cannot be a folder', async () => {
    writeFileSync(join(folder, 'file'), '');

    const opening = openStore({ dataDir: join(folder, 'file'), log: silentLog });

    await expect(opening).rejects.toThrow(StoreError);
    await expect(opening).rejects.toThrow(/^The data directory .*file cannot be used: .*\.$/u);
  });

  it.each([
    [0x6969, 'NFS'],
    [0xff534d42, 'CIFS'],
    [-0xacb2be, 'CIFS'],
    [0xfe534d42, 'SMB2'],
    [0x517b, 'SMB'],
  ])('refuses a network file system (%d is %s) and names the way out', (type, name) => {
    const preparing = (): unknown =>
      prepareDataFolder({ dataDir: folder, log: silentLog, fileSystemType: () => type });

    expect(preparing).toThrow(StoreError);
    expect(preparing).toThrow(new RegExp(`network file system \\(${name}\\).*PostgreSQL`, 'u'));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses a file that is no database', async () => {
    writeFileSync(
      join(folder, 'rolecall.sqlite'),
      'not a database, though long enough to be one. '.repeat(500),
    );

    await expect(opened()).rejects.toThrow(/damaged or no SQLite file/u);
    await expect(opened()).rejects.toThrow(StoreError);
  });

  it('refuses a file with a damaged page, though nothing has read that page yet', async () => {
    const engine = await opened();
    await sweep(createStore(engine), {
      raised: Array.from({ length: 500 }, (_, index) => found(`incident-${String(index)}`)),
    });
    await engine.close();
    const file = join(folder, 'rolecall.sqlite');
    const bytes = readFileSync(file);
    bytes.fill(0xa5, bytes.length - 4096);
    writeFileSync(file, bytes);

    await expect(opened()).rejects.toThrow(/is damaged/u);
    await expect(opened()).rejects.toThrow(StoreError);
  });

  it('refuses a schema newer than it knows, and names both', async () => {
    const engine = await opened();
    await engine.run((db) =>
      sql`insert into rolecall_migration (name, timestamp) values ('999-future', '2027-01-01T00:00:00.000Z')`.execute(
        db,
      ),
    );
    await engine.close();

    await expect(opened()).rejects.toThrow(/schema 999-future.*only up to 008-senders/u);
    await expect(opened()).rejects.toThrow(StoreError);
  });

  it.each(OLDER)('keeps everything of a store written by schema %s', async (step, tables) => {
    const before = await opened(step);
    await fill(before, tables);
    const expected = await readEverything(before, tables);
    await before.close();

    const after = await opened();
    const found = await readEverything(after, tables);
    await after.close();
    const store = await openStore({ dataDir: folder, log: silentLog });

    expect(found).toMatchObject(expected);
    expect(await store.knowledge.history(TENANT, 10)).toHaveLength(step === '001-base' ? 0 : 1);
    expect(await store.subscriptions.list(TENANT)).toHaveLength(1);
    await store.close();
  });

  it('says so in the check when it was removed under the store', async () => {
    const store = await openStore({ dataDir: folder, log: silentLog });
    rmSync(join(folder, 'rolecall.sqlite'));

    await expect(store.check()).rejects.toThrow(/was removed or replaced/u);
    await store.close();
  });

  it('fails with a sentence, and stays sound, when the disk takes no more', async () => {
    const engine = await opened();
    await engine.close();

    const { lines } = await inOtherProcess({ task: 'fill', options: { dataDir: folder }, fileLimit: 400 });

    expect(lines[0]).toMatch(/^StoreError: The disk (failed|is full)/u);
    const store = await openStore({ dataDir: folder, log: silentLog });
    expect(await store.knowledge.alerts(TENANT)).toEqual([]);
    await store.close();
  });

  it('says that the disk is full when no page can be added, keeps what it has, and goes on when there is room', async () => {
    const engine = await opened();
    const store = createStore(engine);
    const raised = Array.from({ length: 2_000 }, (_, index) => found(`incident-${String(index)}`));
    await sweep(store, { raised: raised.slice(0, 1) });
    await engine.run((db) => sql`pragma max_page_count = 1`.execute(db));

    await expect(sweep(store, { raised })).rejects.toThrow(/^The disk is full/u);
    const kept = await collected(store.knowledge.hashes(TENANT, 'alert-stale'));
    await engine.run((db) => sql`pragma max_page_count = 1073741823`.execute(db));
    await sweep(store, { raised });

    expect(kept).toHaveLength(1);
    expect(await collected(store.knowledge.hashes(TENANT, 'alert-stale'))).toHaveLength(raised.length);
    await engine.close();
  });

  it.each([
    [Object.assign(new Error('x'), { errcode: 10 | (3 << 8) }), 'The disk failed'],
    [new Error('database or disk is full'), 'The disk is full'],
    [new Error('database is locked'), 'locked by another process'],
    [new Error('database disk image is malformed'), 'is damaged'],
  ])('explains a failure with or without a code: %s', (error, words) => {
    const explained = explainSqlite(error, '/data/rolecall.sqlite');

    expect(explained).toBeInstanceOf(StoreError);
    expect(explained.message).toContain(words);
    expect(isBusy(error)).toBe(error.message === 'database is locked');
  });

  it('never lets an audit entry be changed or removed', async () => {
    const store = await openStore({ dataDir: folder, log: silentLog });
    await store.audit.append(auditEntry());
    await store.close();
    const engine = await opened();
    const attempts = [sql`update audit_entry set target = 'other'`, sql`delete from audit_entry`];

    for (const attempt of attempts) {
      await expect(engine.run((db) => attempt.execute(db))).rejects.toThrow(/append-only/u);
    }
    await engine.close();
  });

  it('finds what may leave through the partial indexes', async () => {
    const engine = await opened();
    const plan = async (query: RawBuilder<unknown>): Promise<string> => {
      const { rows } = await engine.run((db) =>
        sql<{ detail: string }>`explain query plan ${query}`.execute(db),
      );
      return rows.map(({ detail }) => detail).join('\n');
    };

    const order = { tenantId: TENANT, owner: 'replica-1', limit: 10, leaseMs: 1 };
    const claiming = await plan(claimStatement(engine, order));
    const asking = await plan(dueStatement(engine, [TENANT]));
    await engine.close();

    expect(asking).toContain('o USING INDEX outbox_due (tenant_id=? AND next_attempt_at<?)');
    expect(claiming).toContain('o USING INDEX outbox_due (tenant_id=? AND next_attempt_at<?)');
    expect(claiming).toContain('p USING INDEX outbox_line (tenant_id=? AND conversation_id=? AND id<?)');
    expect(claiming).not.toMatch(/SCAN (o|p|s|c|outbox)\b/u);
  });
});
