import type { Notifier } from '../ports/notifier';
import type { PostedCard } from '../ports/outbox';
import { standingOfContent } from '../views/standing';
import type { Behind } from './behind';
import { messageFor } from './present';
import { isAlone, type Speaker } from './speaker';
import type { TurnResult } from './turn';

/** What becomes of a card once a press on it has been answered: only the one who pressed has seen the answer in its place. */
export function createFollow({
  notifier,
  run,
}: {
  readonly notifier: Notifier;
  readonly run: Behind['run'];
}) {
  /**
   * What changed the tenant, and what comes `late`, is shown to everybody in the card's place. A post keeps its place, for it tells how its
   * incidents stand: there it is said below.
   */
  async function follow(
    result: TurnResult,
    speaker: Speaker,
    card: string,
    { late = false }: { readonly late?: boolean } = {},
  ): Promise<void> {
    const reply = result.kind === 'reply' ? result : undefined;
    const forAll = late || reply?.changed === true;
    const post = forAll || reply?.reply.stands ? await postAt(speaker, card) : undefined;
    if (post && (await saidBelow(post, result, speaker))) return;
    if (late || (forAll && !isAlone(speaker)))
      run(() => notifier.update(speaker.conversation, card, messageFor(result)));
    await stand(result, speaker, card);
  }

  /**
   * And the post is drawn anew, also for the one who has seen the answer in its place. False where Teams did not take it: what is kept true
   * then takes the place of the post, as of any other card, for it has to be seen somewhere.
   */
  async function saidBelow(
    { cardKey, activityId: above, content }: Post,
    result: TurnResult,
    speaker: Speaker,
  ): Promise<boolean> {
    const { conversation, tenant } = speaker;
    const { store, random, log } = tenant.tools;
    const said = await notifier.reply(conversation, above, messageFor(result)).catch((error: unknown) => {
      log.warn('what came of a press could not be said below its card', { error });
      return undefined;
    });
    if (!said) return false;
    const { activityId } = said;
    const { tenantId, id: conversationId } = conversation;
    const dedupeKey = ['below', cardKey, conversationId, random.uuid()].join('|');
    await store.outbox.add([{ tenantId, conversationId, cardKey, op: 'update', dedupeKey, content }]);
    if (activityId) await stand(result, speaker, activityId);
    return true;
  }

  /** From now on the card is kept true, where what it shows asks for that. */
  async function stand(
    result: TurnResult,
    { conversation }: Pick<Speaker, 'conversation'>,
    card: string,
  ): Promise<void> {
    if (result.kind !== 'reply') return;
    await result.reply.stands?.({ conversationId: conversation.id, activityId: card });
  }

  return { follow, stand, postAt };
}

type Post = PostedCard & Required<Pick<PostedCard, 'content'>>;

/** What Rolecall has posted by itself in this place, if that is what stands there. */
async function postAt(
  { conversation, tenant }: Pick<Speaker, 'conversation' | 'tenant'>,
  activityId: string,
): Promise<Post | undefined> {
  const cards = await tenant.tools.store.cards.at(conversation.tenantId, conversation.id, activityId);
  return cards.find(isPost);
}

/** Requests and remediations are kept true as well, but give their place to what comes of them. */
function isPost(card: PostedCard): card is Post {
  return card.content !== undefined && standingOfContent(card.content) === undefined;
}
