import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { sql } from 'kysely';
import { silentLog } from '../../src/lib/log';
import { CURRENT_USER, OTHERS, TENANT_ID, type Person } from '../../src/sandbox/people';
import { openStore } from '../../src/store/open-store';
import { openSqlite } from '../../src/store/sqlite';
import { startConnector, type Connector } from '../support/connector';
import { startOpenGraph } from '../support/open-graph';
import { eventually, root, startProgram, type Program } from '../support/process';
import { createTalk, type Place, type Shown, type Talk } from '../support/talk';

jest.setTimeout(180_000);

const CHANNEL: Place = { id: '19:alerts@thread.tacv2', type: 'channel', teamId: '19:team@thread.tacv2' };

let graph: Awaited<ReturnType<typeof startOpenGraph>>;
let connector: Connector;
let program: Program;
let endpoint: string;

beforeEach(async () => {
  graph = await startOpenGraph();
  connector = await startConnector();
  program = startProgram([path.join(root, 'dist/index.js')], {
    PORT: '0',
    GRAPH_BASE_URL: graph.url,
    PLAYGROUND: 'off',
    TWO_PERSON: 'remove',
    SWEEP_CRON: '*/2 * * * * *',
  });
  [, endpoint = ''] = await program.says(/ready at (\S+)/);
});

afterEach(async () => {
  await program.stop();
  await connector.close();
  await graph.close();
});

const data = (): string => path.join(program.folder, 'data');

function talkOf(person: Person): Talk {
  return createTalk({ endpoint, connector, person, place: CHANNEL });
}

/** The card of the channel, as everybody sees it, once it says so. */
function once(talk: Talk, shown: Shown, words: string): Promise<Shown> {
  return eventually(
    () => {
      const now = talk.now(shown);
      return now.card.text.includes(words) ? now : undefined;
    },
    () => `The card never said “${words}”:\n${talk.now(shown).card.text}`,
  );
}

async function firstSweep(): Promise<void> {
  const store = await openStore({ dataDir: data(), log: silentLog });
  await eventually(
    async () => ((await store.knowledge.history(TENANT_ID, 1)).length > 0 ? true : undefined),
    () => 'Nothing was swept.',
  );
  await store.close();
}

/** Whom an alert names, as the program knows it. */
async function principalOf(name: string) {
  const store = await openStore({ dataDir: data(), log: silentLog });
  try {
    for (const { alertId } of await store.knowledge.alerts(TENANT_ID)) {
      for await (const page of store.knowledge.hashes(TENANT_ID, alertId)) {
        const keys = page.map(({ key }) => key);
        const found = await store.knowledge.incidents(TENANT_ID, alertId, keys);
        const one = found.find(({ incident }) => incident.principal?.name === name)?.incident;
        if (one?.principal) return { principal: one.principal, role: one.role };
      }
    }
  } finally {
    await store.close();
  }
  throw new Error(`No incident names ${name}.`);
}

function audit(): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'dist/audit-cli.js'), 'verify'],
    {
      cwd: program.folder,
      env: { PATH: process.env['PATH'], DATA_DIR: data(), AZURE_TENANT_ID: TENANT_ID },
      encoding: 'utf8',
    },
  );
  return { status, said: stdout + stderr };
}

/** Changes one byte of the log, as somebody who has the file in hand, and says where. */
async function forgeOneByte(): Promise<number> {
  const engine = await openSqlite({ dataDir: data(), clock: undefined, log: silentLog });
  const { rows } = await engine.run((db) =>
    sql<{
      name: string;
    }>`select name from sqlite_master where type = 'trigger' and tbl_name = 'audit_entry'`.execute(db),
  );
  for (const { name } of rows) await engine.run((db) => sql`drop trigger ${sql.id(name)}`.execute(db));
  const { rows: changed } = await engine.run((db) =>
    sql<{ sequence: number }>`
      update audit_entry set body = replace(body, 'Nobody ordered it', 'nobody ordered it')
      where sequence = (select max(sequence) from audit_entry where body like '%Nobody ordered it%')
      returning sequence`.execute(db),
  );
  await engine.close();
  return changed[0]?.sequence ?? 0;
}

describe('the whole life of one incident', () => {
  it('is posted, previewed, refused, approved, remediated, verified, undone by recipe, audited and kept', async () => {
    const ines = talkOf(CURRENT_USER);
    await firstSweep();
    await ines.say('subscribe outside-pim');
    const [happened = ''] = graph.sandbox.events.run('storm', { count: 2, scan: true }) ?? [];

    const posted = await ines.next();
    const name = /Contractor \d+/.exec(posted.card.text)?.[0] ?? '';
    const { principal, role } = await principalOf(name);
    const themself: Person = { ...CURRENT_USER, aadObjectId: principal.id, name };
    const refused = await talkOf(themself).press(posted, 'Remediate');
    const preview = await ines.say(`remediate outside-pim ${name}`);
    const request = await ines.press(preview, 'Confirm', { inputs: { reason: 'Nobody ordered it' } });
    const alone = await ines.press(request, 'Approve');
    const [tomasz] = OTHERS;
    await talkOf(tomasz ?? CURRENT_USER).press(request, 'Approve');
    const done = await once(ines, request, 'the incident is gone');
    const log = await ines.say('audit');
    const sound = audit();
    const place = await forgeOneByte();
    const forged = audit();

    expect(happened).toContain(name);
    expect(posted.card.text).toContain('Roles are assigned outside PIM');
    expect(refused.card.text).toContain('This is your own role. Somebody else has to remove it.');
    expect(preview.card.text).toContain(`${name} will lose the role ${role?.name}.`);
    expect(alone.card.text).toMatch(/someb|second|other/i);
    expect(done.card.text).toContain(`${name} no longer holds the role ${role?.name}.`);
    expect(done.card.text).toContain(`principalId = '${principal.id}'`);
    expect(done.card.text).toContain(`roleDefinitionId = '${role?.id}'`);
    expect(graph.asked(/^POST .*\/remediate$/)).toBe(1);
    expect(log.card.text).toContain(`Remediate · Roles are assigned outside PIM · ${name}`);
    expect(log.card.text).not.toContain('DirectoryRole');
    expect(sound).toMatchObject({ status: 0, said: expect.stringContaining('The audit log holds') });
    expect(forged).toMatchObject({
      status: 1,
      said: expect.stringContaining(`first fault is at sequence ${place},`),
    });
  });
});
