import { incidentKey, severityRank, type Alert, type Incident } from '../alerts/alert';
import { postableFrom, wants } from '../alerts/subscription';
import type { Tampering } from '../alerts/tamper';
import type { NewPost, PostedCard } from '../ports/outbox';
import type { Subscription } from '../ports/subscriptions';
import { contentOf, type AlertFace, type ClearedPost, type RaisedPost, type TamperPost } from './post';

/** What one sweep found out about one alert. */
export interface AlertNews {
  readonly alert: Alert;
  readonly raised: readonly Incident[];
  /** Keys of all, and the first few with what was last known of them. */
  readonly cleared: { readonly keys: readonly string[]; readonly sample: readonly Incident[] };
  readonly tampered: readonly Tampering[];
}

type NewsPost = RaisedPost | ClearedPost | TamperPost;

interface Wanted {
  readonly post: NewsPost;
  readonly notBefore: number | undefined;
}

export const SAMPLE = 10;
/** However much happens, one sweep says no more than this to one conversation. */
const MESSAGES = 3;
/** A card tells of this many incidents one by one which are gone. */
const KEYS = 200;

/** The messages that follow from a sweep: for each conversation and alert one, however many subscriptions ask for it. */
export function route({
  tenantId,
  news,
  subscriptions,
  stamp,
  now,
}: {
  readonly tenantId: string;
  readonly news: readonly AlertNews[];
  readonly subscriptions: readonly Subscription[];
  /** Unlike that of any other sweep. */
  readonly stamp: string;
  readonly now: number;
}): readonly NewPost[] {
  const byConversation = grouped(subscriptions, ({ conversationId }) => conversationId);
  return [...byConversation].flatMap(([conversationId, theirs]) => {
    const wanted = news.flatMap((one) => wantedOf(one, theirs, now));
    const waves = grouped(wanted, ({ notBefore }) => notBefore);
    return [...waves].flatMap(([notBefore, wave]) =>
      collapse(wave.map(({ post }) => post)).map((post): NewPost => ({
        tenantId,
        conversationId,
        dedupeKey: [...nameOf(post), conversationId, notBefore ?? 'now', stamp].join('|'),
        op: 'post',
        content: contentOf(post),
        ...(post.kind === 'raised' ? { cardKey: `${raisedCards(post.alert.id)}${stamp}` } : {}),
        ...(notBefore === undefined ? {} : { notBefore }),
      })),
    );
  });
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** The common start of the card keys of everything raised for an alert. */
export function raisedCards(alertId: string): string {
  return `raised|${alertId}|`;
}

/** Standing cards that tell of incidents now gone, shown again: what is open is read when they are drawn. */
export function redraw(
  cards: readonly PostedCard[],
  gone: readonly string[],
  stamp: string,
): readonly NewPost[] {
  const keys = new Set(gone);
  return cards.flatMap((card): NewPost[] => {
    const shown = card.content?.data['keys'];
    if (!card.content || !Array.isArray(shown) || !shown.some((key) => keys.has(String(key)))) return [];
    const { tenantId, conversationId, cardKey, content } = card;
    const dedupeKey = ['redraw', cardKey, conversationId, stamp].join('|');
    return [{ tenantId, conversationId, cardKey, op: 'update', dedupeKey, content }];
  });
}

function wantedOf(news: AlertNews, theirs: readonly Subscription[], now: number): Wanted[] {
  const wishes = theirs.filter((wish) => wants(wish, news.alert));
  if (wishes.length === 0) return [];
  const { id, suffix, slug, title, severity, lastScanned } = news.alert;
  const alert: AlertFace = { id, suffix, slug, title, severity, ...(lastScanned ? { lastScanned } : {}) };
  const soon = postableFrom(wishes, now);
  const wanted: Wanted[] = [];
  if (news.tampered.length > 0)
    wanted.push({ post: { kind: 'tamper', alert, changes: news.tampered }, notBefore: soon });
  if (news.raised.length > 0)
    wanted.push({
      post: {
        kind: 'raised',
        alert,
        count: news.raised.length,
        sample: news.raised.slice(0, SAMPLE),
        keys: news.raised.slice(0, KEYS).map(incidentKey),
      },
      notBefore: soon,
    });
  const everything = wishes.filter(({ mode }) => mode === 'all');
  const { keys, sample } = news.cleared;
  if (keys.length > 0 && everything.length > 0)
    wanted.push({
      post: { kind: 'cleared', alert, count: keys.length, sample: sample.slice(0, SAMPLE) },
      notBefore: postableFrom(everything, now),
    });
  return wanted;
}

/** A storm: the worst get a card of their own, the rest share one. */
function collapse(posts: readonly NewsPost[]) {
  const sorted = [...posts].sort(mostUrgent);
  if (sorted.length <= MESSAGES) return sorted;
  const own = sorted.slice(0, MESSAGES - 1);
  const entries = sorted.slice(MESSAGES - 1).map(brief);
  return [...own, { kind: 'digest', entries } as const];
}

const KIND_ORDER: readonly NewsPost['kind'][] = ['tamper', 'raised', 'cleared'];

function mostUrgent(a: NewsPost, b: NewsPost): number {
  return (
    KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) ||
    severityRank(b.alert.severity) - severityRank(a.alert.severity) ||
    sizeOf(b) - sizeOf(a)
  );
}

function sizeOf(post: NewsPost): number {
  return post.kind === 'tamper' ? post.changes.length : post.count;
}

/** A line of a digest names no keys, and few people. */
function brief(post: NewsPost): NewsPost {
  if (post.kind === 'tamper') return post;
  const sample = post.sample.slice(0, 3);
  return post.kind === 'raised' ? { ...post, sample, keys: [] } : { ...post, sample };
}

function nameOf(post: NewsPost | { readonly kind: 'digest' }): readonly string[] {
  return post.kind === 'digest' ? [post.kind] : [post.kind, post.alert.id];
}
