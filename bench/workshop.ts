import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../src/lib/clock';
import { silentLog } from '../src/lib/log';
import { systemRandom } from '../src/lib/random';
import type { PimAlerts } from '../src/ports/pim-alerts';
import type { Store } from '../src/ports/store';
import { TENANT_ID } from '../src/sandbox/people';
import { openStore } from '../src/store/open-store';
import { createSweeper } from '../src/watch/sweep';

export interface Workshop {
  readonly store: Store;
  /** Fails where somebody else holds the lease: nobody else is here. */
  sweep(tenantId?: string): Promise<void>;
  close(): Promise<void>;
}

/** A sweeper over a store of its own: an embedded one in a folder that goes with it, or the database given. */
export async function createWorkshop(alerts: PimAlerts, databaseUrl?: string): Promise<Workshop> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'rolecall-bench-'));
  const where = databaseUrl === undefined ? { dataDir } : { url: databaseUrl };
  const store = await openStore({ ...where, log: silentLog });
  const sweeper = createSweeper({
    alerts,
    store,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  });
  return {
    store,
    async sweep(tenantId = TENANT_ID) {
      const outcome = await sweeper.sweep(tenantId);
      if (outcome === 'busy') throw new Error('The lease of the sweep was lost.');
    },
    async close() {
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
