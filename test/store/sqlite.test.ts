import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../src/lib/log';
import { openStore } from '../../src/store/open-store';
import { describeStore } from './contract';

describe('the embedded store', () => {
  describeStore(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'rolecall-store-'));
    return {
      open: (clock) => openStore({ dataDir, log: silentLog, ...(clock ? { clock } : {}) }),
      remove: () => rm(dataDir, { recursive: true, force: true }),
    };
  });
});
