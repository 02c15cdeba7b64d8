import { startBot, type WholeBot } from '../support/whole-bot';
import { seen } from '../support/seen-card';

let talk: WholeBot;

beforeEach(async () => {
  talk = await startBot();
});
afterEach(() => talk.close());

/** One look at the tenant, and all that it has to say is sent. */
async function sweepAndSend(posts: number): Promise<void> {
  await talk.watch.sweepNow();
  await talk.passUntil(() => talk.notifier.sent.length >= posts);
}

const heard = () =>
  talk.notifier.sent.map(({ how, activityId, above, message }) => ({
    how,
    on: above ?? activityId,
    says: message.summary,
  }));

it('a posted card that somebody pages through is replaced all the same once its incidents are gone', async () => {
  await talk.watch.sweepNow();
  await talk.say('subscribe outside-pim all', { where: 'channel' });
  talk.watch.start();
  talk.event('storm', { count: 3, scan: true });
  await sweepAndSend(1);
  const [post] = talk.notifier.sent;
  const channel = { where: 'channel', with: { replyToId: post?.activityId ?? '' } } as const;

  const page = await talk.press(seen(post?.message.card), 'Incidents', {}, channel);
  talk.event('remediated-elsewhere', { count: 40, scan: true });
  await sweepAndSend(3);

  expect(page.text).toContain('7 assignments');
  expect(heard()).toEqual([
    { how: 'post', on: post?.activityId, says: '3 new: Roles are assigned outside PIM' },
    { how: 'reply', on: post?.activityId, says: '7 gone: Roles are assigned outside PIM' },
    { how: 'update', on: post?.activityId, says: '3 gone: Roles are assigned outside PIM' },
  ]);
});

it('what comes of a press on a posted card is said in its thread, and the card goes on telling what is left', async () => {
  await talk.watch.sweepNow();
  await talk.say('subscribe outside-pim all', { where: 'channel' });
  talk.watch.start();
  talk.event('storm', { count: 3, scan: true });
  await sweepAndSend(1);
  const [post] = talk.notifier.sent;
  const channel = { where: 'channel', with: { replyToId: post?.activityId ?? '' } } as const;

  const question = await talk.press(seen(post?.message.card), 'Remediate', {}, channel);
  await talk.press(question, 'Confirm', { reason: 'Nobody asked for it' }, channel);
  await talk.passUntil(() => talk.notifier.sent.length >= 5);

  const thread = talk.notifier.sent.find(({ how }) => how === 'reply')?.activityId;
  expect(heard()).toEqual([
    { how: 'post', on: post?.activityId, says: '3 new: Roles are assigned outside PIM' },
    { how: 'reply', on: post?.activityId, says: expect.stringContaining('Remediated: Contractor') },
    { how: 'update', on: thread, says: expect.stringContaining('Remediated: Contractor') },
    { how: 'reply', on: post?.activityId, says: '1 gone: Roles are assigned outside PIM' },
    { how: 'update', on: post?.activityId, says: '2 new: Roles are assigned outside PIM' },
  ]);
});

it('a request made on a posted card waits in its own card in the thread', async () => {
  await talk.close();
  talk = await startBot({ policy: { twoPerson: 'all' } });
  await talk.watch.sweepNow();
  await talk.say('subscribe outside-pim all', { where: 'channel' });
  talk.watch.start();
  talk.event('outside-pim', { count: 1, scan: true });
  await sweepAndSend(1);
  const [post] = talk.notifier.sent;
  const channel = { where: 'channel', with: { replyToId: post?.activityId ?? '' } } as const;

  const question = await talk.press(seen(post?.message.card), 'Remediate', {}, channel);
  await talk.press(question, 'Confirm', { reason: 'Nobody asked for it' }, channel);
  await talk.passUntil(() => talk.notifier.sent.length >= 3);

  expect(heard().slice(1)).toEqual([
    { how: 'reply', on: post?.activityId, says: expect.stringMatching(/^A second person is needed/) },
    { how: 'update', on: post?.activityId, says: '1 new: Roles are assigned outside PIM' },
  ]);
});

it('what comes late of a press on a posted card does not take its place for everybody', async () => {
  await talk.watch.sweepNow();
  await talk.say('subscribe outside-pim all', { where: 'channel' });
  talk.watch.start();
  talk.event('outside-pim', { count: 1, scan: true });
  await sweepAndSend(1);
  const [post] = talk.notifier.sent;
  const channel = { where: 'channel', with: { replyToId: post?.activityId ?? '' } } as const;
  await talk.watch.stop();
  await talk.pass(10_000);
  await talk.fault('slow', { match: 'GET', delayMs: 6000 });

  const pressed = talk.press(seen(post?.message.card), 'Incidents', {}, channel);
  await talk.until(() => talk.clock.sleepers() > 1);
  await talk.clock.advance(4000);
  const working = await pressed;
  await talk.clock.advance(6000);
  await talk.passUntil(() => talk.notifier.sent.length >= 3);

  expect(working.text).toContain('Working');
  expect(heard().slice(1)).toEqual([
    { how: 'reply', on: post?.activityId, says: expect.stringContaining('assignments') },
    { how: 'update', on: post?.activityId, says: '1 new: Roles are assigned outside PIM' },
  ]);
});
