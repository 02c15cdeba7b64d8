import { createGraphClient } from '../../src/graph/client';
import { createPimAlerts } from '../../src/graph/pim-alerts';
import { systemClock } from '../../src/lib/clock';
import { silentLog } from '../../src/lib/log';
import { createSlots } from '../../src/watch/slots';
import { createWorkshop } from '../workshop';
import { channels, subscribe } from './subscribe';
import { resetPeak, startPeak } from './peak';
import { settings, workFor } from './work';

export interface SweepSettings {
  readonly graph: string;
  readonly databaseUrl?: string;
}

export interface SweepOrder {
  /** One sweep for each, as many at once as Rolecall allows itself. */
  readonly tenants: readonly string[];
  /** How many conversations of each tenant want to know; they are there before the clock runs. */
  readonly subscriptions?: number;
}

export interface SweepReport {
  readonly ms: number;
  /** Megabytes above what the process held before its first sweep. */
  readonly peak?: number;
}

/** Sweeps as Rolecall does, everything real but Graph. */
async function main(): Promise<void> {
  const { graph, databaseUrl } = settings<SweepSettings>();
  const client = createGraphClient({ baseUrl: graph, clock: systemClock, log: silentLog });
  const workshop = await createWorkshop(createPimAlerts({ client, log: silentLog }), databaseUrl);
  const slots = createSlots({ clock: systemClock });
  const peakOf = startPeak();
  workFor<SweepOrder>(
    async ({ tenants, subscriptions = 0 }) => {
      for (const tenantId of subscriptions > 0 ? tenants : [])
        await subscribe(workshop.store, {
          tenantId,
          serviceUrl: graph,
          conversations: channels(subscriptions),
        });
      globalThis.gc?.();
      resetPeak();
      const from = performance.now();
      await Promise.all(tenants.map((tenant) => slots.run(() => workshop.sweep(tenant))));
      const ms = performance.now() - from;
      return { ms, peak: peakOf() };
    },
    () => workshop.close(),
  );
}

void main();
