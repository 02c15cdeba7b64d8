import { setImmediate as endOfTurn } from 'node:timers/promises';

interface Asked<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does in one go, and so with one commit, what is asked for within one turn of the event loop; what is asked for meanwhile is done in the
 * next go. `work` answers for each item, in their order. Where it fails for several they are done one by one, so that none fails for another.
 */
export function grouped<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  const waiting: Asked<Item, Result>[] = [];
  let isUnderWay = false;

  async function go(): Promise<void> {
    isUnderWay = true;
    while (waiting.length > 0) {
      await endOfTurn();
      await settle(waiting.splice(0));
    }
    isUnderWay = false;
  }

  async function settle(all: readonly Asked<Item, Result>[]): Promise<void> {
    try {
      const results = await work(all.map(({ item }) => item));
      for (const [index, { resolve }] of all.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (all.length > 1) await Promise.all(all.map((one) => settle([one])));
      else all[0]?.reject(error);
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!isUnderWay) void go();
    });
}
