import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sql } from 'kysely';
import { silentLog } from '../../src/lib/log';
import type { Store } from '../../src/ports/store';
import { openStore } from '../../src/store/open-store';
import { openSqlite } from '../../src/store/sqlite';
import { auditEntry, TENANT } from '../store/samples';

jest.setTimeout(60_000);

const ENTRY = resolve(__dirname, '..', '..', 'dist', 'audit-cli.js');
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-audit-cli-'));
  await withStore(async (store) => {
    for (const target of ['one', 'two', 'three', 'four']) await store.audit.append(auditEntry({ target }));
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function withStore(work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore({ dataDir: folder, log: silentLog });
  await work(store);
  await store.close();
}

/** Writes to the file as somebody who has it in hand and knows to take the guards off. */
async function tamper(...statements: readonly string[]): Promise<void> {
  const engine = await openSqlite({ dataDir: folder, clock: undefined, log: silentLog });
  const { rows } = await engine.run((db) =>
    sql<{
      name: string;
    }>`select name from sqlite_master where type = 'trigger' and tbl_name = 'audit_entry'`.execute(db),
  );
  for (const { name } of rows) await engine.run((db) => sql`drop trigger ${sql.id(name)}`.execute(db));
  for (const statement of statements) await engine.run((db) => sql.raw(statement).execute(db));
  await engine.close();
}

function audit(args: readonly string[], dataDir = folder) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir, AZURE_TENANT_ID: TENANT },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('npm run audit -- verify', () => {
  it('ends with 0 and says that a sound log holds', () => {
    const { status, stdout } = audit(['verify']);

    expect(status).toBe(0);
    expect(stdout).toContain('The audit log holds: 4 entries');
  });

  it.each([
    [
      'one byte of an entry changed',
      2,
      ["update audit_entry set body = replace(body, 'two', 'twO') where sequence = 2"],
    ],
    ['a blank added that means nothing', 2, ["update audit_entry set body = body || ' ' where sequence = 2"]],
    ['an entry that is no JSON any more', 3, ["update audit_entry set body = 'x' where sequence = 3"]],
    ['who it is found under changed', 3, ["update audit_entry set actor_id = 'bob' where sequence = 3"]],
    ['an entry removed', 2, ['delete from audit_entry where sequence = 2']],
    ['the first entry removed', 1, ['delete from audit_entry where sequence = 1']],
    ['the last entry removed', 4, ['delete from audit_entry where sequence = 4']],
    ['all of it removed', 1, ['delete from audit_entry']],
    [
      'two entries exchanged',
      2,
      [
        'update audit_entry set sequence = 99 where sequence = 2',
        'update audit_entry set sequence = 2 where sequence = 3',
        'update audit_entry set sequence = 3 where sequence = 99',
      ],
    ],
    [
      'an entry put in front',
      1,
      [
        'insert into audit_entry select tenant_id, 0, actor_id, target, body, previous_hash, hash from audit_entry where sequence = 1',
      ],
    ],
    [
      'the last hash changed in both places',
      4,
      ["update audit_entry set hash = 'f' where sequence = 4", "update audit_head set hash = 'f'"],
    ],
    [
      'an entry given to another tenant',
      3,
      ["update audit_entry set tenant_id = 'other' where sequence = 3"],
    ],
  ])('ends with 1 and names the place: %s', async (_what, sequence, statements) => {
    await tamper(...statements);

    const { status, stderr } = audit(['verify']);

    expect(stderr).toContain(`the first fault is at sequence ${sequence},`);
    expect(status).toBe(1);
  });

  it('makes no store where there is none, and calls nothing sound', () => {
    const { status, stderr } = audit(['verify'], join(folder, 'elsewhere'));

    expect(status).toBe(1);
    expect(stderr).toMatch(/^There is no store at .*elsewhere/);
  });

  it('says how it is spelled', () => {
    const { status, stderr } = audit(['forget']);

    expect(status).toBe(1);
    expect(stderr).toContain('npm run audit -- verify');
  });
});

describe('npm run audit -- export and report', () => {
  it('write where they are told, for the owner alone', () => {
    const csv = join(folder, 'log.csv');

    const { status } = audit(['export', '--out', csv]);

    expect(status).toBe(0);
    expect(readFileSync(csv, 'utf8').trimEnd().split('\n')).toHaveLength(5);
    expect(statSync(csv).mode & 0o777).toBe(0o600);
  });

  it('write to standard output otherwise', () => {
    const { status, stdout } = audit(['report', '1970-01']);

    expect(status).toBe(0);
    expect(stdout).toContain('| incident.remediate | done | 4 |');
  });
});
