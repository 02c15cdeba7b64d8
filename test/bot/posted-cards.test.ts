import { startBot, type WholeBot } from '../support/whole-bot';
import { seen } from '../support/seen-card';
import { DeliveryError } from '../../src/ports/notifier';

let talk: WholeBot;

beforeEach(async () => {
  talk = await startBot();
});
afterEach(() => talk.close());

/** A channel that subscribed to all of an alert has a post about what has happened since; presses of it come from there. */
async function posted(event: string, count: number) {
  await talk.watch.sweepNow();
  await talk.say('subscribe outside-pim all', { where: 'channel' });
  talk.watch.start();
  talk.event(event, { count, scan: true });
  await sweepAndSend(1);
  const [post] = talk.notifier.sent;
  const on = post?.activityId ?? '';
  return {
    on,
    card: seen(post?.message.card),
    channel: { where: 'channel', with: { replyToId: on } },
  } as const;
}

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
  const { on, card, channel } = await posted('storm', 3);

  const page = await talk.press(card, 'Incidents', {}, channel);
  talk.event('remediated-elsewhere', { count: 40, scan: true });
  await sweepAndSend(3);

  expect(page.text).toContain('7 assignments');
  expect(heard()).toEqual([
    { how: 'post', on, says: '3 new: Roles are assigned outside PIM' },
    { how: 'reply', on, says: '7 gone: Roles are assigned outside PIM' },
    { how: 'update', on, says: '3 gone: Roles are assigned outside PIM' },
  ]);
});

it('what comes of a press on a posted card is said in its thread, and the card goes on telling what is left', async () => {
  const { on, card, channel } = await posted('storm', 3);

  const question = await talk.press(card, 'Remediate', {}, channel);
  await talk.press(question, 'Confirm', { reason: 'Nobody asked for it' }, channel);
  await talk.passUntil(() => talk.notifier.sent.length >= 5);

  const thread = talk.notifier.sent.find(({ how }) => how === 'reply')?.activityId;
  expect(heard()).toEqual([
    { how: 'post', on, says: '3 new: Roles are assigned outside PIM' },
    { how: 'reply', on, says: expect.stringContaining('Remediated: Contractor') },
    { how: 'update', on: thread, says: expect.stringContaining('Remediated: Contractor') },
    { how: 'reply', on, says: '1 gone: Roles are assigned outside PIM' },
    { how: 'update', on, says: '2 new: Roles are assigned outside PIM' },
  ]);
});

it('a request made on a posted card waits in its own card in the thread', async () => {
  await talk.close();
  talk = await startBot({ policy: { twoPerson: 'all' } });
  const { on, card, channel } = await posted('outside-pim', 1);

  const question = await talk.press(card, 'Remediate', {}, channel);
  await talk.press(question, 'Confirm', { reason: 'Nobody asked for it' }, channel);
  await talk.passUntil(() => talk.notifier.sent.length >= 3);

  expect(heard().slice(1)).toEqual([
    { how: 'reply', on, says: expect.stringMatching(/^A second person is needed/) },
    { how: 'update', on, says: '1 new: Roles are assigned outside PIM' },
  ]);
});

it('what comes late of a press on a posted card does not take its place for everybody', async () => {
  const { on, card, channel } = await posted('outside-pim', 1);
  await talk.watch.stop();
  await talk.pass(10_000);
  await talk.fault('slow', { match: 'GET', delayMs: 6000 });

  const pressed = talk.press(card, 'Incidents', {}, channel);
  await talk.until(() => talk.clock.sleepers() > 1);
  await talk.clock.advance(4000);
  const working = await pressed;
  await talk.clock.advance(6000);
  await talk.passUntil(() => talk.notifier.sent.length >= 3);

  expect(working.text).toContain('Working');
  expect(heard().slice(1)).toEqual([
    { how: 'reply', on, says: expect.stringContaining('assignments') },
    { how: 'update', on, says: '1 new: Roles are assigned outside PIM' },
  ]);
});

it('what Teams does not take below a posted card takes its place once Teams takes it', async () => {
  const { on, card, channel } = await posted('storm', 3);
  talk.notifier.answer = () => new DeliveryError('Teams is away', { outcome: 'uncertain' });

  const question = await talk.press(card, 'Remediate', {}, channel);
  await talk.press(question, 'Confirm', { reason: 'Nobody asked for it' }, channel);
  await talk.bot.settled();
  talk.notifier.answer = () => undefined;
  await talk.passUntil(() => heard().some(({ says }) => says.includes('Remediated')));

  expect(heard()).toContainEqual({
    how: 'update',
    on,
    says: expect.stringContaining('Remediated: Contractor'),
  });
});
