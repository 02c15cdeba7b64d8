import { incidentKey, type Alert, type Incident } from '../alerts/alert';
import { concerns, holdOf, postableFrom, wants, type Wish } from '../alerts/subscription';
import type { Tampering } from '../alerts/tamper';
import type { NewPost } from '../ports/outbox';
import type { Subscription } from '../ports/subscriptions';
import { contentOf, type AlertFace, type DigestPost, type NewsPost } from './post';
import { raisedCards } from './raised-cards';
import { collapse, KEYS, SAMPLE } from './storm';

/** What one sweep found out about one alert. */
export interface AlertNews {
  readonly alert: Alert;
  readonly raised: readonly Incident[];
  /** Keys of all, and what was last known of the first few, or of all where somebody asks for some of them only. */
  readonly cleared: { readonly keys: readonly string[]; readonly known: readonly Incident[] };
  readonly tampered: readonly Tampering[];
  /** Nobody has acted on these for so long. */
  readonly unattended: readonly { readonly incident: Incident; readonly forMs: number }[];
}

interface Wanted {
  readonly post: NewsPost;
  readonly notBefore: number | undefined;
}

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
      collapse(wave.map(({ post }) => post)).map((post): NewPost => {
        const name = nameOf(post);
        return {
          tenantId,
          conversationId,
          dedupeKey: [...name, conversationId, notBefore ?? 'now', stamp].join('|'),
          op: 'post',
          content: contentOf(post),
          ...(post.kind === 'raised' || post.kind === 'escalated'
            ? { cardKey: `${raisedCards(post.alert.id)}${stamp}|${name.join('|')}|${notBefore ?? 'now'}` }
            : {}),
          ...(notBefore === undefined ? {} : { notBefore }),
        };
      }),
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

function wantedOf(news: AlertNews, theirs: readonly Subscription[], now: number): Wanted[] {
  const asking = theirs.filter((wish) => wants(wish, news.alert));
  if (asking.length === 0) return [];
  const { id, suffix, slug, title, severity, lastScanned } = news.alert;
  const alert: AlertFace = { id, suffix, slug, title, severity, ...(lastScanned ? { lastScanned } : {}) };
  const wishes = asking.filter(({ escalateAfterMs }) => escalateAfterMs === undefined);
  const wanted: Wanted[] = [];
  // A detector that says less says less about every role and person.
  if (news.tampered.length > 0 && wishes.length > 0)
    wanted.push({
      post: { kind: 'tamper', alert, changes: news.tampered },
      notBefore: postableFrom(wishes, now, slug),
    });
  for (const [notBefore, incidents] of waves(news.raised, wishes, slug, now))
    wanted.push({ post: { kind: 'raised', alert, ...countOf(incidents) }, notBefore });
  for (const [afterMs, late] of grouped(news.unattended, ({ forMs }) => forMs)) {
    const those = asking.filter(({ escalateAfterMs }) => escalateAfterMs === afterMs);
    const incidents = late.map(({ incident }) => incident);
    for (const [notBefore, some] of waves(incidents, those, slug, now))
      wanted.push({ post: { kind: 'escalated', alert, afterMs, ...countOf(some) }, notBefore });
  }
  wanted.push(...cleared(news, alert, wishes, now));
  return wanted;
}

function countOf(incidents: readonly Incident[]) {
  return {
    count: incidents.length,
    sample: incidents.slice(0, SAMPLE),
    keys: incidents.slice(0, KEYS).map(incidentKey),
  };
}

function cleared(
  { cleared: { keys, known } }: AlertNews,
  alert: AlertFace,
  wishes: readonly Wish[],
  now: number,
): Wanted[] {
  const everything = wishes.filter(({ mode }) => mode === 'all');
  const choosy = everything.filter(isChoosy);
  if (choosy.length === 0 || choosy.length < everything.length) {
    const unchoosy = everything.filter((wish) => !isChoosy(wish));
    if (keys.length === 0 || unchoosy.length === 0) return [];
    const post = { kind: 'cleared', alert, count: keys.length, sample: known.slice(0, SAMPLE) } as const;
    return [{ post, notBefore: postableFrom(unchoosy, now, alert.slug) }];
  }
  return [...waves(known, choosy, alert.slug, now)].map(([notBefore, some]) => {
    const { count, sample } = countOf(some);
    return { post: { kind: 'cleared', alert, count, sample }, notBefore };
  });
}

/** Asks for some of an alert's incidents only. */
export function isChoosy({ role, person }: Wish): boolean {
  return role !== undefined || person !== undefined;
}

/** The incidents that somebody asks for, by the moment when the first who does is awake. */
function waves(
  incidents: readonly Incident[],
  wishes: readonly Wish[],
  slug: string,
  now: number,
): Map<number | undefined, Incident[]> {
  const sleepers = wishes.map((wish) => ({ wish, until: holdOf(wish, now, slug)?.until ?? 0 }));
  const asked = incidents.flatMap((incident) => {
    const wakes = sleepers.filter(({ wish }) => concerns(wish, incident)).map(({ until }) => until);
    return wakes.length === 0 ? [] : [{ incident, wake: Math.min(...wakes) }];
  });
  const byWake = grouped(asked, ({ wake }) => (wake > now ? wake : undefined));
  return new Map([...byWake].map(([wake, some]) => [wake, some.map(({ incident }) => incident)]));
}

function nameOf(post: NewsPost | DigestPost): readonly string[] {
  if (post.kind === 'digest') return [post.kind];
  const { kind, alert } = post;
  return kind === 'escalated' ? [kind, String(post.afterMs), alert.id] : [kind, alert.id];
}
