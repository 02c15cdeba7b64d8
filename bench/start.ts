import { startEcho, startRolecall, type Running } from './bots';
import { compared, type Bench } from './claim';
import { startGraph } from './doubles/graph';

/** From the start of the process to its word that it takes activities. */
export const start: Bench = {
  name: 'start',
  async run({ rounds, progress }) {
    const graph = await startGraph();
    try {
      const once = async (begin: () => Promise<Running>): Promise<number> => {
        const bot = await begin();
        await bot.stop();
        progress(`${bot.what}: ready after ${bot.readyMs.toFixed(0)} ms`);
        return bot.readyMs;
      };
      const rolecall = () => startRolecall(graph.origin);
      // The first of each reads its files from the disk.
      await once(rolecall);
      await once(startEcho);
      const [ours, theirs]: [number[], number[]] = [[], []];
      for (let round = 0; round < rounds; round += 1) {
        ours.push(await once(rolecall));
        theirs.push(await once(startEcho));
      }
      return [
        compared({
          claim: 'start: process to ready, against the start of the echo bot',
          ours: { what: 'Rolecall', runs: ours },
          theirs: { what: 'echo on botbuilder', runs: theirs },
          unit: 'ms',
          atMost: 0.7,
        }),
      ];
    } finally {
      await graph.close();
    }
  },
};
