import { incidentKey } from '../alerts/alert';
import type { ClaimedPost, NewPost, PostedCard, PostedCards } from '../ports/outbox';
import { postOf } from './post';

/** Standing cards of one alert that are looked at, newest first: older ones are history. */
const CARDS = 200;

/** The common start of the card keys of everything raised for an alert. */
export function raisedCards(alertId: string): string {
  return `raised|${alertId}|`;
}

/** Standing cards that tell of incidents now gone, shown again: what is open is read when they are drawn. */
export async function redraw(
  cards: Pick<PostedCards, 'under'>,
  {
    tenantId,
    alertId,
    gone,
    stamp,
  }: {
    readonly tenantId: string;
    readonly alertId: string;
    readonly gone: readonly string[];
    readonly stamp: string;
  },
): Promise<readonly NewPost[]> {
  const standing = await cards.under(tenantId, raisedCards(alertId), CARDS);
  return standing.flatMap((card): NewPost[] => {
    const { conversationId, cardKey, content } = card;
    if (!content || !tellsOf(card, new Set(gone))) return [];
    const dedupeKey = ['redraw', cardKey, conversationId, stamp].join('|');
    return [{ tenantId, conversationId, cardKey, op: 'update', dedupeKey, content }];
  });
}

/**
 * The activity id of the card that a post follows up on: the newest one in its conversation that tells of one of its incidents. What is
 * new, and a digest, follow up on nothing.
 */
export async function followedUp(
  cards: Pick<PostedCards, 'under'>,
  { tenantId, conversationId, content }: Pick<ClaimedPost, 'tenantId' | 'conversationId' | 'content'>,
): Promise<string | undefined> {
  const post = postOf(content);
  if (post?.kind !== 'cleared' && post?.kind !== 'escalated') return undefined;
  const keys = new Set(post.kind === 'escalated' ? post.keys : post.sample.map(incidentKey));
  const standing = await cards.under(tenantId, raisedCards(post.alert.id), CARDS);
  return standing.find((card) => card.conversationId === conversationId && tellsOf(card, keys))?.activityId;
}

function tellsOf({ content }: PostedCard, keys: ReadonlySet<string>): boolean {
  const shown = content?.data['keys'];
  return Array.isArray(shown) && shown.some((key) => keys.has(String(key)));
}
