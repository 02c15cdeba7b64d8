import { concerns, postableFrom, wants } from '../alerts/subscription';
import type { ClaimedPost, Outbox, PostContent } from '../ports/outbox';
import type { Subscription } from '../ports/subscriptions';
import { contentOf, postOf, type DigestPost, type NewsPost } from './post';
import { together } from './storm';

/** Until when a post of a conversation is held back by the snoozes and quiet hours of this moment. Undefined: it is not. */
export function heldUntil(
  content: PostContent,
  subscriptions: readonly Subscription[],
  now: number,
): number | undefined {
  const post = postOf(content);
  if (!post || post.kind === 'notice') return undefined;
  if (post.kind === 'health') return postableFrom(subscriptions, now);
  const entries = post.kind === 'digest' ? post.entries : [post];
  const wakes = entries.map((entry) => postableFrom(asking(entry, subscriptions), now, entry.alert.slug));
  const soonest = Math.min(...wakes.map((wake) => wake ?? 0));
  return Number.isFinite(soonest) && soonest > now ? soonest : undefined;
}

/** What was held back leaves as one message: with the others of its conversation that may leave now. */
export async function withOthers(
  outbox: Pick<Outbox, 'heldWith'>,
  post: ClaimedPost,
  subscriptions: readonly Subscription[],
  now: number,
): Promise<{ readonly post: ClaimedPost; readonly along: readonly number[] }> {
  const first = newsOf(post.content);
  if (post.notBefore === undefined || post.op !== 'post' || !first) return { post, along: [] };
  const held = await outbox.heldWith(post);
  const others = held.filter((one) => heldUntil(one.content, subscriptions, now) === undefined);
  const told = others.flatMap((one) => {
    const news = newsOf(one.content);
    return news ? [{ ...one, news }] : [];
  });
  const all = told.length === 0 ? undefined : together([first, ...told.map(({ news }) => news)]);
  if (!all) return { post, along: [] };
  const { cardKey: _own, ...rest } = post;
  const cardKey = all.kind === 'digest' ? undefined : [post, ...told].find((one) => one.cardKey)?.cardKey;
  const content = contentOf(all);
  return { post: { ...rest, content, ...(cardKey ? { cardKey } : {}) }, along: told.map(({ id }) => id) };
}

function newsOf(content: PostContent): NewsPost | DigestPost | undefined {
  const post = postOf(content);
  if (post === undefined || post.kind === 'health' || post.kind === 'notice') return undefined;
  return post;
}

function asking(post: NewsPost, subscriptions: readonly Subscription[]): readonly Subscription[] {
  return subscriptions.filter((wish) => {
    if (!wants(wish, post.alert)) return false;
    if ((wish.escalateAfterMs !== undefined) !== (post.kind === 'escalated')) return false;
    if (post.kind === 'tamper') return true;
    if (post.kind === 'cleared' && wish.mode !== 'all') return false;
    return post.sample.some((incident) => concerns(wish, incident));
  });
}
