import { setTimeout as wait } from 'node:timers/promises';
import { channels } from './children/subscribe';
import type { WatchOrder } from './children/watch';
import { judged, type Bench } from './claim';
import { startChannel } from './doubles/channel';
import { startGraph } from './doubles/graph';
import { percentile, spreadOf } from './statistics';
import { startWorker } from './workers';

/** From the moment a sweep is due, with a new incident in Graph, to its card at the channel. */
export const latency: Bench = {
  name: 'latency',
  async run({ rounds, quick, progress }) {
    const samples = quick ? 5 : 40;
    const [channel, graph] = await Promise.all([startChannel(), startGraph({ incidents: 80 })]);
    const { serviceUrl } = channel;
    const worker = await startWorker<WatchOrder, object>('watch', { graph: graph.origin, serviceUrl });
    let sample = 0;

    // A conversation of its own for each, so that the limits of one do not hold the card back.
    async function once(): Promise<number> {
      sample += 1;
      const [place = ''] = channels(1, sample);
      await worker.ask({ subscribe: [place] });
      // Never an incident that was there before: cards that stand would be drawn again for it.
      graph.version(sample);
      const from = performance.now();
      await worker.ask('sweep');
      let arrival = channel.arrival(place);
      for (; arrival === undefined; arrival = channel.arrival(place)) {
        if (performance.now() - from > 30_000) throw new Error('The card never came.');
        await wait(1);
      }
      await worker.ask({ unsubscribe: place });
      return arrival - from;
    }

    try {
      const [added, roundTrips]: [number[], number[]] = [[], []];
      for (let round = -1; round < rounds; round += 1) {
        const [ours, theirs]: [number[], number[]] = [[], []];
        for (let count = 0; count < samples; count += 1) {
          ours.push(await once());
          theirs.push(await roundTrip(serviceUrl));
        }
        if (round < 0) continue;
        roundTrips.push(percentile(theirs, 0.95));
        added.push(percentile(ours, 0.95) - percentile(theirs, 0.95));
        progress(`round ${round + 1}: ${added.at(-1)?.toFixed(0)} ms`);
      }
      return [
        judged({
          claim:
            'incident visible in Graph to its card at the channel, beyond the scan interval: added at p95',
          runs: added,
          unit: 'ms',
          atMost: 250,
          figures: [{ what: 'round trip of the channel itself, p95', unit: 'ms', ...spreadOf(roundTrips) }],
        }),
      ];
    } finally {
      await worker.stop();
      await Promise.all([channel.close(), graph.close()]);
    }
  },
};

async function roundTrip(serviceUrl: string): Promise<number> {
  const from = performance.now();
  const response = await fetch(`${serviceUrl}v3/conversations/nobody/activities`, {
    method: 'POST',
    body: '{}',
  });
  await response.text();
  return performance.now() - from;
}
