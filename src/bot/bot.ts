import type { TurnContext } from 'botbuilder';
import type { Context } from '../capabilities/capability';
import { messageOf } from '../lib/errors';
import type { Actor, Conversation } from '../ports/conversation';
import type { Message, Notifier } from '../ports/notifier';
import type { CardButton } from '../views/button';
import { commandOf, conversationOf, isFromSomebody } from './activity';
import { createBehind } from './behind';
import type { Lobby } from './lobby';
import type { Memberships } from './memberships';
import { pressOf, signInProofOf, type Press } from './press';
import { activityFor, admonition, bodyFor, messageFor, signedIn, working } from './present';
import { cardActivity, cardAnswer, invokeActivity } from './replies';
import { isSearch, isShared, searchActivity } from './search';
import type { Request, Turn, TurnResult } from './turn';
import { createWaiting } from './waiting';

/** What the bot lends to each turn; who speaks and where is added here. */
export type Tools = Omit<
  Context,
  | 'actor'
  | 'conversation'
  | 'requestedBy'
  | 'tenantId'
  | 'reference'
  | 'timeZone'
  | 'mayAct'
  | 'holdsRight'
  | 'signOut'
  | 'goOn'
>;

interface BotDeps {
  readonly tenantId: string;
  readonly turn: Turn;
  readonly tools: Tools;
  readonly notifier: Notifier;
  readonly memberships: Memberships;
  readonly admit: Lobby;
  readonly signOut: (actor: Actor, conversation: Conversation) => Promise<void>;
}

export interface Bot {
  run(context: TurnContext): Promise<{ readonly status: 403 } | void>;
  /** Resolves when work behind answered presses is done. */
  settled(): Promise<void>;
}

const SIGN_INS = new Set(['signin/verifyState', 'signin/tokenExchange']);

export function createBot({ tenantId, turn, tools, notifier, memberships, admit, signOut }: BotDeps): Bot {
  const { clock, log } = tools;
  const { run, inTime, settled } = createBehind({ clock, log });
  const waiting = createWaiting({ clock });

  function request(
    { actor, conversation, zone }: Speaker,
    said: Request['said'],
    press: Partial<Omit<Press, 'payload'>> = {},
  ): Request {
    const context = {
      ...tools,
      actor,
      conversation,
      tenantId,
      timeZone: zone,
      signOut: () => signOut(actor, conversation),
      goOn: run,
    };
    return {
      said,
      automatic: press.automatic ?? false,
      context,
      ...(press.proof ? { proof: press.proof } : {}),
    };
  }

  async function onMessage(context: TurnContext, speaker: Speaker): Promise<void> {
    const { activity } = context;
    const pressed = isObject(activity.value) && !activity.text;
    const said = pressed ? { payload: activity.value as unknown } : { text: commandOf(activity) };
    const result = await turn.handle(request(speaker, said));
    // A sign-in stands beside the question, which can then be answered again.
    const inPlace = pressed && result.kind === 'reply' ? activity.replyToId : undefined;
    const replaced = inPlace && (await replace(context, inPlace, messageFor(result)));
    if (!replaced) await send(context, speaker, result);
    else if (result.kind === 'reply') await stand(result, speaker.conversation, inPlace);
  }

  /** As a message of its own; what has to wait for a sign-in is remembered. */
  async function send(context: TurnContext, speaker: Speaker, result: TurnResult): Promise<void> {
    const { actor, conversation } = speaker;
    if (result.kind !== 'reply') waiting.keep(actor, conversation, result.resume);
    const sent = await context.sendActivity(activityFor(result));
    if (result.kind === 'reply' && sent?.id) await stand(result, conversation, sent.id);
  }

  async function onPress(context: TurnContext, speaker: Speaker): Promise<void> {
    const { activity } = context;
    const press = pressOf(activity.value);
    const answer = turn.handle(request(speaker, { payload: press.payload }, press));
    const first = await inTime(answer);
    const card = activity.replyToId;
    if (first) {
      await context.sendActivity(invokeActivity(bodyFor(first)));
      // Behind the answer: the client waits for it.
      if (first.kind === 'reply' && card)
        run(() => follow(first, speaker.conversation, card, first.changed && !isAlone(speaker)));
      return;
    }
    await context.sendActivity(invokeActivity(cardAnswer(working(clock.now()))));
    run(async () => {
      const late = await answer;
      if (card) await follow(late, speaker.conversation, card, true);
    });
  }

  /** The pressed card was replaced for the one who pressed; what changed the tenant is shown to everybody. */
  async function follow(
    result: TurnResult,
    place: Conversation,
    card: string,
    forEverybody: boolean,
  ): Promise<void> {
    if (forEverybody) run(() => notifier.update(place, card, messageFor(result)));
    if (result.kind === 'reply') await stand(result, place, card);
  }

  async function stand(
    { reply }: Extract<TurnResult, { kind: 'reply' }>,
    place: Conversation,
    card: string,
  ): Promise<void> {
    await reply.stands?.({ conversationId: place.id, activityId: card });
  }

  async function onSignIn(context: TurnContext, speaker: Speaker): Promise<void> {
    const proof = signInProofOf(context.activity.value);
    const said = { payload: undefined };
    const end = proof ? await turn.signIn({ ...request(speaker, said, { proof }), proof }) : 'again';
    await context.sendActivity({ type: 'invokeResponse', value: { status: end === 'done' ? 200 : 412 } });
    if (typeof end === 'object') await context.sendActivity(cardActivity(end));
    if (end !== 'done') return;
    const wish = waiting.take(speaker.actor, speaker.conversation);
    if (wish) await goOn(context, speaker, wish);
    else if (proof && 'code' in proof) await context.sendActivity(cardActivity(signedIn(clock.now())));
  }

  /** Does what had to wait for the sign-in. */
  async function goOn(context: TurnContext, speaker: Speaker, { verb, input }: CardButton): Promise<void> {
    const answer = turn.handle(request(speaker, { payload: { ...input, verb } }));
    const first = await inTime(answer);
    if (first) return send(context, speaker, first);
    run(async () => {
      const late = await answer;
      const { activityId } = await notifier.post(speaker.conversation, messageFor(late));
      if (late.kind === 'reply' && activityId) await stand(late, speaker.conversation, activityId);
    });
  }

  /** Nothing is remembered of the place: people search in conversations that the bot is no part of. */
  async function onSearch(context: TurnContext, speaker: Speaker): Promise<void> {
    const { activity } = context;
    const found = await inTime(turn.search(activity.value, request(speaker, { payload: undefined }).context));
    await context.sendActivity(searchActivity(found));
  }

  async function replace(context: TurnContext, id: string, message: Message): Promise<boolean> {
    try {
      await context.updateActivity({ ...cardActivity(message), id });
      return true;
    } catch (error) {
      // The card may be gone or too old to edit; a new message says the same.
      log.info('card could not be replaced', { what: messageOf(error) });
      return false;
    }
  }

  return {
    async run(context) {
      const { activity } = context;
      if (!isFromSomebody(activity)) return { status: 403 };
      const conversation = conversationOf(activity, tenantId);
      const admission = await admit(activity, conversation);
      if (admission.kind === 'refuse') return { status: 403 };
      if (admission.kind === 'tell') {
        await context.sendActivity(admonition(activity, admission.text, clock.now()));
        return undefined;
      }
      const { actor } = admission;
      const speaker: Speaker = { actor, conversation, zone: activity.localTimezone ?? 'UTC' };
      if (isShared(activity)) return undefined;
      if (activity.type === 'message') {
        await memberships.seen(conversation);
        await onMessage(context, speaker);
      } else if (isSearch(activity)) {
        await onSearch(context, speaker);
      } else if (activity.type === 'invoke') {
        await memberships.seen(conversation);
        if (activity.name === 'adaptiveCard/action') await onPress(context, speaker);
        else if (SIGN_INS.has(activity.name ?? '')) await onSignIn(context, speaker);
        else await context.sendActivity({ type: 'invokeResponse', value: { status: 501 } });
      } else if (activity.type === 'installationUpdate' || activity.type === 'conversationUpdate') {
        const due = await memberships.update(activity, conversation);
        if (due) await context.sendActivity(cardActivity(due));
      }
      return undefined;
    },
    settled,
  };
}

interface Speaker {
  readonly actor: Actor;
  readonly conversation: Conversation;
  readonly zone: string;
}

/** In a personal chat the one who pressed is everybody. */
function isAlone({ conversation }: Speaker): boolean {
  return conversation.kind === 'personal';
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
