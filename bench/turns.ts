import { rivals, startEcho, startRolecall, type Running } from './bots';
import { compared, judged, notMeasured, type Bench, type Outcome } from './claim';
import { contest, IN_FLIGHT, type Runs } from './contest';
import { startChannel } from './doubles/channel';
import { ALERTS } from './doubles/driver';
import { startGraph } from './doubles/graph';

const SNAPSHOT_SECONDS = 5;

/** The whole way of a command: HTTP in, Graph, card out to the connector, against bots that only send the text back. */
export const turns: Bench = {
  name: 'turns',
  async run(plan) {
    const [channel, graph] = await Promise.all([startChannel(), startGraph()]);
    const bots: Running[] = [];
    try {
      const field = rivals();
      bots.push(await startRolecall(graph.origin), await startEcho());
      for (const rival of field) if (rival.missing === undefined) bots.push(await rival.start());
      const from = performance.now();
      graph.clear();
      const contestants = bots.map((bot) => ({ bot, said: ALERTS }));
      const [ours, ...theirs] = await contest(plan, contestants, channel.serviceUrl);
      if (!ours) return [];
      const elapsed = (performance.now() - from) / 1000;
      return [
        ...theirs.flatMap((their) => against(ours, their)),
        ...field.flatMap(({ name, missing }) =>
          missing === undefined
            ? []
            : [notMeasured(`alerts: turns a second against the echo on ${name}`, 'at least 1x', missing)],
        ),
        readsOf(ours, graph.requests(), elapsed),
      ];
    } finally {
      for (const bot of bots) await bot.stop();
      await Promise.all([channel.close(), graph.close()]);
    }
  },
};

function against(ours: Runs, theirs: Runs): readonly Outcome[] {
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
