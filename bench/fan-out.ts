import { setTimeout as wait } from 'node:timers/promises';
import { channels } from './children/subscribe';
import type { WatchOrder, WatchSettings } from './children/watch';
import { judged, type Bench, type Plan } from './claim';
import { IN_A_TENANT, startChannel } from './doubles/channel';
import { startGraph } from './doubles/graph';
import { startWorker } from './workers';

interface FanOut {
  readonly perSecond: number;
  readonly refused: number;
}

/** With it a process makes the most of what Teams allows and leaves a little for its own unsteadiness. */
const FULL_PACE = 48;

/** One incident that many conversations want to know of, towards a channel that enforces the published limits. */
export const fanOut: Bench = {
  name: 'fanout',
  async run(plan) {
    const conversations = plan.quick ? 60 : 1_000;
    const full: FanOut[] = [];
    for (let round = 0; round < plan.rounds; round += 1)
      full.push(await fanOutTo(conversations, plan, FULL_PACE));
    // A paced sender idles most of the time, so these do not stand in each other's way.
    const shipped = await Promise.all(
      Array.from({ length: plan.rounds }, () => fanOutTo(conversations, plan)),
    );
    return [
      outcome(`fan-out to ${conversations} conversations, one process as it is shipped`, shipped),
      outcome(`fan-out to ${conversations} conversations, one process set to ${FULL_PACE} a second`, full),
    ];
  },
};

async function fanOutTo(count: number, { progress }: Plan, perSecond?: number): Promise<FanOut> {
  const [channel, graph] = await Promise.all([startChannel({ limits: true }), startGraph({ incidents: 80 })]);
  const settings: WatchSettings = {
    graph: graph.origin,
    serviceUrl: channel.serviceUrl,
    ...(perSecond === undefined ? {} : { perSecond }),
  };
  const worker = await startWorker<WatchOrder, object>('watch', settings);
  try {
    await worker.ask({ subscribe: channels(count) });
    graph.version(1);
    await worker.ask('sweep');
    for (const until = Date.now() + 300_000; channel.messages() < count; await wait(50))
      if (Date.now() > until) throw new Error(`Only ${channel.messages()} of ${count} cards came.`);
    const arrivals = channel.arrivals();
    const seconds = ((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)) / 1000;
    const rate = (count - 1) / seconds;
    progress(`${count} cards at ${rate.toFixed(1)} a second, ${channel.refused()} refused`);
    return { perSecond: rate, refused: channel.refused() };
  } finally {
    await worker.stop();
    await Promise.all([channel.close(), graph.close()]);
  }
}

/** A 429 counts as not having kept to the limits at all. */
function outcome(claim: string, runs: readonly FanOut[]) {
  const refused = runs.reduce((sum, run) => sum + run.refused, 0);
  const shares = runs.map(({ perSecond }) => (refused > 0 ? 0 : perSecond / IN_A_TENANT.most));
  return judged({
    claim: `${claim}: share of the ${IN_A_TENANT.most} a second that a tenant allows, without a 429`,
    runs: shares,
    unit: 'x',
    atLeast: 0.95,
    note: `${runs.map(({ perSecond }) => perSecond.toFixed(1)).join(', ')} a second; ${refused} answered with 429.`,
  });
}
