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
