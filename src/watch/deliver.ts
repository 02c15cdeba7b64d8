import type { Clock } from '../lib/clock';
import { messageOf } from '../lib/errors';
import type { Log } from '../lib/log';
import type { Random } from '../lib/random';
import type { Conversation } from '../ports/conversation';
import { DeliveryError, type Message, type Notifier } from '../ports/notifier';
import type { ClaimedPost } from '../ports/outbox';
import type { Store } from '../ports/store';
import { standingOfContent } from '../views/standing';
import { backoffMs } from './backoff';
import { withDeadline } from './deadline';
import { heldUntil, withOthers } from './held';
import { defaultLeaseTimes } from './lease-times';
import type { Present } from './present';
import { NotSentError, type Pace } from './pace';
import { followedUp } from './raised-cards';

const MOST_ATTEMPTS = 10;
const LONGEST_LIFE_MS = 24 * 3_600_000;

/** What became of one claimed post. `resent`: it went out again though it may have arrived before. */
export type Delivery = 'sent' | 'resent' | 'withdrawn' | 'held' | 'later' | 'dead' | 'gone' | 'lost';

interface Dependencies {
  readonly store: Store;
  readonly notifier: Notifier;
  readonly present: Present;
  readonly pace: Pick<Pace, 'send'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly deadlineMs?: number;
  /** A conversation can no longer be reached and was retired. */
  readonly onGone: (conversation: Conversation, reason: string) => Promise<void>;
}

export interface Bounds {
  /** No request leaves after it: the claim would end before the answer. */
  readonly startBy: number;
  /** Breaks off what is under way. */
  readonly signal: AbortSignal;
  /** Called when a request leaves: from then on the channel is waited for. */
  readonly leaving: () => void;
}

/** One attempt at one claimed post; whatever happens is written back, and nothing is thrown but `StoreError`. */
export type Deliver = (post: ClaimedPost, bounds: Bounds) => Promise<Delivery>;

export function createDeliver(dependencies: Dependencies): Deliver {
  const { store, notifier, present, pace, clock, random, log, onGone } = dependencies;
  const { deadlineMs = defaultLeaseTimes.deadlineMs } = dependencies;
  const { outbox } = store;

  async function dead(post: ClaimedPost, reason: string): Promise<Delivery> {
    log.error('post given up', { ...idsOf(post), reason, attempts: post.attempts });
    return (await outbox.dead(post, reason)) ? 'dead' : 'lost';
  }

  async function untried(post: ClaimedPost): Promise<Delivery> {
    return (await outbox.later(post, 0, 'no time left', { untried: true })) ? 'later' : 'lost';
  }

  async function send(
    post: ClaimedPost,
    to: Conversation,
    message: Message,
    { startBy, signal, leaving }: Bounds,
  ): Promise<string | undefined> {
    const limited = <T>(work: (stop: AbortSignal) => Promise<T>) => {
      const request = (): Promise<T> => {
        leaving();
        return withDeadline(clock, deadlineMs, work, tooLate, signal);
      };
      return pace.send(to.tenantId, request, startBy);
    };
    const standing = post.op === 'update' ? await standingCard(post) : undefined;
    if (standing !== undefined) {
      try {
        await limited((stop) => notifier.update(to, standing, message, stop));
        return standing;
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.outcome !== 'missing') throw error;
        const { tenantId, conversationId, cardKey = '' } = post;
        await store.cards.forget({ tenantId, conversationId, cardKey });
      }
    }
    const above = post.op === 'post' ? await followedUp(store.cards, post) : undefined;
    if (above !== undefined) {
      try {
        return (await limited((stop) => notifier.reply(to, above, message, stop))).activityId;
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.outcome !== 'missing') throw error;
      }
    }
    return (await limited((stop) => notifier.post(to, message, stop))).activityId;
  }

  async function standingCard({ tenantId, conversationId, cardKey }: ClaimedPost) {
    if (cardKey === undefined) return undefined;
    const cards = await store.cards.find(tenantId, cardKey);
    return cards.find((card) => card.conversationId === conversationId)?.activityId;
  }

  async function failed(post: ClaimedPost, to: Conversation, error: unknown): Promise<Delivery> {
    const known = error instanceof DeliveryError ? error : undefined;
    const reason = known?.code ?? messageOf(error);
    const outcome = known?.outcome ?? 'uncertain';
    log.warn('post not delivered', { ...idsOf(post), outcome, status: known?.status, error });
    if (outcome === 'gone') {
      await store.conversations.retire(post.tenantId, post.conversationId, reason);
      await onGone(to, reason);
      return 'gone';
    }
    if (outcome === 'refused' || outcome === 'missing') return dead(post, reason);
    const since = Math.max(post.createdAt, post.notBefore ?? 0);
    const tries = isOutage(known) ? Infinity : MOST_ATTEMPTS;
    if (post.attempts >= tries || clock.now() - since >= LONGEST_LIFE_MS)
      return dead(post, `given up after ${post.attempts} attempts: ${reason}`);
    const wait = backoffMs(post.attempts, random, known?.retryAfterSeconds);
    // A 429 is about the conversation, not about this post alone.
    const options = { pause: known?.status === 429, uncertain: post.uncertain || outcome === 'uncertain' };
    return (await outbox.later(post, wait, reason, options)) ? 'later' : 'lost';
  }

  return async function deliver(claimed, bounds) {
    const { tenantId, conversationId } = claimed;
    const to = await store.conversations.get(tenantId, conversationId);
    if (!to) return dead(claimed, 'the conversation is not known any more');
    // A card that somebody asked for is kept true, and a word to somebody is said, without a subscription.
    const isAsked = standingOfContent(claimed.content) !== undefined || claimed.content.kind === 'notice';
    const subscribed = await store.subscriptions.list(tenantId, conversationId);
    if (!isAsked && subscribed.length === 0)
      return (await outbox.sent(claimed, undefined)) ? 'withdrawn' : 'lost';
    // What may stand already is finished, whoever sleeps.
    const mayWait = claimed.op === 'post' && !claimed.uncertain;
    const until = mayWait ? heldUntil(claimed.content, subscribed, clock.now()) : undefined;
    if (until !== undefined) return (await outbox.hold(claimed, until)) ? 'held' : 'lost';
    const { post, along } = await withOthers(outbox, claimed, subscribed, clock.now());
    const message = await present(tenantId, post.content).catch((error: unknown) => {
      log.error('card could not be drawn', { ...idsOf(post), error });
      return undefined;
    });
    if (!message) return dead(post, 'its card cannot be drawn');
    let activityId: string | undefined;
    try {
      activityId = await send(post, to, message, bounds);
    } catch (error) {
      if (error instanceof NotSentError) return untried(claimed);
      return failed(post, to, error);
    }
    if (!(await outbox.sent(post, activityId, along))) return 'lost';
    return post.uncertain && post.op === 'post' ? 'resent' : 'sent';
  };
}

/** The channel is at fault, not the post: an hour of that must cost nobody a message. */
function isOutage(error: DeliveryError | undefined): boolean {
  if (!error) return false;
  return error.status === undefined || error.status === 429 || error.status >= 500;
}

function tooLate(): DeliveryError {
  return new DeliveryError('the channel did not answer in time', { outcome: 'uncertain' });
}

function idsOf({ id, tenantId, conversationId, content, attempts }: ClaimedPost) {
  return { post: id, tenantId, conversationId, kind: content.kind, attempts };
}
