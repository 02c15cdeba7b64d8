import { startEcho, startRolecall, type Running } from './bots';
import { compared, type Bench } from './claim';
import { contest, IN_FLIGHT } from './contest';
import { startChannel } from './doubles/channel';
import { ALERTS, createDriver } from './doubles/driver';
import { startGraph } from './doubles/graph';

interface Action {
  readonly type?: unknown;
  readonly title?: unknown;
  readonly verb?: unknown;
  readonly data?: unknown;
}

/** A press of "Open" to the new card in its answer, against an echo of text. */
export const press: Bench = {
  name: 'press',
  async run(plan) {
    const [channel, graph] = await Promise.all([startChannel(), startGraph()]);
    const bots: Running[] = [];
    try {
      const rolecall = await startRolecall(graph.origin);
      bots.push(rolecall);
      const echo = await startEcho();
      bots.push(echo);
      const driver = createDriver(channel.serviceUrl);
      await driver.drive(rolecall.endpoint, ALERTS, { count: 1, inFlight: 1 });
      driver.close();
      const pressed = {
        type: 'invoke',
        name: 'adaptiveCard/action',
        replyToId: 'm1',
        value: { action: buttonIn(JSON.parse(channel.last()), 'Open'), trigger: 'manual' },
      };
      const field = [
        { bot: rolecall, said: pressed },
        { bot: echo, said: ALERTS },
      ];
      const [ours, theirs] = await contest(plan, field, channel.serviceUrl);
      if (!ours || !theirs) return [];
      return [
        compared({
          claim: `a press to its new card: p95 against the echo of text, ${IN_FLIGHT} in flight`,
          ours: { what: 'Rolecall', runs: ours.p95 },
          theirs: { what: theirs.what, runs: theirs.p95 },
          unit: 'ms',
          atMost: 1.2,
          note: `${ours.perSecond.map((rate) => rate.toFixed(0)).join(', ')} presses a second.`,
        }),
      ];
    } finally {
      for (const bot of bots) await bot.stop();
      await Promise.all([channel.close(), graph.close()]);
    }
  },
};

function buttonIn(node: unknown, title: string): Action {
  const found = [...actionsIn(node)].find((action) => action.title === title);
  if (!found) throw new Error(`No button ${title} on the card.`);
  return found;
}

function* actionsIn(node: unknown): Generator<Action> {
  if (typeof node !== 'object' || node === null) return;
  if ((node as Action).type === 'Action.Execute') yield node as Action;
  for (const child of Object.values(node)) yield* actionsIn(child);
}
