import { z } from 'zod';
import type { Alert, Fact, Incident, Severity } from '../alerts/alert';
import type { Tampering } from '../alerts/tamper';
import type { PostContent } from '../ports/outbox';
import type { CardButton } from '../views/parts/button';

/** As much of an alert as a card about its news needs. */
export type AlertFace = Pick<Alert, 'id' | 'suffix' | 'slug' | 'title' | 'severity' | 'lastScanned'>;

export type Trouble =
  'sweep-failed' | 'sweep-overdue' | 'permission-lost' | 'refresh-failed' | 'conversation-gone';

export interface RaisedPost {
  readonly kind: 'raised';
  readonly alert: AlertFace;
  readonly count: number;
  readonly sample: readonly Incident[];
  /** Of the incidents it is about, so that the card can tell later which are gone; a storm is cut short. */
  readonly keys: readonly string[];
}

export interface ClearedPost {
  readonly kind: 'cleared';
  readonly alert: AlertFace;
  readonly count: number;
  readonly sample: readonly Incident[];
}

/** Nobody has acted on these in time. */
export interface EscalatedPost {
  readonly kind: 'escalated';
  readonly alert: AlertFace;
  readonly afterMs: number;
  readonly count: number;
  readonly sample: readonly Incident[];
  readonly keys: readonly string[];
}

export interface TamperPost {
  readonly kind: 'tamper';
  readonly alert: AlertFace;
  readonly changes: readonly Tampering[];
}

export interface HealthPost {
  readonly kind: 'health';
  readonly trouble: Trouble;
  readonly healed: boolean;
  readonly since: number;
  /** One sentence for a person: why, or what to do. */
  readonly detail: string;
}

/** Said to somebody in particular: it goes out even where nothing is subscribed. */
export interface NoticePost {
  readonly kind: 'notice';
  readonly tone: 'info' | 'warning';
  readonly title: string;
  readonly text: string;
  readonly next: readonly CardButton[];
  /** Whose attention it wants. */
  readonly mention?: { readonly id: string; readonly name: string };
}

/** What a sweep finds out and people want to know. */
export type NewsPost = RaisedPost | ClearedPost | TamperPost | EscalatedPost;

export interface DigestPost {
  readonly kind: 'digest';
  readonly entries: readonly NewsPost[];
  /** They were held back, by a snooze or by quiet hours. */
  readonly held?: boolean;
}

/** Everything Rolecall says unasked. */
export type Post = NewsPost | HealthPost | NoticePost | DigestPost;

export function contentOf(post: Post): PostContent {
  const { kind, ...data } = post;
  return { kind, data };
}

/** A post as it was stored, perhaps by an older version. Undefined: nothing we know how to show. */
export function postOf(content: PostContent): Post | undefined {
  const read = postSchema.safeParse({ kind: content.kind, ...content.data });
  return read.success ? read.data : undefined;
}

const SEVERITIES = [
  'high',
  'medium',
  'low',
  'informational',
  'unknown',
] as const satisfies readonly Severity[];

const fact = z.discriminatedUnion('type', [
  z.object({ label: z.string(), type: z.literal('text'), value: z.string() }),
  z.object({ label: z.string(), type: z.literal('number'), value: z.number() }),
  // JSON drops an undefined value, and it means "never".
  z
    .object({ label: z.string(), type: z.literal('moment'), value: z.string().optional() })
    .transform(({ label, type, value }) => ({ label, type, value })),
]) satisfies z.ZodType<Fact>;

const incident = z.object({
  id: z.string(),
  principal: z
    .object({ id: z.string(), name: z.string(), userPrincipalName: z.string().exactOptional() })
    .exactOptional(),
  role: z.object({ id: z.string(), name: z.string() }).exactOptional(),
  facts: z.array(fact),
}) satisfies z.ZodType<Incident>;

const alert = z.object({
  id: z.string(),
  suffix: z.string(),
  slug: z.string(),
  title: z.string(),
  severity: z.enum(SEVERITIES),
  lastScanned: z.string().exactOptional(),
});

const settingValue = z.union([z.string(), z.number(), z.boolean()]);

const change = z.discriminatedUnion('what', [
  z.object({ what: z.literal('disabled') }),
  z.object({ what: z.literal('dismissed') }),
  z.object({
    what: z.literal('loosened'),
    setting: z.string(),
    label: z.string(),
    from: settingValue,
    to: settingValue,
  }),
]) satisfies z.ZodType<Tampering>;

const news = z.object({ alert, count: z.number(), sample: z.array(incident) });
const raised = news.extend({ kind: z.literal('raised'), keys: z.array(z.string()) });
const cleared = news.extend({ kind: z.literal('cleared') });
const escalated = news.extend({
  kind: z.literal('escalated'),
  afterMs: z.number(),
  keys: z.array(z.string()),
});
const tamper = z.object({ kind: z.literal('tamper'), alert, changes: z.array(change) });

const postSchema = z.discriminatedUnion('kind', [
  raised,
  cleared,
  escalated,
  tamper,
  z.object({
    kind: z.literal('health'),
    trouble: z.enum([
      'sweep-failed',
      'sweep-overdue',
      'permission-lost',
      'refresh-failed',
      'conversation-gone',
    ]),
    healed: z.boolean(),
    since: z.number(),
    detail: z.string(),
  }),
  z.object({
    kind: z.literal('notice'),
    tone: z.enum(['info', 'warning']),
    title: z.string(),
    text: z.string(),
    // Pressed, it is read like any other payload: by the capability of its verb.
    next: z.array(
      z.custom<CardButton>(
        (one) => typeof one === 'object' && one !== null && 'verb' in one && 'input' in one,
      ),
    ),
    mention: z.object({ id: z.string(), name: z.string() }).exactOptional(),
  }),
  z.object({
    kind: z.literal('digest'),
    entries: z.array(z.discriminatedUnion('kind', [raised, cleared, escalated, tamper])),
    held: z.boolean().exactOptional(),
  }),
]) satisfies z.ZodType<Post>;
