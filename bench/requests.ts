import { createGraphClient } from '../src/graph/client';
import { createPimAlerts } from '../src/graph/pim-alerts';
import { systemClock } from '../src/lib/clock';
import { silentLog } from '../src/lib/log';
import { judged, type Bench } from './claim';
import { startGraph } from './doubles/graph';
import { requestsOneByOne } from './doubles/tenant';
import { createWorkshop } from './workshop';

/** What a sweep over the seven alerts asks of Graph while their incidents are few. */
export const requests: Bench = {
  name: 'requests',
  async run({ rounds }) {
    const graph = await startGraph();
    const client = createGraphClient({ baseUrl: graph.origin, clock: systemClock, log: silentLog });
    const workshop = await createWorkshop(createPimAlerts({ client, log: silentLog }));
    try {
      const runs: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        graph.clear();
        await workshop.sweep();
        runs.push(graph.requests());
      }
      const single = await requestsOneByOne();
      return [
        judged({
          claim: 'Graph requests of a sweep over seven alerts with few incidents',
          runs,
          unit: 'requests',
          atMost: 1,
          note: `Read one thing at a time it takes ${single}.`,
        }),
      ];
    } finally {
      await workshop.close();
      await graph.close();
    }
  },
};
