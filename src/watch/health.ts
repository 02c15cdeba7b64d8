import { postableFrom } from '../alerts/subscription';
import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { Conversation } from '../ports/conversation';
import type { NewPost } from '../ports/outbox';
import { GraphError, type GraphFailure } from '../ports/pim-alerts';
import type { Store } from '../ports/store';
import { contentOf, type Trouble } from './post';
import type { SweepOutcome } from './swept';

/** Says once that something is wrong, and once more that it is over, to whoever subscribed; remembered through restarts. */
export interface Health {
  swept(tenantId: string, outcome: SweepOutcome): Promise<void>;
  sweepFailed(tenantId: string, error: unknown): Promise<void>;
  /** Nobody has swept for too long, and no failure is known. */
  sweepOverdue(tenantId: string): Promise<void>;
  refreshed(tenantId: string, id: string): Promise<void>;
  refreshFailed(tenantId: string, id: string, problem: string): Promise<void>;
  conversationGone(conversation: Conversation): Promise<void>;
}

interface Dependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Posts wait in the outbox. */
  readonly onPosts: () => void;
}

const CONVERSATION = 'conversation:';
const ABOUT_SWEEPS: readonly Trouble[] = ['sweep-failed', 'sweep-overdue', 'permission-lost'];

const REASONS: Readonly<Record<GraphFailure, string>> = {
  invalid: 'Microsoft Graph refused the question. This is a fault of mine: the log has the details.',
  unauthenticated: 'Microsoft Graph does not accept my sign-in. Check the credentials of the app.',
  forbidden:
    'Microsoft Graph refuses me. The app needs RoleManagementAlert.Read.Directory, with admin consent.',
  'not-found': 'Microsoft Graph has no PIM alerts for this tenant. Check that its licence includes PIM.',
  throttled: 'Microsoft Graph asks me to slow down. I keep trying.',
  unavailable: 'Microsoft Graph does not answer. I keep trying.',
};

/** A missing permission is told by the name that Microsoft gave it. */
function wordsFor(reason: GraphFailure, missing: readonly string[]): string {
  if (reason !== 'forbidden' || missing.length === 0) return REASONS[reason];
  return `Microsoft Graph refuses me. Grant ${missing.join(' or ')} to the app, with admin consent.`;
}

/** A tenant has seven alerts or so, found something or not: a shorter list than before leaves a gap, and is no good news. */
function missingWords(listed: number, expected: number): readonly string[] {
  if (expected === 0) return ['Microsoft listed no alerts at all, so nothing is being watched.'];
  if (listed === expected) return [];
  return [`Microsoft listed ${listed} of ${expected} alerts. What I knew of the others stays as it was.`];
}

/** It stays off the list for good, so waiting for it would be a trouble for ever. */
function retiredWords(titles: readonly string[]): string {
  if (titles.length === 0) return '';
  return `Microsoft no longer has ${titles.join(', ')} in this tenant. I have stopped watching for it, and its incidents count as gone.`;
}

export function createHealth({ store, clock, log, onPosts }: Dependencies): Health {
  /** A single failure may pass by itself: it is told when the attempt after it fails too. */
  const failedOnce = new Set<string>();

  async function postsFor(
    tenantId: string,
    name: string,
    post: {
      readonly trouble: Trouble;
      readonly healed: boolean;
      readonly since: number;
      readonly detail: string;
    },
  ): Promise<NewPost[]> {
    const now = clock.now();
    const subscriptions = await store.subscriptions.list(tenantId);
    const conversations = new Set(subscriptions.map(({ conversationId }) => conversationId));
    return [...conversations].map((conversationId): NewPost => {
      const theirs = subscriptions.filter((one) => one.conversationId === conversationId);
      const notBefore = postableFrom(theirs, now);
      return {
        tenantId,
        conversationId,
        dedupeKey: ['health', name, post.healed ? 'healed' : 'wrong', now, conversationId].join('|'),
        op: 'post',
        content: contentOf({ kind: 'health', ...post }),
        ...(notBefore === undefined ? {} : { notBefore }),
      };
    });
  }

  async function raise(tenantId: string, trouble: Trouble, name: string, detail: string): Promise<void> {
    const since = clock.now();
    const posts = await postsFor(tenantId, name, { trouble, healed: false, since, detail });
    if (!(await store.flags.raise(tenantId, name, detail, posts))) return;
    log.warn('trouble', { trouble, name });
    onPosts();
  }

  async function heal(
    tenantId: string,
    trouble: Trouble,
    isOver: (name: string) => boolean | Promise<boolean>,
    detail = '',
  ): Promise<void> {
    for (const { name, raisedAt } of await store.flags.list(tenantId)) {
      if (!(await isOver(name))) continue;
      const posts = await postsFor(tenantId, name, { trouble, healed: true, since: raisedAt, detail });
      if (!(await store.flags.clear(tenantId, name, posts))) continue;
      log.info('trouble is over', { trouble, name });
      onPosts();
    }
  }

  return {
    swept: async (tenantId, { perAlert, expected, retired }) => {
      failedOnce.delete(tenantId);
      const unread = perAlert.filter(({ complete }) => !complete).map(({ title }) => title);
      const wrong = [
        ...missingWords(perAlert.length, expected),
        ...(unread.length > 0
          ? [`I could not read these to the end: ${unread.join(', ')}. I keep trying.`]
          : []),
      ];
      if (wrong.length > 0) await raise(tenantId, 'sweep-failed', 'sweep-failed', wrong.join(' '));
      for (const trouble of ABOUT_SWEEPS)
        if (wrong.length === 0 || trouble !== 'sweep-failed')
          await heal(tenantId, trouble, (name) => name === trouble, retiredWords(retired));
      await heal(tenantId, 'conversation-gone', async (name) => {
        if (!name.startsWith(CONVERSATION)) return false;
        return (await store.conversations.get(tenantId, name.slice(CONVERSATION.length))) !== undefined;
      });
    },
    sweepFailed: async (tenantId, error) => {
      const reason = error instanceof GraphError ? error.details.reason : undefined;
      const missing = error instanceof GraphError ? (error.details.missingPermissions ?? []) : [];
      const detail = reason
        ? wordsFor(reason, missing)
        : 'Something went wrong on my side: the log has the details.';
      if (reason === 'forbidden' || reason === 'unauthenticated')
        return raise(tenantId, 'permission-lost', 'permission-lost', detail);
      if (failedOnce.has(tenantId)) return raise(tenantId, 'sweep-failed', 'sweep-failed', detail);
      failedOnce.add(tenantId);
    },
    sweepOverdue: async (tenantId) => {
      const flags = await store.flags.list(tenantId);
      const told: readonly string[] = ABOUT_SWEEPS;
      if (flags.some(({ name }) => told.includes(name))) return;
      const detail = 'The next check of the alerts is overdue. Ask whoever runs me to look at the log.';
      await raise(tenantId, 'sweep-overdue', 'sweep-overdue', detail);
    },
    refreshed: (tenantId, id) =>
      heal(
        tenantId,
        'refresh-failed',
        (name) => name.startsWith('refresh:') && (name === id || id === 'refresh:all'),
      ),
    refreshFailed: (tenantId, id, problem) => raise(tenantId, 'refresh-failed', id, problem),
    conversationGone: ({ tenantId, id, kind, name }) => {
      const what = name ?? { personal: 'A personal chat', group: 'A group chat', channel: 'A channel' }[kind];
      const detail = `${what} no longer takes my messages: I was removed or blocked there. Its subscriptions have ended.`;
      return raise(tenantId, 'conversation-gone', `${CONVERSATION}${id}`, detail);
    },
  };
}
