import { DeliveryError } from '../../src/ports/notifier';
import { defaultLimits } from '../../src/watch/limits';
import { mostWithin } from '../support/windows';
import { TENANT } from '../support/fakes';
import { aWatch, type AWatch } from './fixture';

const TRAVEL_MS = 30;
/** What Teams allows a bot in a tenant, and in one conversation. */
const IN_A_TENANT = { most: 50, ms: 1_000 };
const IN_A_CONVERSATION = [
  { most: 7, ms: 1_000 },
  { most: 8, ms: 2_000 },
  { most: 60, ms: 30_000 },
  { most: 1_800, ms: 3_600_000 },
];

// A thousand posts are written, claimed, sent and noted one by one: on a busy machine that takes a while.
jest.setTimeout(120_000);

describe('very many conversations that want to know of one incident', () => {
  let watch: AWatch;

  beforeEach(async () => {
    watch = await aWatch();
  });

  afterEach(() => watch.close());

  /** The channel refuses whatever its limits do not allow; how often it did. */
  function enforceLimits(): () => number {
    const arrivals: number[] = [];
    const to = new Map<string, number[]>();
    let refused = 0;
    const exceeds = (times: readonly number[], { most, ms }: { most: number; ms: number }) => {
      const oldest = times.at(-most);
      return oldest !== undefined && watch.clock.now() - oldest < ms;
    };
    watch.notifier.travelMs = () => TRAVEL_MS;
    watch.notifier.answer = (_how, conversationId) => {
      const here = to.get(conversationId) ?? [];
      if (exceeds(arrivals, IN_A_TENANT) || IN_A_CONVERSATION.some((limit) => exceeds(here, limit))) {
        refused += 1;
        return new DeliveryError('too fast', { outcome: 'retry', status: 429, retryAfterSeconds: 1 });
      }
      arrivals.push(watch.clock.now());
      to.set(conversationId, [...here, watch.clock.now()]);
      return undefined;
    };
    return () => refused;
  }

  test.each([
    { conversations: 150, replicas: 1, perSecond: defaultLimits.perSecond },
    { conversations: 1_000, replicas: 2, perSecond: IN_A_TENANT.most },
  ])(
    'are all told, none is refused, and nearly all of the pace is used: $conversations by $replicas at $perSecond a second',
    async ({ conversations, replicas, perSecond }) => {
      for (let index = 0; index < conversations; index += 1) await watch.subscribe(`channel-${index}`);
      const refused = enforceLimits();
      const limits = { ...defaultLimits, perSecond };
      const senders = [];
      for (let index = 0; index < replicas; index += 1) senders.push((await watch.replica(limits)).sender);
      await watch.sweep();
      watch.tenant.raise('stale', 'Diego');
      await watch.sweep();

      for (const sender of senders) sender.start();
      await watch.clock.advance(2_000 + (conversations / perSecond) * 1_100);
      for (const sender of senders) await watch.clock.settle(sender.stop());

      const times = watch.notifier.sent.map(({ at }) => at);
      const seconds = ((times.at(-1) ?? 0) - (times[perSecond - 1] ?? 0)) / 1_000;
      const rate = (conversations - perSecond) / seconds;
      expect(new Set(watch.notifier.sent.map(({ conversationId }) => conversationId)).size).toBe(
        conversations,
      );
      expect(watch.notifier.sent).toHaveLength(conversations);
      expect(refused()).toBe(0);
      expect(mostWithin(times, 1_000)).toBeLessThanOrEqual(perSecond);
      expect(rate / perSecond).toBeGreaterThan(0.9);
      expect(await watch.store.outbox.depth(TENANT)).toMatchObject({ pending: 0, dead: 0 });
    },
  );
});
