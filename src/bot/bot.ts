import type { Activity, TurnContext } from 'botbuilder';
import type { Context } from '../capabilities/capability';
import { messageOf } from '../lib/errors';
import type { Acting } from '../ports/acting';
import type { Actor, Conversation } from '../ports/conversation';
import type { Message, Notifier } from '../ports/notifier';
import { noticeView } from '../views/notice-view';
import { commandOf, conversationOf } from './activity';
import type { ChangeResult } from './change';
import type { Lobby } from './lobby';
import type { Memberships } from './memberships';
import { pressOf, signInProofOf, type Press } from './press';
import { bodyFor, messageFor, signedIn, working } from './present';
import { cardActivity, cardAnswer, invokeActivity } from './replies';
import type { Request, Turn } from './turn';

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
  | 'signOut'
  | 'goOn'
>;

interface BotDeps {
  readonly tenantId: string;
  readonly turn: Turn;
  readonly tools: Tools;
  readonly notifier: Notifier;
  readonly memberships: Memberships;
  readonly acting: Acting;
  readonly admit: Lobby;
  readonly signOut: (actor: Actor, conversation: Conversation) => Promise<void>;
}

export interface Bot {
  run(context: TurnContext): Promise<{ readonly status: 403 } | void>;
  /** Resolves when work behind answered presses is done. */
  settled(): Promise<void>;
}

/** A client gives up on a press after some 5 seconds; slower work goes on behind a card that says so. */
const PATIENCE_MS = 3500;

export function createBot({
  tenantId,
  turn,
  tools,
  notifier,
  memberships,
  acting,
  admit,
  signOut,
}: BotDeps): Bot {
  const { clock, log } = tools;
  const behind = new Set<Promise<void>>();

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
    const message = messageFor(result, clock.now());
    // A sign-in stands beside the question, which can then be answered again.
    const inPlace = pressed && result.kind === 'reply' ? activity.replyToId : undefined;
    const replaced = inPlace && (await replace(context, inPlace, message));
    const id = replaced ? activity.replyToId : (await context.sendActivity(cardActivity(message)))?.id;
    if (result.kind === 'reply' && id) await stand(result, speaker.conversation, id);
  }

  async function onPress(context: TurnContext, speaker: Speaker): Promise<void> {
    const { activity } = context;
    const press = pressOf(activity.value);
    const answer = turn.handle(request(speaker, { payload: press.payload }, press));
    const answered = new AbortController();
    const patience = clock.sleep(PATIENCE_MS, answered.signal).then(() => undefined);
    const first = await Promise.race([answer, patience]);
    answered.abort();
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
    result: ChangeResult,
    place: Conversation,
    card: string,
    forEverybody: boolean,
  ): Promise<void> {
    if (forEverybody) run(() => notifier.update(place, card, messageFor(result, clock.now())));
    if (result.kind === 'reply') await stand(result, place, card);
  }

  async function stand(
    { reply }: Extract<ChangeResult, { kind: 'reply' }>,
    place: Conversation,
    card: string,
  ): Promise<void> {
    await reply.stands?.({ conversationId: place.id, activityId: card });
  }

  async function onSignIn(context: TurnContext, { actor, conversation }: Speaker): Promise<void> {
    const proof = signInProofOf(context.activity.value);
    const result = await acting.as(actor, conversation, proof);
    const done = result.kind === 'ready';
    await context.sendActivity({ type: 'invokeResponse', value: { status: done ? 200 : 412 } });
    if (done && proof && 'code' in proof) await context.sendActivity(cardActivity(signedIn(clock.now())));
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

  function run(work: () => Promise<void>): void {
    const task = work()
      .catch((error: unknown) => log.warn('work behind a card failed', { what: messageOf(error) }))
      .finally(() => behind.delete(task));
    behind.add(task);
  }

  return {
    async run(context) {
      const { activity } = context;
      if (!isFromSomebody(activity)) return { status: 403 };
      const conversation = conversationOf(activity, tenantId);
      const admission = await admit(activity, conversation);
      if (admission.kind === 'refuse') return { status: 403 };
      if (admission.kind === 'tell') {
        await tell(
          context,
          noticeView({ tone: 'info', title: 'One moment', text: admission.text, next: [], now: clock.now() }),
        );
        return undefined;
      }
      const { actor } = admission;
      const speaker: Speaker = { actor, conversation, zone: activity.localTimezone ?? 'UTC' };
      if (activity.type === 'message') {
        await memberships.seen(conversation);
        await onMessage(context, speaker);
      } else if (activity.type === 'invoke') {
        await memberships.seen(conversation);
        if (activity.name === 'adaptiveCard/action') await onPress(context, speaker);
        else if (activity.name?.startsWith('signin/')) await onSignIn(context, speaker);
        else await context.sendActivity({ type: 'invokeResponse', value: { status: 501 } });
      } else if (activity.type === 'installationUpdate' || activity.type === 'conversationUpdate') {
        const due = await memberships.update(activity, conversation);
        if (due) await context.sendActivity(cardActivity(due));
      }
      return undefined;
    },
    async settled() {
      await Promise.allSettled(behind);
    },
  };
}

interface Speaker {
  readonly actor: Actor;
  readonly conversation: Conversation;
  readonly zone: string;
}

async function tell(context: TurnContext, message: Message): Promise<void> {
  const { type } = context.activity;
  if (type === 'message') await context.sendActivity(cardActivity(message));
  if (type === 'invoke') await context.sendActivity(invokeActivity(cardAnswer(message)));
}

/** The channel always says who speaks; an update of the conversation may come from nobody. */
function isFromSomebody({ type, from, recipient }: Partial<Activity>): boolean {
  const speaks = type === 'message' || type === 'invoke';
  return Boolean(recipient?.id) && (Boolean(from?.id) || !speaks);
}

/** In a personal chat the one who pressed is everybody. */
function isAlone({ conversation }: Speaker): boolean {
  return conversation.kind === 'personal';
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
