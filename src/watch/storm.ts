import { incidentKey, severityRank } from '../alerts/alert';
import type { ClearedPost, DigestPost, EscalatedPost, NewsPost, RaisedPost } from './post';

export const SAMPLE = 10;
/** However much happens, one sweep says no more than this to one conversation. */
const MESSAGES = 3;
/** A card tells of this many incidents one by one which are gone. */
export const KEYS = 200;
const BRIEF_SAMPLE = 3;
const BRIEF_KEYS = 50;

/** A storm: the worst get a card of their own, the rest share one. */
export function collapse(posts: readonly NewsPost[]): readonly (NewsPost | DigestPost)[] {
  const sorted = [...posts].sort(mostUrgent);
  if (sorted.length <= MESSAGES) return sorted;
  const own = sorted.slice(0, MESSAGES - 1);
  const entries = sorted.slice(MESSAGES - 1).map(brief);
  return [...own, { kind: 'digest', entries }];
}

/** What was held back, as one message: news of one alert are added up. */
export function together(posts: readonly (NewsPost | DigestPost)[]): NewsPost | DigestPost | undefined {
  const all = new Map<string, NewsPost>();
  for (const post of posts.flatMap((one) => (one.kind === 'digest' ? one.entries : [one]))) {
    const name = `${post.kind}|${post.alert.id}`;
    const before = all.get(name);
    all.set(name, before ? added(before, post) : post);
  }
  const entries = [...all.values()].sort(mostUrgent);
  if (entries.length <= 1) return entries[0];
  return { kind: 'digest', entries: entries.map(brief), held: true };
}

function added(before: NewsPost, post: NewsPost): NewsPost {
  if (before.kind === 'tamper' && post.kind === 'tamper')
    return { ...post, changes: [...before.changes, ...post.changes] };
  if (before.kind === 'cleared' && post.kind === 'cleared')
    return { ...summed(before, post), kind: 'cleared' };
  if (before.kind === 'raised' && post.kind === 'raised') return { ...post, ...counted(before, post) };
  if (before.kind === 'escalated' && post.kind === 'escalated') return { ...post, ...counted(before, post) };
  return post;
}

type Counted = RaisedPost | EscalatedPost | ClearedPost;

function summed<T extends Counted>(before: T, post: T): T {
  const known = new Set(before.sample.map(incidentKey));
  const others = post.sample.filter((incident) => !known.has(incidentKey(incident)));
  const sample = [...before.sample, ...others].slice(0, SAMPLE);
  return { ...post, count: before.count + post.count, sample };
}

/** One that went and came back is one. */
function counted(before: RaisedPost | EscalatedPost, post: RaisedPost | EscalatedPost) {
  const known = new Set(before.keys);
  const others = post.keys.filter((key) => !known.has(key));
  const { count, sample } = summed<Counted>(before, post);
  const again = post.keys.length - others.length;
  return { count: count - again, sample, keys: [...before.keys, ...others].slice(0, KEYS) };
}

const KIND_ORDER: readonly NewsPost['kind'][] = ['tamper', 'escalated', 'raised', 'cleared'];

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

/** A line of a digest names few people. */
function brief(post: NewsPost): NewsPost {
  if (post.kind === 'tamper') return post;
  const sample = post.sample.slice(0, BRIEF_SAMPLE);
  if (post.kind === 'cleared') return { ...post, sample };
  return { ...post, sample, keys: post.keys.slice(0, BRIEF_KEYS) };
}
