import type { Clock } from '../lib/clock';
import type { Actor, Conversation } from '../ports/conversation';
import type { CardButton } from '../views/parts/button';

/** What people asked for before they had signed in, kept in memory until they have. */
export interface Waiting {
  keep(actor: Actor, place: Conversation, asked: CardButton): void;
  /** To the first asker alone: every open client of a person reports the same sign-in. */
  take(actor: Actor, place: Conversation): CardButton | undefined;
}

const KEPT_MS = 10 * 60_000;
const MOST_KEPT = 1000;

/** The last wish of each person in each conversation, for ten minutes. */
export function createWaiting({ clock }: { readonly clock: Pick<Clock, 'now'> }): Waiting {
  const wishes = new Map<string, { readonly asked: CardButton; readonly until: number }>();
  const keyOf = (actor: Actor, place: Conversation): string =>
    JSON.stringify([place.tenantId, place.id, actor.id]);
  return {
    keep(actor, place, asked) {
      const key = keyOf(actor, place);
      wishes.delete(key);
      wishes.set(key, { asked, until: clock.now() + KEPT_MS });
      if (wishes.size > MOST_KEPT) wishes.delete(wishes.keys().next().value ?? key);
    },
    take(actor, place) {
      const key = keyOf(actor, place);
      const wish = wishes.get(key);
      wishes.delete(key);
      return wish && wish.until > clock.now() ? wish.asked : undefined;
    },
  };
}
