import type { Message } from '../ports/notifier';
import type { Subscription } from '../ports/subscriptions';
import { button } from './parts/button';
import { md, plain } from './parts/escape';
import { frame } from './parts/frame';
import { parted, row } from './parts/rows';
import { alertsOf, snoozesOf, termsOf } from './parts/subscription-words';
import { amount, asOf, day } from './parts/wording';
import { renderCard } from './render';

const MOST_ROWS = 12;

interface SubscriptionsInput {
  readonly subscriptions: readonly Subscription[];
  readonly conversationName?: string;
  readonly now: number;
}

/** What is posted into this conversation, with a way to stop each. */
export function subscriptionsView({ subscriptions, conversationName, now }: SubscriptionsInput): Message {
  const title = subscriptions.length === 0 ? 'Nothing is posted here' : 'What I post here';
  const left = subscriptions.length - MOST_ROWS;
  const card = renderCard('list', {
    ...frame({
      look: { glyph: '🔔', word: 'Subscriptions', ground: 'accent' },
      title,
      count: subscriptions.length > 0 ? amount(subscriptions.length, 'subscription', 'subscriptions') : '',
      detail: conversationName ? md(conversationName) : '',
      footer: asOf(now),
      actions: [
        ...(subscriptions.length === 0
          ? [button('Subscribe', 'subscription.add', { alerts: [], minimumSeverity: 'medium', mode: 'new' })]
          : []),
        ...(subscriptions.some((one) => snoozesOf(one, now).length > 0)
          ? [button('End snooze', 'posts.snooze', { off: true })]
          : []),
        button('All alerts', 'alerts.list', {}),
      ],
      speak: title,
    }),
    intro: 'Subscribe, and I post here as soon as a scan finds something new.',
    hasIntro: subscriptions.length === 0,
    rows: parted(
      subscriptions.slice(0, MOST_ROWS).map((subscription) => subscriptionRow(subscription, now)),
      'header',
    ),
    rest: `And ${amount(left, 'more that does', 'more that do')} not fit on this card.`,
    hasRest: left > 0,
  });
  return { card, summary: title };
}

function subscriptionRow(subscription: Subscription, now: number) {
  const { alerts, createdBy, createdAt, escalateAfterMs, id } = subscription;
  const snoozes = snoozesOf(subscription, now);
  const glyph = escalateAfterMs === undefined ? '🔔' : '⏫';
  return row({
    glyph: snoozes.length > 0 ? '🔕' : glyph,
    title: alertsOf(subscription),
    detail: [termsOf(subscription), ...snoozes].join(' · '),
    aside: `By ${md(createdBy, 60)} on ${day(createdAt)}`,
    actions: [
      button(
        'Stop',
        'subscription.remove',
        { id },
        { tooltip: `Stop posting: ${plain(alertsOf({ alerts }), 60)}` },
      ),
    ],
  });
}
