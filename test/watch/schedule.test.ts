import { silentLog } from '../../src/lib/log';
import { systemRandom } from '../../src/lib/random';
import { createSchedule } from '../../src/watch/schedule';
import { fakeClock } from '../support/clock';
import { TENANT } from '../support/fakes';

const HOUR = 3_600_000;

test('sweeps go on when the clock is set back by hours', async () => {
  const time = fakeClock();
  let setBack = 0;
  const clock = { ...time, now: () => time.now() - setBack };
  const sweeps: number[] = [];
  const told = (): Promise<void> => Promise.resolve();
  const schedule = createSchedule({
    tenantId: TENANT,
    cron: '* * * * *',
    look: () => {
      sweeps.push(clock.now());
      return Promise.resolve({} as never);
    },
    health: { swept: told, sweepFailed: told, sweepOverdue: told } as never,
    store: {
      knowledge: { history: () => Promise.resolve(sweeps.slice(-1).map((at) => ({ at, bySlug: {} }))) },
    } as never,
    clock,
    random: systemRandom,
    log: silentLog,
  });
  schedule.start();
  await time.advance(3 * 60_000);
  const before = sweeps.length;

  setBack = 3 * HOUR;
  await time.advance(3 * 60_000);

  expect(before).toBeGreaterThanOrEqual(3);
  expect(sweeps.length - before).toBeGreaterThanOrEqual(3);
  expect(sweeps.length - before).toBeLessThanOrEqual(5);
  await time.settle(schedule.stop());
});
