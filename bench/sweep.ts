import { TENANT_ID } from '../src/sandbox/people';
import { postgresPrograms, startPostgres } from '../test/support/postgres';
import type { SweepOrder, SweepReport, SweepSettings } from './children/sweep';
import { compared, notMeasured, type Bench, type Outcome, type Plan } from './claim';
import { startGraph } from './doubles/graph';
import { startWorker, type Worker } from './workers';

type Sweeping = Worker<SweepOrder, SweepReport>;

/** A look at very many incidents of which one in a hundred has changed, against the least that such a look can cost. */
export const sweep: Bench = {
  name: 'sweep',
  async run(plan) {
    const count = plan.quick ? 2_000 : 100_000;
    const graph = await startGraph({ incidents: count });
    // With nothing set: unlike that of the tests, it writes to the disk what it commits.
    const database = postgresPrograms === undefined ? undefined : await startPostgres([]);
    const workers: Sweeping[] = [];
    const start = async (name: string, more: Partial<SweepSettings> = {}): Promise<Sweeping> => {
      const worker = await startWorker<SweepOrder, SweepReport>(name, { graph: graph.origin, ...more });
      workers.push(worker);
      return worker;
    };
    try {
      const floor = await start('floor');
      const embedded = await start('sweep');
      const postgres = database && (await start('sweep', { databaseUrl: await database.createDatabase() }));
      const field = [floor, embedded, ...(postgres ? [postgres] : [])];
      const reports = await passes(plan, graph, field);
      const [floors = [], embeddeds = [], postgreses] = reports;
      const outcomes = [
        ...against(count, 'embedded store', embeddeds, floors, 2),
        ...(postgreses ? against(count, 'PostgreSQL', postgreses, floors, 2.5) : []),
      ];
      if (postgreses) return outcomes;
      const claim = `a sweep over ${count} incidents, 1% changed, PostgreSQL: time against the floor`;
      return [...outcomes, notMeasured(claim, 'at most 2.5x', 'There is no PostgreSQL on this machine.')];
    } finally {
      for (const worker of workers) await worker.stop();
      await database?.stop();
      await graph.close();
    }
  },
};

/** The first look of each fills what it compares with. */
async function passes(
  { rounds, progress }: Plan,
  graph: { version(version: number): void },
  field: readonly Sweeping[],
): Promise<readonly (readonly SweepReport[])[]> {
  const reports: SweepReport[][] = field.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    graph.version(round % 2);
    for (const [index, worker] of field.entries()) {
      const report = await worker.ask({ tenants: [TENANT_ID] });
      progress(`look ${round}, ${index + 1} of ${field.length}: ${report.ms.toFixed(0)} ms`);
      if (round > 0) reports[index]?.push(report);
    }
  }
  return reports;
}

function against(
  count: number,
  store: string,
  ours: readonly SweepReport[],
  floors: readonly SweepReport[],
  most: number,
): readonly Outcome[] {
  const claim = `a sweep over ${count} incidents, 1% changed, ${store}`;
  const theirs = 'fetch, JSON.parse and a Map';
  const time = compared({
    claim: `${claim}: time against the floor`,
    ours: { what: 'Rolecall', runs: ours.map(({ ms }) => ms) },
    theirs: { what: theirs, runs: floors.map(({ ms }) => ms) },
    unit: 'ms',
    atMost: most,
  });
  const peaks = (reports: readonly SweepReport[]) =>
    reports.flatMap(({ peak }) => (peak === undefined ? [] : [peak]));
  if (peaks(ours).length === 0) return [time];
  const memory = compared({
    claim: `${claim}: peak memory above idle against the floor`,
    ours: { what: 'Rolecall', runs: peaks(ours) },
    theirs: { what: theirs, runs: peaks(floors) },
    unit: 'MB',
    atMost: 1.5,
  });
  return [time, memory];
}
