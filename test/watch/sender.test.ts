import { DeliveryError, type DeliveryOutcome } from '../../src/ports/notifier';
import type { NewPost } from '../../src/ports/outbox';
import { defaultLimits } from '../../src/watch/limits';
import { contentOf } from '../../src/watch/post';
import { aConversation, OTHER_TENANT, TENANT } from '../support/fakes';
import { mostWithin } from '../support/windows';
import { aWatch, type AWatch } from './fixture';

const HOUR = 3_600_000;

function failure(outcome: DeliveryOutcome, status?: number, retryAfterSeconds?: number): DeliveryError {
  return new DeliveryError('no', {
    outcome,
    code: outcome,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

function news(conversationId: string, detail: string, tenantId = TENANT): NewPost {
  const content = contentOf({ kind: 'health', trouble: 'sweep-failed', healed: false, since: 0, detail });
  return { tenantId, conversationId, dedupeKey: `${conversationId} ${detail}`, op: 'post', content };
}

describe('the sender', () => {
  let watch: AWatch;

  beforeEach(async () => {
    watch = await aWatch();
    await watch.subscribe('soc');
  });

  afterEach(() => watch.close());

  const add = (...details: readonly string[]) =>
    watch.store.outbox.add(details.map((detail) => news('soc', detail)));
  const depth = () => watch.store.outbox.depth(TENANT);
  const details = () =>
    watch.notifier.sent.map(({ message }) => /detail-\d+/.exec(JSON.stringify(message))?.[0]);

  /** Runs the loop itself over so much time. */
  async function runFor(ms: number): Promise<void> {
    watch.sender.start();
    await watch.clock.advance(ms);
    await watch.clock.settle(watch.sender.stop());
  }

  test('sends in order, and each post once', async () => {
    await add('detail-1', 'detail-2', 'detail-3');
    await add('detail-2');

    await runFor(10_000);

    expect(details()).toEqual(['detail-1', 'detail-2', 'detail-3']);
    expect(await depth()).toMatchObject({ pending: 0, dead: 0 });
  });

  test('shares the outbox with other replicas, and none sends what another has', async () => {
    const other = await watch.replica();
    await add(...Array.from({ length: 8 }, (_, index) => `detail-${index}`));

    other.sender.start();
    await runFor(30_000);
    await watch.clock.settle(other.sender.stop());

    expect(details()).toHaveLength(8);
    expect(new Set(details()).size).toBe(8);
  });

  test('waits before it tries again, longer each time and never shorter than asked', async () => {
    const answers = [failure('retry', 503), failure('retry', 412), failure('retry', 429, 60)];
    watch.notifier.answer = () => answers.shift();
    await add('detail-1');

    await runFor(120_000);

    const [first = 0, ...rest] = watch.notifier.tries.map(({ at }) => at);
    const waits = rest.map((at) => at - first);
    expect(waits).toHaveLength(3);
    expect(waits[0]).toBeGreaterThanOrEqual(1_500);
    expect(waits[1]).toBeGreaterThanOrEqual(4_500);
    expect(waits[2]).toBeGreaterThanOrEqual(64_500);
    expect(details()).toEqual(['detail-1']);
  });

  test('holds the whole conversation for as long as the channel asked, and no other', async () => {
    await watch.subscribe('helpdesk');
    const answers = [failure('retry', 429, 60)];
    watch.notifier.answer = (_how, conversationId) =>
      conversationId === 'soc' ? answers.shift() : undefined;
    await add('detail-1', 'detail-2');
    await watch.store.outbox.add([news('helpdesk', 'detail-3')]);

    await runFor(30_000);
    const early = details();
    const again = await watch.replica();
    await watch.clock.advance(40_000);
    await watch.clock.settle(again.sender.drain());

    expect(early).toEqual(['detail-3']);
    expect(details()).toEqual(['detail-3', 'detail-1', 'detail-2']);
  });

  test('sends again what may have arrived, and counts it', async () => {
    const answers = [failure('uncertain', 502)];
    watch.notifier.after = () => answers.shift();
    await add('detail-1');

    await runFor(30_000);

    expect(details()).toEqual(['detail-1', 'detail-1']);
    expect(watch.sender.counts(TENANT)).toEqual({ later: 1, resent: 1 });
  });

  test('sends within half a minute what a process had in hand that died, and counts it', async () => {
    const killed = await watch.replica();
    watch.notifier.answer = () => 'hang';
    // It never comes back to say how the send went.
    Object.assign(killed.store.outbox, { later: () => new Promise(() => undefined) });
    await add('detail-1');
    killed.sender.start();
    await watch.clock.advance(1_000);
    watch.notifier.answer = () => undefined;

    watch.sender.start();
    await watch.clock.advance(20_000);
    const early = details().length;
    await watch.clock.advance(10_000);
    await watch.clock.settle(watch.sender.stop());

    expect(early).toBe(0);
    expect(details()).toEqual(['detail-1']);
    expect(watch.sender.counts(TENANT)).toEqual({ resent: 1 });
  });

  test('stops waiting for an answer after fifteen seconds, and goes on with the rest', async () => {
    await watch.subscribe('helpdesk');
    const answers = ['hang' as const];
    watch.notifier.answer = (_how, conversationId) =>
      conversationId === 'soc' ? answers.shift() : undefined;
    await add('detail-1');
    await watch.store.outbox.add([news('helpdesk', 'detail-2')]);

    await runFor(40_000);

    expect(details()).toEqual(['detail-2', 'detail-1']);
    expect(watch.sender.counts(TENANT)).toEqual({ later: 1, resent: 1, sent: 1 });
  });

  /** As often as anything is due, without the polling in between. */
  async function sendFor(ms: number): Promise<void> {
    const until = watch.clock.now() + ms;
    while (watch.clock.now() < until) {
      await watch.send();
      await watch.clock.advance(5 * 60_000);
    }
  }

  test('keeps trying through an outage of hours', async () => {
    watch.notifier.answer = () => failure('uncertain');
    await add('detail-1');
    await sendFor(2 * HOUR);
    watch.notifier.answer = () => undefined;

    await sendFor(10 * 60_000);

    expect(details()).toEqual(['detail-1']);
  });

  test('gives up even then after a day', async () => {
    watch.notifier.answer = () => failure('retry', 503);
    await add('detail-1');
    await watch.send();
    await watch.clock.advance(24 * HOUR);

    await watch.send();

    expect(await depth()).toMatchObject({ pending: 0, dead: 1 });
  });

  test('gives up after ten attempts where the post itself is at fault, and then lets the rest pass', async () => {
    const isBad = (message: object) => JSON.stringify(message).includes('detail-1');
    watch.notifier.answer = (_how, _id, message) => (isBad(message) ? failure('retry', 412) : undefined);
    await add('detail-1', 'detail-2');

    await sendFor(HOUR);

    expect(details()).toEqual(['detail-2']);
    expect(watch.notifier.tries).toHaveLength(11);
    expect(await watch.store.outbox.deadLetters(TENANT)).toHaveLength(1);
  });

  test('gives up a post that was refused, and sends it again when told to', async () => {
    const answers = [failure('refused', 413)];
    watch.notifier.answer = () => answers.shift();
    await add('detail-1', 'detail-2');
    await watch.send();
    const dead = await watch.store.outbox.deadLetters(TENANT);

    await watch.store.outbox.resend(TENANT);
    await watch.send();

    expect(dead.map(({ reason }) => reason)).toEqual(['refused']);
    expect(details()).toEqual(['detail-2', 'detail-1']);
  });

  test('gives up what nobody can draw any more', async () => {
    await watch.store.outbox.add([
      { ...news('soc', 'x'), content: { kind: 'from a later version', data: {} } },
    ]);

    await watch.send();

    expect(await watch.store.outbox.deadLetters(TENANT)).toHaveLength(1);
    expect(watch.notifier.tries).toEqual([]);
  });

  test('forgets a conversation that is lost, and tells the others once', async () => {
    await watch.subscribe('helpdesk');
    watch.notifier.answer = (_how, conversationId) =>
      conversationId === 'soc' ? failure('gone', 403) : undefined;
    await add('detail-1', 'detail-2');

    await watch.send();
    await watch.send();

    expect(watch.notifier.tries.filter(({ conversationId }) => conversationId === 'soc')).toHaveLength(1);
    expect(watch.notifier.summaries('helpdesk')).toEqual([
      'One of your conversations can no longer be reached',
    ]);
    expect(await watch.store.subscriptions.list(TENANT, 'soc')).toEqual([]);
    expect(await watch.store.conversations.get(TENANT, 'soc')).toBeUndefined();
  });

  test('tells that a conversation is back', async () => {
    await watch.subscribe('helpdesk');
    watch.notifier.answer = (_how, conversationId) =>
      conversationId === 'soc' ? failure('gone', 403) : undefined;
    await add('detail-1');
    await watch.send();
    await watch.store.conversations.save(aConversation('soc'));

    const outcome = await watch.sweep();
    if (outcome !== 'busy') await watch.health.swept(TENANT, outcome);
    await watch.send();

    expect(watch.notifier.summaries('helpdesk').at(-1)).toBe('The conversation can be reached again');
  });

  test('posts anew where the card to update is gone, and updates that one from then on', async () => {
    const update = (detail: string): NewPost => ({ ...news('soc', detail), op: 'update', cardKey: 'card' });
    const seen: string[] = [];
    watch.notifier.answer = (how) => {
      seen.push(how);
      return how === 'update' && seen.length === 2 ? failure('missing', 404) : undefined;
    };
    for (const detail of ['detail-1', 'detail-2', 'detail-3']) {
      await watch.store.outbox.add([update(detail)]);
      await watch.send();
    }

    expect(seen).toEqual(['post', 'update', 'post', 'update']);
    const [, anew, updated] = watch.notifier.sent;
    expect(updated?.activityId).toBe(anew?.activityId);
  });

  test('stays below the limits of a conversation and of the app', async () => {
    await watch.subscribe('helpdesk');
    for (const conversationId of ['soc', 'helpdesk'])
      await watch.store.outbox.add(
        Array.from({ length: 25 }, (_, index) => news(conversationId, `detail-${index}`)),
      );

    await runFor(40_000);

    expect(watch.notifier.sent).toHaveLength(50);
    for (const conversationId of ['soc', 'helpdesk']) {
      const times = watch.notifier.sent
        .filter((one) => one.conversationId === conversationId)
        .map(({ at }) => at);
      expect(mostWithin(times, 1_000)).toBeLessThanOrEqual(7);
      expect(mostWithin(times, 2_000)).toBeLessThanOrEqual(8);
      expect(mostWithin(times, 30_000)).toBeLessThanOrEqual(60);
    }
    expect(
      mostWithin(
        watch.notifier.sent.map(({ at }) => at),
        1_000,
      ),
    ).toBeLessThanOrEqual(25);
    expect(await watch.store.outbox.deadLetters(TENANT)).toEqual([]);
  });

  test('sends to very many conversations at no more than the app’s rate', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `channel-${index}`);
    for (const name of names) await watch.subscribe(name);
    await watch.store.outbox.add(names.map((name) => news(name, 'detail-1')));

    await runFor(4_000);

    expect(watch.notifier.sent).toHaveLength(60);
    expect(
      mostWithin(
        watch.notifier.sent.map(({ at }) => at),
        1_000,
      ),
    ).toBe(25);
  });

  test('claims several posts at once, and those that follow before a slot waits for them', async () => {
    const rooms = Array.from({ length: 100 }, (_, index) => `room-${index}`);
    for (const room of rooms) await watch.subscribe(room);
    await watch.store.outbox.add(rooms.map((room) => news(room, 'detail-1')));
    const claim = jest.spyOn(watch.store.outbox, 'claim');

    await runFor(5_000);

    expect(watch.notifier.sent).toHaveLength(rooms.length);
    const brought = await Promise.all(
      claim.mock.results.map(({ value }) => value as Promise<readonly unknown[]>),
    );
    const sizes = brought.map(({ length }) => length).filter((size) => size > 0);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(16);
    expect(sizes.length).toBeLessThanOrEqual(rooms.length / 8 + 1);
  });

  describe('where another tenant', () => {
    const rooms = Array.from({ length: 40 }, (_, index) => `room-${index}`);

    beforeEach(async () => {
      for (const room of rooms) await watch.subscribe(room, { tenantId: OTHER_TENANT });
    });

    test('gets no answer to any of its posts, sends as if it were not there', async () => {
      watch.notifier.answer = (_how, conversationId) => (rooms.includes(conversationId) ? 'hang' : undefined);
      await watch.store.outbox.add(rooms.map((room) => news(room, 'detail-0', OTHER_TENANT)));
      watch.sender.start();
      await watch.clock.advance(3_000);
      const hanging = watch.notifier.tries.length;

      await add('detail-1');
      await watch.clock.advance(2_000);
      await watch.clock.settle(watch.sender.stop());

      expect(hanging).toBe(defaultLimits.perSecond);
      expect(details()).toEqual(['detail-1']);
    });

    test('has very much to say, does not wait for the end of it', async () => {
      const many = rooms.flatMap((room) =>
        [1, 2, 3].map((index) => news(room, `other ${index}`, OTHER_TENANT)),
      );
      await watch.store.outbox.add(many);
      await add('detail-1');

      await runFor(2_000);

      expect(details().indexOf('detail-1')).toBeGreaterThanOrEqual(0);
      expect(details().indexOf('detail-1')).toBeLessThanOrEqual(16);
      expect(watch.notifier.sent.length).toBeLessThan(many.length);
      expect(watch.sender.counts(TENANT)).toEqual({ sent: 1 });
    });
  });

  test('stops within two seconds though the channel does not answer, and leaves the post to the next', async () => {
    watch.notifier.answer = () => 'hang';
    await add('detail-1');
    watch.sender.start();
    await watch.clock.advance(3_000);
    const began = watch.clock.now();

    await watch.clock.settle(watch.sender.stop());

    expect(watch.clock.now() - began).toBeLessThanOrEqual(2_000);
    expect(watch.clock.sleepers()).toBe(0);
    expect(await depth()).toMatchObject({ pending: 1 });
  });
});
