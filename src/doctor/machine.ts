import { createServer } from 'node:net';
import { storeOf } from '../app/store';
import type { Config } from '../config';
import { silentLog } from '../lib/log';
import { StoreError } from '../ports/store';
import { findings, type Finding } from './finding';

const OLDEST = [20, 19] as const;

/** Whether this Node runs Rolecall. `version` as in `process.version`. */
export function judgeNode(version: string): Finding {
  const { ok, note, wrong } = findings('Node');
  const [major = 0, minor = 0] = version.replace('v', '').split('.').map(Number);
  const mend = 'Install Node 24.';
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    return wrong(`${version} is older than ${OLDEST.join('.')}, the oldest that works.`, mend);
  return major < 24 ? note(`${version} works; 24 is recommended.`) : ok(`${version}.`);
}

/** Opens the store as a start does, which brings its schema up to date, writes, reads and closes it. */
export async function judgeStore(config: Config): Promise<readonly Finding[]> {
  const { databaseUrl, dataDir, mode } = config;
  const { ok, note, wrong } = findings('Store');
  try {
    const store = await storeOf(config, silentLog);
    try {
      await store.check();
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const mend = databaseUrl
      ? 'Check DATABASE_URL: host, port, database, user and password; the user has to own its schema.'
      : 'Set DATA_DIR to a folder on a local disk that this user may write, or use DATABASE_URL.';
    return [wrong(error.message, mend)];
  }
  const where = databaseUrl ? 'PostgreSQL' : `The embedded store in ${dataDir}`;
  const alone = note('The embedded store serves one process; replicas need DATABASE_URL.');
  return [ok(`${where} can be written and read.`), ...(mode === 'tenant' && !databaseUrl ? [alone] : [])];
}

/** Whether the port can be had. One that Rolecall itself has is no fault. */
export async function judgePort({ host, port }: Config): Promise<Finding> {
  const { ok, wrong } = findings('Port');
  if (port === 0) return ok('Any free one.');
  const code = await new Promise<string | undefined>((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
  const place = `${port} on ${host}`;
  if (code === undefined) return ok(`${place} is free.`);
  if (code === 'EADDRINUSE')
    return (await isRolecall(port))
      ? ok(`${place} is served by a running Rolecall.`)
      : wrong(`${place} is taken by another program.`, 'Stop it, or set PORT to another port.');
  if (code === 'EACCES')
    return wrong(`${place} is not allowed to this user.`, 'Set PORT to one above 1023, behind a proxy.');
  return wrong(`${place} cannot be used (${code}).`, 'Set HOST to an address of this machine.');
}

async function isRolecall(port: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(2_000);
    const response = await fetch(`http://127.0.0.1:${port}/healthz`, { signal, redirect: 'manual' });
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null && 'status' in body && body.status === 'ok';
  } catch {
    return false;
  }
}
