import { z } from 'zod';
import type { Actions } from '../actions';
import { nameAlert } from '../alerts/naming';
import { fingerprint } from '../lib/fingerprint';
import { UserError } from '../lib/errors';
import type { Subscription } from '../ports/subscriptions';
import { subscriptionsView } from '../views/subscriptions-view';
import type { Context, ReadCapability, Reply } from './capability';
import { alertName } from './inputs';
import { after, isExactly } from './words';

const severity = z.enum(['high', 'medium', 'low', 'informational']);

export const subscribe: ReadCapability<'subscription.add'> = {
  verb: 'subscription.add',
  effect: 'remembers',
  help: {
    usage: 'subscribe [<alert> …] [severity>=medium] [new|all]',
    summary: 'Post new incidents here; “all” also tells when they are gone',
    examples: ['subscribe', 'subscribe outside-pim severity>=medium all'],
    command: 'subscribe',
    group: 'watch',
  },
  input: z.object({
    alerts: z.array(alertName).max(20).default([]),
    minimumSeverity: severity.default('informational'),
    mode: z.enum(['new', 'all']).default('new'),
  }),
  fromText(text) {
    const rest = after('subscribe', text);
    return rest === undefined ? undefined : parse(rest);
  },
  async run(input, context) {
    const slugs = await slugsOf(input.alerts, context);
    const filter = { alerts: slugs, minimumSeverity: input.minimumSeverity, mode: input.mode };
    const { conversation, tenantId, store, clock, actor } = context;
    await store.conversations.save(conversation);
    // The same wish twice is one subscription: its id is the wish.
    await store.subscriptions.save({
      tenantId,
      id: fingerprint({ conversation: conversation.id, ...filter }).slice(0, 12),
      conversationId: conversation.id,
      ...filter,
      createdBy: actor.name,
      createdAt: clock.now(),
    });
    return listOf(context);
  },
};

export const unsubscribe: ReadCapability<'subscription.remove'> = {
  verb: 'subscription.remove',
  effect: 'remembers',
  help: {
    usage: 'unsubscribe',
    summary: 'Stop posting here',
    examples: ['unsubscribe'],
    command: 'unsubscribe',
    group: 'watch',
  },
  input: z.object({ id: z.string().min(1).max(64).optional() }).transform(({ id }) => (id ? { id } : {})),
  fromText: (text) => (isExactly(text, 'unsubscribe', 'unsubscribe all') ? {} : undefined),
  async run({ id }, context) {
    const removed = await context.store.subscriptions.remove(context.tenantId, context.conversation.id, id);
    if (removed === 0) throw new UserError('Nothing is posted here. “subscribe” changes that.');
    return listOf(context);
  },
};

export const listSubscriptions: ReadCapability<'subscriptions.list'> = {
  verb: 'subscriptions.list',
  effect: 'reads',
  help: {
    usage: 'subscriptions',
    summary: 'What is posted here',
    examples: ['subscriptions'],
    group: 'watch',
  },
  input: z.object({}),
  fromText: (text) => (isExactly(text, 'subscriptions') ? {} : undefined),
  run: async (_input, context) => listOf(context),
};

async function listOf({ store, tenantId, conversation, clock }: Context): Promise<Reply> {
  const subscriptions: readonly Subscription[] = await store.subscriptions.list(tenantId, conversation.id);
  const named = conversation.name ? { conversationName: conversation.name } : {};
  return { message: subscriptionsView({ subscriptions, ...named, now: clock.now() }) };
}

function parse(rest: string): Actions['subscription.add'] {
  const threshold = /severity\s*(?:>=|≥|=)\s*(?<level>[a-z]+)/i.exec(rest);
  const level = threshold ? severity.safeParse(threshold.groups?.['level']?.toLowerCase()) : undefined;
  if (level && !level.success)
    throw new UserError('Severity is high, medium, low or informational: “severity>=medium”.');
  const words = (threshold ? rest.replace(threshold[0], ' ') : rest)
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  const mode = words.some((word) => isExactly(word, 'all')) ? 'all' : 'new';
  return {
    alerts: words.filter((word) => !isExactly(word, 'all', 'new', 'to', 'and')),
    minimumSeverity: level?.data ?? 'informational',
    mode,
  };
}

async function slugsOf(names: readonly string[], { alerts }: Context): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const listed = await alerts.listAlerts({ incidents: 'as-sent' });
  const slugs = names.map((name) => {
    const named = nameAlert(name, listed.value);
    if (named.kind === 'one') return named.alert.slug;
    const closest = named.kind === 'none' ? named.closest : named.alerts;
    throw new UserError(
      `I do not know which alert “${name}” is. Did you mean ${closest.map(({ slug }) => slug).join(' or ')}?`,
    );
  });
  return [...new Set(slugs)].sort();
}
