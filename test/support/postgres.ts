import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

const DEBIAN = '/usr/lib/postgresql';
const START_ATTEMPTS = 300;
const START_PAUSE_MS = 100;

/** The folder of the server's programs, newest version first; undefined where there is no PostgreSQL. */
export const postgresPrograms: string | undefined = findPrograms();

export interface PostgresServer {
  /** The address of a new, empty database. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** A `describe` that runs where there is a server, and says why where there is none. */
export function describeWithPostgres(name: string, body: (server: () => PostgresServer) => void): void {
  if (postgresPrograms === undefined) {
    describe.skip(`${name} (skipped: no PostgreSQL)`, () => {
      it.todo('needs initdb and postgres, for example from the Debian package postgresql');
    });
    return;
  }
  describe(name, () => {
    let server: PostgresServer | undefined;

    beforeAll(async () => {
      server = await startPostgres();
    }, 120_000);

    afterAll(async () => {
      await server?.stop();
    }, 30_000);

    body(() => {
      if (server === undefined) throw new Error('PostgreSQL has not started yet');
      return server;
    });
  });
}

/** A server of its own on loopback with a free port, in a temporary folder. It ends with this process, however that ends. */
export async function startPostgres(
  settings: readonly string[] = ['fsync=off', 'full_page_writes=off'],
): Promise<PostgresServer> {
  const programs = postgresPrograms ?? '';
  const folder = await mkdtemp(join(tmpdir(), 'rolecall-postgres-'));
  const user = serverUser();
  if (user) chownSync(folder, user.uid, user.gid);

  const password = randomBytes(16).toString('hex');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o644 });
  const data = join(folder, 'data');
  const cluster = [
    '-D',
    data,
    '-U',
    'rolecall',
    '-A',
    'scram-sha-256',
    '--pwfile',
    passwordFile,
    '-E',
    'UTF8',
  ];
  execFileSync(join(programs, 'initdb'), [...cluster, '--no-sync'], {
    ...user,
    cwd: folder,
    stdio: 'ignore',
  });

  const port = await freePort();
  const options = ['listen_addresses=127.0.0.1', `port=${String(port)}`, `unix_socket_directories=${folder}`];
  const flags = [...options, ...settings].flatMap((setting) => ['-c', setting]);
  const child = superviseServer(folder, [join(programs, 'postgres'), '-D', data, ...flags], user);
  const address = (database: string): string =>
    `postgres://rolecall:${password}@127.0.0.1:${String(port)}/${database}`;
  await untilReady(address('postgres'));

  let databases = 0;
  return {
    async createDatabase() {
      databases += 1;
      const name = `test_${String(databases)}`;
      await query(address('postgres'), `create database ${name}`);
      return address(name);
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.stdin?.end();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs one statement over a connection of its own. */
export async function query(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const result = await client.query<Record<string, unknown>>(statement);
    return result.rows;
  } finally {
    await client.end();
  }
}

interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root. */
function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

// The shell holds our pipe: when this process is gone, even by a kill, the pipe ends, and so does the server with its folder.
const SUPERVISOR = `
  folder=$1; shift
  exec 3<&0
  "$@" </dev/null >"$folder/log" 2>&1 &
  server=$!
  cat <&3 >/dev/null
  kill -QUIT "$server"
  wait "$server"
  rm -rf "$folder"/*
`;

function superviseServer(
  folder: string,
  command: readonly string[],
  user: ServerUser | undefined,
): ChildProcess {
  return spawn('sh', ['-c', SUPERVISOR, 'sh', folder, ...command], {
    ...user,
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

async function untilReady(url: string, attempt = 1): Promise<void> {
  try {
    await query(url, 'select 1');
  } catch (error) {
    if (attempt >= START_ATTEMPTS) throw error;
    await sleep(START_PAUSE_MS);
    await untilReady(url, attempt + 1);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

function findPrograms(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return folders.find((folder) =>
    ['initdb', 'postgres'].every((program) => existsSync(join(folder, program))),
  );
}
