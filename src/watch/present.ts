import { incidentKey, type Incident } from '../alerts/alert';
import type { Clock } from '../lib/clock';
import type { KnownAlert } from '../ports/knowledge';
import type { Message } from '../ports/notifier';
import type { PostContent } from '../ports/outbox';
import type { Store } from '../ports/store';
import { marksOf } from '../capabilities/marks';
import { approvalView } from '../views/approval-view';
import { noticeView } from '../views/notice-view';
import { digestView } from '../views/digest-view';
import { clearedView, escalatedView, raisedView } from '../views/raised-view';
import { remedyView } from '../views/remedy-view';
import { standingOfContent, type Standing } from '../views/standing';
import { healthView } from '../views/health-view';
import { tamperView } from '../views/tamper-view';
import { atStart, scanAge } from '../views/parts/wording';
import { digestLine, tamperWords } from './digest-line';
import {
  postOf,
  type DigestPost,
  type EscalatedPost,
  type HealthPost,
  type RaisedPost,
  type Trouble,
} from './post';

/** The card of a post as things stand when it leaves. Undefined: nothing that can be shown. */
export type Present = (tenantId: string, content: PostContent) => Promise<Message | undefined>;

export function createPresent({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'knowledge' | 'approvals' | 'remedies' | 'decisions' | 'ownership'>;
  readonly clock: Clock;
}): Present {
  async function faceOf(tenantId: string, alertId: string): Promise<KnownAlert['alert'] | undefined> {
    const known = await store.knowledge.alerts(tenantId);
    return known.find((one) => one.alertId === alertId)?.alert;
  }

  async function raised(
    tenantId: string,
    alert: KnownAlert['alert'],
    post: RaisedPost | EscalatedPost,
  ): Promise<Message> {
    const now = clock.now();
    const open = await store.knowledge.incidents(tenantId, alert.id, post.keys);
    const openKeys = new Set(open.map(({ key }) => key));
    const total = post.count - post.keys.filter((key) => !openKeys.has(key)).length;
    if (total <= 0) return clearedView({ alert, incidents: post.sample, total: post.count, now });
    const incidents = stillOpen(post.sample, openKeys, open);
    const marks = await marksOf(alert.id, incidents, { store, tenantId, now });
    const shown = { alert, incidents, total, marks, now };
    return post.kind === 'raised' ? raisedView(shown) : escalatedView({ ...shown, afterMs: post.afterMs });
  }

  async function digest(tenantId: string, { entries, held = false }: DigestPost): Promise<Message> {
    const now = clock.now();
    const lines = entries.map(async (entry) => {
      const { id, slug, title, severity, lastScanned } = entry.alert;
      const keys = 'keys' in entry ? entry.keys : [];
      const open = keys.length > 0 ? await store.knowledge.incidents(tenantId, id, keys) : [];
      const text = digestLine(entry, keys.length - open.length);
      return { slug, title, severity, text, age: atStart(scanAge(lastScanned, now)) };
    });
    return digestView({ entries: await Promise.all(lines), held, now });
  }

  /** A card that shows what is in the store, whatever it showed before. */
  async function drawn(tenantId: string, { kind, id }: Standing): Promise<Message | undefined> {
    const now = clock.now();
    if (kind === 'approval') {
      const approval = await store.approvals.get(tenantId, id);
      return approval && approvalView({ approval, now });
    }
    const remedy = await store.remedies.get(tenantId, id);
    return remedy && remedyView({ remedy, now });
  }

  return async (tenantId, content) => {
    const standing = standingOfContent(content);
    if (standing) return drawn(tenantId, standing);
    const post = postOf(content);
    if (!post) return undefined;
    const now = clock.now();
    if (post.kind === 'health') return health(post, now);
    if (post.kind === 'notice') return noticeView({ ...post, now });
    if (post.kind === 'digest') return digest(tenantId, post);
    const alert = await faceOf(tenantId, post.alert.id);
    if (!alert) return undefined;
    if (post.kind === 'raised' || post.kind === 'escalated') return raised(tenantId, alert, post);
    if (post.kind === 'cleared')
      return clearedView({ alert, incidents: post.sample, total: post.count, now });
    const told = post.changes.map((change) => tamperWords(alert.suffix, change));
    const all = (member: 'change' | 'before' | 'after') => told.map((one) => one[member]).join('; ');
    return tamperView({ alert, change: all('change'), before: all('before'), after: all('after'), now });
  };
}

/** Those of the sample that are left; where all of it is gone, others that are open. */
function stillOpen(
  sample: readonly Incident[],
  openKeys: ReadonlySet<string>,
  open: readonly { readonly incident: Incident }[],
): readonly Incident[] {
  const left = sample.filter((incident) => openKeys.has(incidentKey(incident)));
  return left.length > 0 ? left : open.map(({ incident }) => incident);
}

const TROUBLES: Readonly<Record<Trouble, { readonly wrong: string; readonly healed: string }>> = {
  'sweep-failed': { wrong: 'I cannot read the alerts', healed: 'I can read the alerts again' },
  'sweep-overdue': { wrong: 'The alerts are not being watched', healed: 'The alerts are watched again' },
  'permission-lost': {
    wrong: 'I am no longer allowed to read the alerts',
    healed: 'I am allowed to read the alerts again',
  },
  'refresh-failed': { wrong: 'A scan failed', healed: 'Scans work again' },
  'conversation-gone': {
    wrong: 'One of your conversations can no longer be reached',
    healed: 'The conversation can be reached again',
  },
};

function health({ trouble, healed, since, detail }: HealthPost, now: number): Message {
  const words = TROUBLES[trouble];
  const title = healed ? words.healed : words.wrong;
  return healthView({ healthy: healed, title, text: detail, since, now });
}
