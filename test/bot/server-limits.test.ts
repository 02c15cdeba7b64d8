import { createCommandLimits } from '../../src/bot/limits';

test('a person may command so often, then is told how long to wait', async () => {
  const limits = createCommandLimits({ commands: 2, seconds: 30 });

  const answers = [await limits.allow('u1'), await limits.allow('u1'), await limits.allow('u1')];

  expect(answers.slice(0, 2)).toEqual([{ ok: true }, { ok: true }]);
  const third = answers[2];
  const wait = third && !third.ok ? third.retryInSeconds : 0;
  expect(wait).toBeGreaterThanOrEqual(1);
  expect(wait).toBeLessThanOrEqual(30);
});

test('one person does not use up the share of another', async () => {
  const limits = createCommandLimits({ commands: 1, seconds: 30 });
  await limits.allow('u1');

  const answers = await Promise.all([limits.allow('u1'), limits.allow('u2')]);

  expect(answers.map(({ ok }) => ok)).toEqual([false, true]);
});
