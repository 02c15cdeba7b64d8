import { Cron } from 'croner';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { statusView } from '../views/status-view';
import type { ReadCapability } from './capability';
import { isExactly } from './words';

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
  async run(_input, { store, tenantId, clock, policy, problems }) {
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
        label: 'Last look at the tenant',
        value: last ? sinceThen(last) : 'not yet',
        good: last !== undefined,
      },
      {
        label: 'Next look',
        value: next ? ago(next.getTime()) : 'never: the schedule has no next time',
        good: next !== null,
      },
      { label: 'Subscriptions', value: String(subscriptions.length), good: true },
      { label: 'Posts waiting', value: String(depth.pending), good: depth.oldestMs < 10 * 60_000 },
      { label: 'Posts given up', value: String(depth.dead), good: depth.dead === 0 },
      {
        label: 'Changes are made',
        value: policy.writesAs === 'user' ? 'in your name' : 'in the name of the app',
        good: true,
      },
    ];
    return { message: statusView({ facts, problems: found, now }) };
  },
};
