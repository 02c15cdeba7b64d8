import type { Plan } from './claim';
import type { Running } from './bots';
import { createDriver, type Drive } from './doubles/driver';
import { percentile } from './statistics';

export interface Contestant {
  readonly bot: Running;
  readonly said: Readonly<Record<string, unknown>>;
}

export interface Runs {
  readonly what: string;
  readonly perSecond: readonly number[];
  /** Milliseconds. */
  readonly p95: readonly number[];
  readonly seconds: number;
  readonly commands: number;
}

export const IN_FLIGHT = 16;

/** Each round each of them once, one after the other, so that all meet the same machine. */
export async function contest(
  plan: Plan,
  contestants: readonly Contestant[],
  serviceUrl: string,
): Promise<readonly Runs[]> {
  const driver = createDriver(serviceUrl);
  const size = { count: plan.quick ? 400 : 1_200, inFlight: IN_FLIGHT };
  const drives: Drive[][] = contestants.map(() => []);
  try {
    // Nobody is new to the bot afterwards, and the compiler has done its work.
    for (const { bot, said } of contestants) {
      plan.progress(`warming up: ${bot.what}`);
      await driver.drive(bot.endpoint, said, { ...size, count: plan.quick ? 400 : 1_500 });
    }
    for (let round = 0; round < plan.rounds; round += 1) {
      for (const [index, { bot, said }] of contestants.entries()) {
        const drive = await driver.drive(bot.endpoint, said, size);
        drives[index]?.push(drive);
        plan.progress(`round ${round + 1}, ${bot.what}: ${drive.perSecond.toFixed(0)} turns a second`);
      }
    }
  } finally {
    driver.close();
  }
  return contestants.map(({ bot }, index) => {
    const done = drives[index] ?? [];
    return {
      what: bot.what,
      perSecond: done.map((drive) => drive.perSecond),
      p95: done.map(({ latencies }) => percentile(latencies, 0.95)),
      seconds: done.reduce((sum, { seconds }) => sum + seconds, 0),
      commands: done.reduce((sum, { latencies }) => sum + latencies.length, 0),
    };
  });
}
