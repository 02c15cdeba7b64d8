import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { defaultLimits } from '../src/watch/limits';
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

interface Course {
  readonly what: string;
  readonly processes: number;
  readonly perSecond: number;
}

const COURSES: readonly Course[] = [
  { what: 'one process as it is shipped', processes: 1, perSecond: defaultLimits.perSecond },
  { what: 'one process set to the ceiling', processes: 1, perSecond: IN_A_TENANT.most },
  { what: 'two processes on one store, set to the ceiling', processes: 2, perSecond: IN_A_TENANT.most },
];

/** One incident that many conversations want to know of, towards a channel that enforces the published limits. */
export const fanOut: Bench = {
  name: 'fanout',
  async run(plan) {
    const conversations = plan.quick ? 120 : 1_000;
    const runs = COURSES.map((): FanOut[] => []);
    for (let round = 0; round < plan.rounds; round += 1)
      for (const [index, course] of COURSES.entries())
        runs[index]?.push(await fanOutTo(conversations, plan, course));
    return COURSES.map((course, index) => outcome(conversations, course, runs[index] ?? []));
  },
};

async function fanOutTo(
  count: number,
  { progress }: Plan,
  { what, processes, perSecond }: Course,
): Promise<FanOut> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'rolecall-bench-'));
  const [channel, graph] = await Promise.all([startChannel({ limits: true }), startGraph({ incidents: 80 })]);
  const { serviceUrl } = channel;
  const settings: WatchSettings = { graph: graph.origin, serviceUrl, perSecond, dataDir };
  const workers = [];
  for (let started = 0; started < processes; started += 1)
    workers.push(await startWorker<WatchOrder, object>('watch', settings));
  try {
    await workers[0]?.ask({ subscribe: channels(count) });
    graph.version(1);
    await workers[0]?.ask('sweep');
    for (const until = Date.now() + 300_000; channel.messages() < count; await wait(50))
      if (Date.now() > until) throw new Error(`Only ${channel.messages()} of ${count} cards came.`);
    const rate = steadyRate(channel.arrivals(), perSecond);
    progress(`${what}: ${count} cards at ${rate.toFixed(1)} a second, ${channel.refused()} refused`);
    return { perSecond: rate, refused: channel.refused() };
  } finally {
    for (const worker of workers) await worker.stop();
    await Promise.all([channel.close(), graph.close()]);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Without the first second, which gives away a whole allowance at once. */
function steadyRate(arrivals: readonly number[], allowed: number): number {
  const seconds = ((arrivals.at(-1) ?? 0) - (arrivals[allowed - 1] ?? 0)) / 1000;
  return (arrivals.length - allowed) / seconds;
}

/** A 429 counts as not having kept to the limits at all. */
function outcome(count: number, { what, perSecond: allowed }: Course, runs: readonly FanOut[]) {
  const refused = runs.reduce((sum, run) => sum + run.refused, 0);
  return judged({
    claim: `fan-out to ${count} conversations, ${what}: share of the ${allowed} a second it may send, without a 429`,
    runs: runs.map(({ perSecond }) => (refused > 0 ? 0 : perSecond / allowed)),
    unit: 'x',
    atLeast: 0.95,
    note: `${runs.map(({ perSecond }) => perSecond.toFixed(1)).join(', ')} a second; ${refused} answered with 429.`,
  });
}
