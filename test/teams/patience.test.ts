import { DeliveryError, type Notifier } from '../../src/ports/notifier';
import { patient, patiently } from '../../src/teams/patience';
import { fakeClock } from '../support/clock';

const tooMuch = (retryAfterSeconds?: number, status = 429): DeliveryError =>
  new DeliveryError('The channel is asked too much.', {
    outcome: 'retry',
    status,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });

/** Work that meets these, one each, and then succeeds; and when it was tried, in milliseconds from the start. */
function meeting(...failures: readonly Error[]) {
  const clock = fakeClock();
  const begun = clock.now();
  const tries: number[] = [];
  const work = (): Promise<string> => {
    const failure = failures[tries.length];
    tries.push(clock.now() - begun);
    return failure ? Promise.reject(failure) : Promise.resolve('there');
  };
  return { clock, tries, work };
}

test('an answer that is too much for the channel is sent again after the wait it asks for', async () => {
  const { clock, tries, work } = meeting(tooMuch(2.5), tooMuch(4));

  expect(await clock.settle(patiently(clock, work))).toBe('there');
  expect(tries).toEqual([0, 2500, 6500]);
});

test('without a wait asked for, it is waited longer each time', async () => {
  const { clock, tries, work } = meeting(tooMuch(), tooMuch(undefined, 412), tooMuch(0));

  await clock.settle(patiently(clock, work));

  expect(tries).toEqual([0, 500, 1500, 3500]);
});

test('nobody waits longer than half a minute', async () => {
  const long = meeting(tooMuch(31));
  const often = meeting(...Array.from({ length: 100 }, () => tooMuch(9)));

  await expect(long.clock.settle(patiently(long.clock, long.work))).rejects.toMatchObject({ status: 429 });
  await expect(often.clock.settle(patiently(often.clock, often.work))).rejects.toMatchObject({ status: 429 });
  expect(long.tries).toEqual([0]);
  expect(often.tries).toEqual([0, 9000, 18_000, 27_000]);
});

test.each([
  ['may have arrived', new DeliveryError('No answer.', { outcome: 'uncertain' })],
  ['had no connection', new DeliveryError('No connection.', { outcome: 'retry' })],
  ['is refused', new DeliveryError('No.', { outcome: 'refused', status: 400 })],
  ['met a fault of ours', new TypeError('not a function')],
])('what %s is not sent again', async (_what, failure) => {
  const { clock, tries, work } = meeting(failure);

  await expect(patiently(clock, work)).rejects.toBe(failure);
  expect(tries).toEqual([0]);
});

test('each call of a patient notifier is patient, and keeps what it was given', async () => {
  const { clock, tries, work } = meeting(tooMuch(1));
  const given: unknown[][] = [];
  const call = async (...all: unknown[]): Promise<never> => {
    given.push(all);
    return { activityId: await work() } as never;
  };
  const notifier = patient({ post: call, reply: call, update: call }, clock);
  const all = [{ id: 'c1' }, 'a1', { summary: 'Done' }] as unknown as Parameters<Notifier['reply']>;

  expect(await clock.settle(notifier.reply(...all))).toEqual({ activityId: 'there' });
  expect(tries).toEqual([0, 1000]);
  expect(given).toEqual([all, all]);
});
