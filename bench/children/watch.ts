import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createGraphClient } from '../../src/graph/client';
import { createPimAlerts } from '../../src/graph/pim-alerts';
import { systemClock as clock } from '../../src/lib/clock';
import { silentLog as log } from '../../src/lib/log';
import { systemRandom as random } from '../../src/lib/random';
import { TENANT_ID as tenantId } from '../../src/sandbox/people';
import { openStore } from '../../src/store/open-store';
import { createTeamsAdapter } from '../../src/teams/adapter';
import { createNotifier } from '../../src/teams/notifier';
import { defaultLimits } from '../../src/watch/limits';
import { createSending } from '../../src/watch/sending';
import { createSlots } from '../../src/watch/slots';
import { createWatch } from '../../src/watch/watch';
import { subscribe } from './subscribe';
import { settings, workFor } from './work';

export interface WatchSettings {
  readonly graph: string;
  readonly serviceUrl: string;
  /** In place of what is shipped. */
  readonly perSecond?: number;
  /** A folder that others use as well; absent: one of its own that goes with it. */
  readonly dataDir?: string;
}

export type WatchOrder =
  { readonly subscribe: readonly string[] } | { readonly unsubscribe: string } | 'sweep';

/** The watch as `app.ts` puts it together: sweep, outbox, sender and the channel's connector. */
async function main(): Promise<void> {
  const { graph, serviceUrl, perSecond, ...given } = settings<WatchSettings>();
  const dataDir = given.dataDir ?? mkdtempSync(path.join(tmpdir(), 'rolecall-bench-'));
  const store = await openStore({ dataDir, log });
  const client = createGraphClient({ baseUrl: graph, clock, log });
  const adapter = createTeamsAdapter({
    app: { kind: 'none' },
    serviceUrls: { hosts: [], loopbackOnly: true },
    clock,
    log,
  });
  const shared = { store, notifier: createNotifier({ adapter }), clock, random, log };
  const sender = createSending({
    ...shared,
    tenants: [tenantId],
    limits: perSecond === undefined ? defaultLimits : { ...defaultLimits, perSecond },
  });
  const watch = createWatch({
    ...shared,
    tenantId,
    alerts: createPimAlerts({ client, log }),
    sender,
    slots: createSlots({ clock }),
    cron: '0 0 1 1 *',
  });
  // The first look, before which nothing is known and after which nothing is posted.
  await watch.sweepNow();
  sender.start();
  watch.start();
  workFor<WatchOrder>(
    async (order) => {
      if (order === 'sweep') await watch.sweepNow();
      else if ('unsubscribe' in order) await store.subscriptions.remove(tenantId, order.unsubscribe);
      else await subscribe(store, { tenantId, serviceUrl, conversations: order.subscribe });
      return {};
    },
    async () => {
      await watch.stop();
      await sender.stop();
      await store.close();
      adapter.close();
      if (given.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  );
}

void main();
