import { Cron } from 'croner';
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { DeadPost } from '../ports/outbox';
import { statusView } from '../views/status-view';
import type { Context, ReadCapability } from './capability';
import { countOf } from './counting';
import { isExactly } from './words';

/** Conversations named one by one; the number above them counts all. */
const MOST_PLACES = 8;

export const showStatus: ReadCapability<'status.show'> = {
  verb: 'status.show',
  effect: 'reads',
  help: {
    usage: 'status',
    summary: 'Whether Rolecall itself is well',
    examples: ['status'],
    command: 'status',
    group: 'watch',
  },
  input: z.object({}),
  fromText: (text) => (isExactly(text, 'status') ? {} : undefined),
  async run(_input, context) {
    const { store, tenantId, clock, policy, problems } = context;
    const [history, depth, subscriptions, found] = await Promise.all([
      store.knowledge.history(tenantId, 1),
      store.outbox.depth(tenantId),
      store.subscriptions.list(tenantId),
      problems(),
    ]);
    const now = clock.now();
    const last = history[0]?.at;
    const next = new Cron(policy.cron, { timezone: 'UTC' }).nextRun(new Date(now));
    const ago = (at: number): string =>
      DateTime.fromMillis(at).toRelative({ base: DateTime.fromMillis(now), locale: 'en' }) ?? '';
    // The store has a clock of its own, which may be a little ahead.
    const sinceThen = (at: number): string => (now - at < 1000 ? 'just now' : ago(at));
    const facts = [
      {
        label: 'Last check',
        value: last ? sinceThen(last) : 'not yet',
        good: last !== undefined,
      },
      {
        label: 'Next check',
        value: next ? ago(next.getTime()) : 'never: the schedule has no next time',
        good: next !== null,
      },
      { label: 'Subscriptions', value: String(subscriptions.length), good: true },
      { label: 'Posts waiting', value: String(depth.pending), good: depth.oldestMs < 10 * 60_000 },
      { label: 'Posts given up', value: String(depth.dead), good: depth.dead === 0 },
      ...(depth.dead === 0 ? [] : await givenUp(context, sinceThen)),
      {
        label: 'Changes are made',
        value: policy.writesAs === 'user' ? 'in your name' : 'in the name of the app',
        good: true,
      },
    ];
    return { message: statusView({ facts, problems: found, canRetry: depth.dead > 0, now }) };
  },
};

/** Where the posts were to go that “retry” would send again. Why each was given up is in the log, in words that are not for a card. */
async function givenUp({ store, tenantId }: Context, sinceThen: (at: number) => string) {
  const places = new Map<string, DeadPost[]>();
  for (const post of await store.outbox.deadLetters(tenantId))
    places.set(post.conversationId, [...(places.get(post.conversationId) ?? []), post]);
  return Promise.all(
    [...places].slice(0, MOST_PLACES).map(async ([conversationId, posts]) => {
      const place = await store.conversations.get(tenantId, conversationId);
      const last = Math.max(...posts.map(({ diedAt }) => diedAt));
      return {
        label: `For ${place?.name ?? KINDS[place?.kind ?? 'unknown']}`,
        value: `${countOf(posts.length, { one: 'post', many: 'posts' })}, the last ${sinceThen(last)}`,
        good: false,
      };
    }),
  );
}

const KINDS = {
  personal: 'a personal chat',
  group: 'a group chat',
  channel: 'a channel',
  unknown: 'a conversation that is gone',
};
