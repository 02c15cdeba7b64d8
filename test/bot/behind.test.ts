import { PassThrough } from 'node:stream';
import { createBehind } from '../../src/bot/behind';
import { createLog } from '../../src/lib/log';
import { fakeClock } from '../support/clock';

function setUp() {
  const lines = new PassThrough();
  const clock = fakeClock();
  const behind = createBehind({ clock, log: createLog('info', lines) });
  return { clock, behind, logged: () => String(lines.read() ?? '') };
}

function deferred() {
  let [resolve, reject] = [(): void => undefined, (_error: Error): void => undefined];
  const promise = new Promise<void>((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
}

const never = new Promise<never>(() => undefined);

test('a turn holds its request up until it has ended, and no timer is left', async () => {
  const { clock, behind } = setUp();

  await behind.promptly(Promise.resolve());

  expect(clock.sleepers()).toBe(0);
});

test('a turn holds its request up for less than the 15 seconds after which Teams sends it again', async () => {
  const { clock, behind } = setUp();
  let answered = false;

  void behind.promptly(never).then(() => (answered = true));
  await clock.advance(9000);
  const soon = answered;
  await clock.advance(2000);

  expect([soon, answered]).toEqual([false, true]);
});

test('a failure is the caller’s while its request waits, and a line of the log afterwards', async () => {
  const { clock, behind, logged } = setUp();
  const late = deferred();

  await expect(behind.promptly(Promise.reject(new Error('At once')))).rejects.toThrow('At once');
  await clock.settle(behind.promptly(late.promise));
  late.reject(new Error('Later'));
  await behind.settled();

  expect(clock.sleepers()).toBe(0);
  expect(JSON.parse(logged())).toMatchObject({ msg: 'work behind a card failed', what: 'Later' });
});

test('the end is waited for, and the end of what has begun on the way', async () => {
  const { behind } = setUp();
  const first = deferred();
  const second = deferred();
  let settled = false;

  behind.run(async () => {
    await first.promise;
    behind.run(() => second.promise);
  });
  void behind.settled().then(() => (settled = true));
  first.resolve();
  await new Promise(setImmediate);
  const early = settled;
  second.resolve();
  await new Promise(setImmediate);

  expect([early, settled]).toEqual([false, true]);
});
