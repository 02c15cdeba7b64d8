import { TENANT_ID } from '../src/sandbox/people';
import type { SweepOrder, SweepReport, SweepSettings } from './children/sweep';
import { judged, type Bench, type Figure, type Outcome, type Plan } from './claim';
import { startGraph, type Graph } from './doubles/graph';
import { exponent, mean, spreadOf } from './statistics';
import { startWorker, type Worker } from './workers';

type Sweeping = Worker<SweepOrder, SweepReport>;

/** How the cost of a sweep grows with what there is to look at and whom to tell. */
export const growth: Bench = {
  name: 'growth',
  async run(plan) {
    return [...(await byIncidents(plan)), await byTenants(plan), await bySubscriptions(plan)];
  },
};

interface Course {
  readonly size: number;
  readonly graph: Graph;
  readonly worker: Sweeping;
  readonly order: SweepOrder;
  /** Looks in a round whose mean is its figure; one where nothing is said. */
  readonly looks?: number;
}

/** Sweeps that a figure rests on at least: a single one of twenty milliseconds meets the machine at its best or at its worst. */
const SWEEPS = 20;

async function byIncidents(plan: Plan): Promise<readonly Outcome[]> {
  const sizes = plan.quick ? [200, 2_000] : [1_000, 10_000, 100_000];
  const courses: Course[] = [];
  try {
    for (const size of sizes) {
      const graph = await startGraph({ incidents: size });
      courses.push({ size, graph, worker: await sweeping(graph), order: { tenants: [TENANT_ID] } });
    }
    const rounds = await run(plan, courses);
    const what = `growth of a sweep with its incidents (${sizes.join(', ')})`;
    const time = grown(`${what}: exponent of time`, courses, rounds, ({ ms }) => ms, 'ms');
    if (rounds.flat().some(({ peak }) => peak === undefined)) return [time];
    return [time, grown(`${what}: exponent of peak memory`, courses, rounds, ({ peak }) => peak ?? 0, 'MB')];
  } finally {
    await end(courses);
  }
}

async function byTenants(plan: Plan): Promise<Outcome> {
  const sizes = plan.quick ? [1, 5] : [1, 10, 100];
  const graph = await startGraph({ incidents: 400 });
  const worker = await sweeping(graph);
  const courses = sizes.map((size) => ({
    size,
    graph,
    worker,
    order: { tenants: Array.from({ length: size }, (_, index) => `tenant-${index}-of-${size}`) },
    looks: Math.ceil(SWEEPS / size),
  }));
  try {
    const rounds = await run(plan, courses);
    const claim = `growth of a sweep with the tenants in one store (${sizes.join(', ')}): exponent of time`;
    return grown(claim, courses, rounds, ({ ms }) => ms, 'ms');
  } finally {
    await worker.stop();
    await graph.close();
  }
}

async function bySubscriptions(plan: Plan): Promise<Outcome> {
  const sizes = plan.quick ? [5, 25] : [10, 100, 1_000];
  const graph = await startGraph({ incidents: 400 });
  const worker = await sweeping(graph);
  const courses = sizes.map((size) => ({
    size,
    graph,
    worker,
    order: { tenants: [`subscribed-${size}`], subscriptions: size },
  }));
  try {
    const rounds = await run(plan, courses);
    const claim = `growth of a sweep with its subscriptions (${sizes.join(', ')}): exponent of time`;
    return grown(claim, courses, rounds, ({ ms }) => ms, 'ms');
  } finally {
    await worker.stop();
    await graph.close();
  }
}

function sweeping(graph: Graph): Promise<Sweeping> {
  return startWorker('sweep', { graph: graph.origin } satisfies SweepSettings);
}

/** The reports of each round, in the order of the courses; the first look of each is left out. */
async function run({ rounds, progress }: Plan, courses: readonly Course[]) {
  const taken = courses.map(() => 0);
  const look = async ({ graph, worker, order, size }: Course, index: number): Promise<SweepReport> => {
    const before = taken[index] ?? 0;
    taken[index] = before + 1;
    graph.version(before % 2);
    const report = await worker.ask(order);
    progress(`look ${before}, ${size}: ${report.ms.toFixed(0)} ms`);
    return report;
  };
  for (const [index, course] of courses.entries()) await look(course, index);
  const reports: SweepReport[][] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const reported: SweepReport[] = [];
    for (const [index, course] of courses.entries()) {
      const looks: SweepReport[] = [];
      for (let left = course.looks ?? 1; left > 0; left -= 1) looks.push(await look(course, index));
      reported.push(meanOf(looks));
    }
    reports.push(reported);
  }
  return reports;
}

function meanOf(reports: readonly SweepReport[]): SweepReport {
  const peaks = reports.flatMap(({ peak }) => peak ?? []);
  return { ms: mean(reports.map(({ ms }) => ms)), ...(peaks.length > 0 ? { peak: mean(peaks) } : {}) };
}

function grown(
  claim: string,
  courses: readonly Course[],
  rounds: readonly (readonly SweepReport[])[],
  costOf: (report: SweepReport) => number,
  unit: string,
): Outcome {
  const costs = rounds.map((reports) => reports.map(costOf));
  const runs = costs.map((round) =>
    exponent(round.map((cost, index) => ({ size: courses[index]?.size ?? 0, cost }))),
  );
  const figures: Figure[] = courses.map(({ size }, index) => ({
    what: String(size),
    unit,
    ...spreadOf(costs.map((round) => round[index] ?? 0)),
  }));
  return judged({ claim, runs, unit: '', figures, atMost: 1 });
}

async function end(courses: readonly Course[]): Promise<void> {
  for (const { worker, graph } of courses) {
    await worker.stop();
    await graph.close();
  }
}
