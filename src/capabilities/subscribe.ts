import { z } from 'zod';
import { nameAlert } from '../alerts/naming';
import { quietHours, type QuietHours } from '../alerts/quiet-hours';
import { fingerprint } from '../lib/fingerprint';
import { UserError } from '../lib/errors';
import type { Subscription } from '../ports/subscriptions';
import { subscriptionsView } from '../views/subscriptions-view';
import type { Context, ReadCapability, Reply } from './capability';
import { insteadOf, NONE_LISTED } from './find';
import { alertName, personName, tidy } from './inputs';
import { patience, readWish, severity } from './subscribe-words';
import { after, isExactly } from './words';

export const subscribe: ReadCapability<'subscription.add'> = {
  verb: 'subscription.add',
  effect: 'remembers',
  help: {
    usage:
      'subscribe [<alert> …] [severity≥medium] [new|all] [role=…] [person=…] [quiet 22:00-06:00] [escalate after 4 hours]',
    summary:
      'Post new incidents here; “all” also tells when they are gone, “escalate” only what is left undone',
    examples: [
      'subscribe',
      'subscribe outside-pim severity>=medium all',
      'subscribe role="Global Administrator" quiet 22:00-06:00 Europe/Berlin',
      'subscribe escalate after 4 hours',
    ],
    command: 'subscribe',
    group: 'watch',
  },
  input: z
    .object({
      alerts: z.array(alertName).max(20).default([]),
      minimumSeverity: severity.default('informational'),
      mode: z.enum(['new', 'all']).default('new'),
      role: personName.optional(),
      person: personName.optional(),
      quiet: z.string().trim().min(1).max(100).optional(),
      escalateAfter: z.string().trim().min(1).max(40).optional(),
    })
    .transform(tidy),
  fromText(text) {
    const rest = after('subscribe', text);
    return rest === undefined ? undefined : readWish(rest);
  },
  async run(input, context) {
    const { conversation, tenantId, store, clock, actor } = context;
    const { minimumSeverity, mode, role, person } = input;
    const alerts = await slugsOf(input.alerts, context);
    const about = tidy({ alerts, minimumSeverity, mode, role, person });
    const escalateAfterMs = input.escalateAfter === undefined ? undefined : patience(input.escalateAfter);
    const terms = tidy({ quiet: quietOf(input.quiet, context.timeZone), escalateAfterMs });
    await store.conversations.save(conversation);
    // The same wish twice is one subscription: its id is the wish. Its hours may change, and what sleeps sleeps on.
    const escalates = escalateAfterMs === undefined ? {} : { escalates: true };
    const id = fingerprint({ conversation: conversation.id, ...about, ...escalates }).slice(0, 12);
    const before = (await store.subscriptions.list(tenantId, conversation.id)).find((one) => one.id === id);
    const { snoozedUntil, snoozedAlerts } = before ?? {};
    await store.subscriptions.save({
      tenantId,
      id,
      conversationId: conversation.id,
      ...about,
      ...terms,
      ...tidy({ snoozedUntil, snoozedAlerts }),
      createdBy: actor.name,
      createdAt: before?.createdAt ?? clock.now(),
    });
    if (before) await store.outbox.release(tenantId, conversation.id);
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

export async function listOf({ store, tenantId, conversation, clock }: Context): Promise<Reply> {
  const subscriptions: readonly Subscription[] = await store.subscriptions.list(tenantId, conversation.id);
  const named = conversation.name ? { conversationName: conversation.name } : {};
  return { message: subscriptionsView({ subscriptions, ...named, now: clock.now() }) };
}

function quietOf(typed: string | undefined, timeZone: string): QuietHours | undefined {
  if (typed === undefined) return undefined;
  const hours = quietHours(typed, timeZone);
  if (hours) return hours;
  throw new UserError(
    `I do not understand “${typed}” as quiet hours. Try “quiet 22:00-06:00 Europe/Berlin”.`,
  );
}

export async function slugsOf(names: readonly string[], { alerts }: Context): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const listed = await alerts.listAlerts({ incidents: 'as-sent' });
  if (listed.value.length === 0) throw new UserError(NONE_LISTED);
  const slugs = names.map((name) => {
    const named = nameAlert(name, listed.value);
    if (named.kind === 'one') return named.alert.slug;
    const near = named.kind === 'none' ? named.closest : named.alerts;
    throw new UserError(`I do not know which alert “${name}” is. ${insteadOf(near)}`);
  });
  return [...new Set(slugs)].sort();
}
