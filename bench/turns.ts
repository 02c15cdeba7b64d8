import { HERE, rivals, startEcho, startRolecall, type Running, type Runtime } from './bots';
import { compared, judged, notMeasured, type Bench, type Outcome, type Plan } from './claim';
import { contest, IN_FLIGHT, type Runs } from './contest';
import { startChannel } from './doubles/channel';
import { ALERTS } from './doubles/driver';
import { startGraph } from './doubles/graph';

const SNAPSHOT_SECONDS = 5;

/** The whole way of a command: HTTP in, Graph, card out to the connector, against bots that only send the text back. */
export const turns: Bench = {
  name: 'turns',
  async run(plan) {
    const field = rivals();
    const startersOn = (runtime: Runtime): readonly (() => Promise<Running>)[] =>
      field.flatMap(({ on, start }) => (on === runtime ? [() => start(runtime)] : []));
    const elsewhere = field.flatMap(({ on }) => (typeof on === 'string' || on === HERE ? [] : [on]));
    const here = await meeting(plan, HERE, [startEcho, ...startersOn(HERE)]);
    const outcomes = [...here.outcomes];
    // Who needs another Node.js meets Rolecall on that one.
    for (const runtime of elsewhere) {
      outcomes.push(...(await meeting(plan, runtime, startersOn(runtime))).outcomes);
    }
    const missing = field.flatMap(({ name, on }) =>
      typeof on === 'string'
        ? [notMeasured(`alerts: turns a second against the echo on ${name}`, 'at least 1x', on)]
        : [],
    );
    return [...outcomes, ...missing, here.reads];
  },
};

interface Meeting {
  readonly outcomes: readonly Outcome[];
  /** What Rolecall asked of Graph meanwhile. */
  readonly reads: Outcome;
}

async function meeting(
  plan: Plan,
  runtime: Runtime,
  others: readonly (() => Promise<Running>)[],
): Promise<Meeting> {
  const [channel, graph] = await Promise.all([startChannel(), startGraph()]);
  const bots: Running[] = [];
  try {
    bots.push(await startRolecall(graph.origin, runtime));
    for (const other of others) bots.push(await other());
    const from = performance.now();
    graph.clear();
    const contestants = bots.map((bot) => ({ bot, said: ALERTS }));
    const [ours, ...theirs] = await contest(plan, contestants, channel.serviceUrl);
    if (!ours) throw new Error('Nobody has run.');
    const elapsed = (performance.now() - from) / 1000;
    return {
      outcomes: theirs.flatMap((their) => against(ours, their, runtime)),
      reads: readsOf(ours, graph.requests(), elapsed),
    };
  } finally {
    for (const bot of bots) await bot.stop();
    await Promise.all([channel.close(), graph.close()]);
  }
}

function against(ours: Runs, theirs: Runs, { version }: Runtime): readonly Outcome[] {
  const sides = (of: 'perSecond' | 'p95') => ({
    ours: { what: 'Rolecall', runs: ours[of] },
    theirs: { what: theirs.what, runs: theirs[of] },
  });
  return [
    compared({
      claim: `alerts: turns a second against the ${theirs.what}, ${IN_FLIGHT} in flight`,
      ...sides('perSecond'),
      unit: '/s',
      atLeast: 1,
      note: `Both on Node.js ${version}.`,
    }),
    compared({
      claim: `alerts: p95 of the whole way against the ${theirs.what}, ${IN_FLIGHT} in flight`,
      ...sides('p95'),
      unit: 'ms',
      atMost: 1,
    }),
  ];
}

/** Counted from the first command to the last, the pauses in which others were driven included. */
function readsOf(ours: Runs, requests: number, elapsed: number): Outcome {
  const lifetimes = Math.ceil(elapsed / SNAPSHOT_SECONDS) + 1;
  return judged({
    claim: 'alerts under load: Graph requests for each lifetime of a snapshot',
    runs: [requests / lifetimes],
    unit: 'x',
    atMost: 1,
    note: `${requests} requests in ${elapsed.toFixed(0)} s; one read for each command would have been more than ${ours.commands}. A card says when it was read, at most ${SNAPSHOT_SECONDS} s ago.`,
  });
}
