import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../lib/errors';
import type { Log } from '../lib/log';
import { StoreError } from '../ports/store';

export const FILE_NAME = 'rolecall.sqlite';

/** Magic numbers of Linux' `statfs(2)`. Their shared memory and locks do not hold what write-ahead logging needs. */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
]);

export interface DataFolderOptions {
  readonly dataDir: string;
  readonly log: Log;
  readonly fileSystemType?: (path: string) => number;
}

/** Makes the folder and the file for this user alone, mends wider modes, and returns the file's path. */
export function prepareDataFolder({
  dataDir,
  log,
  fileSystemType = (path) => statfsSync(path).type,
}: DataFolderOptions): string {
  const file = join(dataDir, FILE_NAME);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    refuseNetworkFileSystem(dataDir, fileSystemType(dataDir));
    createUnlessThere(file);
    narrow(dataDir, 0o700, log);
    for (const path of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(path)) narrow(path, 0o600, log);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(`The data directory ${dataDir} cannot be used: ${messageOf(error)}.`, {
      cause: error,
    });
  }
  return file;
}

/**
 * A file that is there is never opened here: closing it again would drop the locks that SQLite holds on it in this process,
 * and another process could then take the file for unused.
 */
function createUnlessThere(file: string): void {
  if (existsSync(file)) return;
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (!existsSync(file)) throw error;
  }
}

function refuseNetworkFileSystem(dataDir: string, type: number): void {
  const name = NETWORK_FILE_SYSTEMS.get(type >>> 0);
  if (name === undefined) return;
  throw new StoreError(
    `The data directory ${dataDir} is on a network file system (${name}), which cannot keep the embedded store safe: ` +
      `use a local disk, or PostgreSQL through DATABASE_URL.`,
  );
}

function narrow(path: string, mode: number, log: Log): void {
  // Windows has no such modes; a sticky folder such as /tmp is shared on purpose and not ours to close.
  if (process.platform === 'win32') return;
  const found = statSync(path).mode & 0o7777;
  const sticky = (found & 0o1000) !== 0;
  if (sticky || (found & 0o077) === 0) return;
  chmodSync(path, mode);
  log.warn('Others could read the store; its mode is mended.', { path, was: found.toString(8) });
}
