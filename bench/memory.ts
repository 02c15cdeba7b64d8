import { setTimeout as wait } from 'node:timers/promises';
import { startEcho, startRolecall, type Running } from './bots';
import { compared, notMeasured, type Bench } from './claim';
import { startGraph } from './doubles/graph';

const SETTLED_MS = 3_000;

/** What a bot holds of the machine's memory a few seconds after its start, when nobody has spoken to it. */
export const memory: Bench = {
  name: 'memory',
  async run({ rounds, quick }) {
    const claim = 'memory when idle, after the start, against the echo bot';
    if (process.platform !== 'linux') return [notMeasured(claim, 'at most 1.3x', 'It is read from /proc.')];
    const graph = await startGraph();
    try {
      const once = async (begin: () => Promise<Running>): Promise<number> => {
        const bot = await begin();
        await wait(quick ? 1_500 : SETTLED_MS);
        const held = bot.memory();
        await bot.stop();
        return held;
      };
      const [ours, theirs]: [number[], number[]] = [[], []];
      for (let round = 0; round < rounds; round += 1) {
        ours.push(await once(() => startRolecall(graph.origin)));
        theirs.push(await once(startEcho));
      }
      return [
        compared({
          claim,
          ours: { what: 'Rolecall', runs: ours },
          theirs: { what: 'echo on botbuilder', runs: theirs },
          unit: 'MB',
          atMost: 1.3,
        }),
      ];
    } finally {
      await graph.close();
    }
  },
};
