import { z } from 'zod';
import type { Actions } from '../actions';
import { UserError } from '../lib/errors';
import type { Subscription } from '../ports/subscriptions';
import type { Context, ReadCapability } from './capability';
import { futureMoment } from './dates';
import { alertName, tidy } from './inputs';
import { listOf, slugsOf } from './subscribe';
import { after } from './words';

const LONGEST_MS = 90 * 86_400_000;

/** Holds posts back in this conversation for a while; they are not lost. */
export const snooze: ReadCapability<'posts.snooze'> = {
  verb: 'posts.snooze',
  effect: 'remembers',
  help: {
    usage: 'snooze [<alert>|all] until <date>|for <time>|off',
    summary: 'Hold posts back here for a while; they follow as a digest',
    examples: ['snooze until tomorrow 9:00', 'snooze stale for 2 hours', 'snooze off'],
    group: 'watch',
  },
  input: z
    .object({
      alert: alertName.optional(),
      until: z.string().trim().min(1).max(100).optional(),
      off: z.boolean().optional(),
    })
    .transform(tidy),
  fromText(text) {
    const rest = after('snooze', text);
    return rest === undefined ? undefined : read(rest);
  },
  async run(input, context) {
    const { store, tenantId, conversation } = context;
    const subscriptions = await store.subscriptions.list(tenantId, conversation.id);
    if (subscriptions.length === 0)
      throw new UserError('Nothing is posted here, so there is nothing to snooze. “subscribe” changes that.');
    const [slug] = input.alert === undefined ? [] : await slugsOf([input.alert], context);
    const until = input.off === true ? undefined : end(input.until, context);
    const asked = subscriptions.filter(({ alerts }) => slug === undefined || covers(alerts, slug));
    if (asked.length === 0)
      throw new UserError(
        `Nothing about ${slug} is posted here, so there is nothing to snooze. “subscribe ${slug}” changes that.`,
      );
    for (const one of asked) await store.subscriptions.save(snoozed(one, slug, until));
    // What is still to wait is told so when its turn comes.
    await store.outbox.release(tenantId, conversation.id);
    return listOf(context);
  },
};

function read(rest: string): Actions['posts.snooze'] {
  const off = /^(?<head>.*?)\s*\boff$/i.exec(rest);
  const until = /^(?<head>.*?)\s*\b(?:until|for)\s+(?<when>.+)$/i.exec(rest);
  const head = (off ?? until)?.groups?.['head'] ?? rest;
  return tidy({
    alert: /^(?:all|everything)?$/i.test(head) ? undefined : head,
    off: off ? true : undefined,
    until: off ? undefined : until?.groups?.['when'],
  });
}

function end(typed: string | undefined, { clock, timeZone }: Context): number {
  if (typed === undefined)
    throw new UserError(
      'Until when? “snooze until friday” or “snooze stale for 2 hours”; “snooze off” ends it.',
    );
  const until = futureMoment(typed, clock.now(), timeZone);
  if (until - clock.now() > LONGEST_MS) throw new UserError('A snooze lasts 90 days at most.');
  return until;
}

function covers(alerts: readonly string[], slug: string): boolean {
  return alerts.length === 0 || alerts.includes(slug);
}

/** Without `until` it is awake; without a slug all of it. */
function snoozed(one: Subscription, slug: string | undefined, until: number | undefined): Subscription {
  const { snoozedUntil, snoozedAlerts = {}, ...rest } = one;
  if (slug === undefined) return until === undefined ? rest : { ...rest, snoozedAlerts, snoozedUntil: until };
  const { [slug]: _before, ...others } = snoozedAlerts;
  const alerts = until === undefined ? others : { ...others, [slug]: until };
  return { ...rest, ...tidy({ snoozedUntil }), snoozedAlerts: alerts };
}
