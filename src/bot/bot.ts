import type { TurnContext } from 'botbuilder';
import type { Clock } from '../lib/clock';
import { messageOf } from '../lib/errors';
import type { Log } from '../lib/log';
import { noTrace, type Trace } from '../lib/trace';
import type { Message, Notifier } from '../ports/notifier';
import type { CardButton } from '../views/parts/button';
import { commandOf, isFromSomebody, saysAllInAnswer } from './activity';
import { answering, type Answering } from './answering';
import { createBehind } from './behind';
import { createFollow } from './follow';
import type { Admission, Lobby } from './lobby';
import type { Memberships } from './memberships';
import { pressOf, signInProofOf } from './press';
import { activityFor, admonition, bodyFor, messageFor, signedIn, welcome, working } from './present';
import { cardActivity, cardAnswer, invokeActivity } from './replies';
import { isSearch, isShared, searchActivity } from './search';
import type { TurnResult } from './turn';
import { createRequests, type BotTenant, type Speaker } from './speaker';
import { createWaiting } from './waiting';

interface BotDeps {
  /** By tenant id: all that the lobby lets in. */
  readonly tenants: ReadonlyMap<string, BotTenant>;
  readonly clock: Clock;
  readonly log: Log;
  /** Runs what is served as a span of its tenant. */
  readonly trace?: Trace;
  readonly notifier: Notifier;
  readonly memberships: Memberships;
  readonly admit: Lobby;
}

/** For whom an activity was served, or that it was not. */
export interface TurnEnd {
  readonly tenantId: string | undefined;
  readonly refusal: { readonly status: 403 } | undefined;
}

export interface Bot {
  run(context: TurnContext): Promise<TurnEnd>;
  /** Resolves when work behind answered presses is done. */
  settled(): Promise<void>;
}

type Admitted = Exclude<Admission, { kind: 'refuse' }>;

const REFUSED: TurnEnd = { tenantId: undefined, refusal: { status: 403 } };
const SIGN_INS = new Set(['signin/verifyState', 'signin/tokenExchange']);

export function createBot(dependencies: BotDeps): Bot {
  const { tenants, clock, log, trace = noTrace, notifier, memberships, admit } = dependencies;
  const { run, inTime, promptly, settled } = createBehind({ clock, log });
  const requestOf = createRequests(run);
  const { follow, stand, postAt } = createFollow({ notifier, run });
  const waiting = createWaiting({ clock });

  async function onMessage(context: Answering, speaker: Speaker): Promise<void> {
    const { activity } = context;
    const pressed = isObject(activity.value) && !activity.text;
    const said = pressed ? { payload: activity.value as unknown } : { text: commandOf(activity) };
    const result = await speaker.tenant.turn.handle(requestOf(speaker, said));
    // A sign-in stands beside the question, which can then be answered again.
    const pressedOn = pressed && result.kind === 'reply' ? activity.replyToId : undefined;
    const inPlace = pressedOn && !(await postAt(speaker, pressedOn)) ? pressedOn : undefined;
    const replaced = inPlace && (await replace(context, inPlace, messageFor(result)));
    if (!replaced) await send(context, speaker, result);
    else await stand(result, speaker, inPlace);
  }

  /** As a message of its own; what has to wait for a sign-in is remembered. */
  async function send(context: Answering, speaker: Speaker, result: TurnResult): Promise<void> {
    if (result.kind !== 'reply') waiting.keep(speaker.actor, speaker.conversation, result.resume);
    const sent = await context.sendActivity(activityFor(result));
    if (sent?.id) await stand(result, speaker, sent.id);
  }

  async function onPress(context: Answering, speaker: Speaker): Promise<void> {
    const { activity } = context;
    const press = pressOf(activity.value);
    const answer = speaker.tenant.turn.handle(requestOf(speaker, { payload: press.payload }, press));
    const first = await inTime(answer);
    const card = activity.replyToId;
    if (first) {
      await context.sendActivity(invokeActivity(bodyFor(first)));
      // Behind the answer: the client waits for it.
      if (first.kind === 'reply' && card) run(() => follow(first, speaker, card));
      return;
    }
    await context.sendActivity(invokeActivity(cardAnswer(working(clock.now()))));
    run(async () => {
      const late = await answer;
      if (card) await follow(late, speaker, card, { late: true });
    });
  }

  async function onSignIn(context: Answering, speaker: Speaker): Promise<void> {
    const proof = signInProofOf(context.activity.value);
    const said = { payload: undefined };
    const end = proof
      ? await speaker.tenant.turn.signIn({ ...requestOf(speaker, said, { proof }), proof })
      : 'again';
    await context.sendActivity({ type: 'invokeResponse', value: { status: end === 'done' ? 200 : 412 } });
    if (typeof end === 'object') await context.sendActivity(cardActivity(end));
    if (end !== 'done') return;
    const wish = waiting.take(speaker.actor, speaker.conversation);
    if (wish) await goOn(context, speaker, wish);
    else if (proof && 'code' in proof) await context.sendActivity(cardActivity(signedIn(clock.now())));
  }

  /** Does what had to wait for the sign-in. */
  async function goOn(context: Answering, speaker: Speaker, { verb, input }: CardButton): Promise<void> {
    const answer = speaker.tenant.turn.handle(requestOf(speaker, { payload: { ...input, verb } }));
    const first = await inTime(answer);
    if (first) return send(context, speaker, first);
    run(async () => {
      const late = await answer;
      const { activityId } = await notifier.post(speaker.conversation, messageFor(late));
      if (activityId) await stand(late, speaker, activityId);
    });
  }

  /** Nothing is remembered of the place: people search in conversations that the bot is no part of. */
  async function onSearch(context: Answering, speaker: Speaker): Promise<void> {
    const { activity } = context;
    const { context: asked } = requestOf(speaker, { payload: undefined });
    const found = await inTime(speaker.tenant.turn.search(activity.value, asked));
    await context.sendActivity(searchActivity(found));
  }

  async function replace(context: Answering, id: string, message: Message): Promise<boolean> {
    try {
      await context.updateActivity({ ...cardActivity(message), id });
      return true;
    } catch (error) {
      // The card may be gone or too old to edit; a new message says the same.
      log.info('card could not be replaced', { what: messageOf(error) });
      return false;
    }
  }

  async function serve(context: Answering, speaker: Speaker): Promise<void> {
    const { activity } = context;
    const { conversation } = speaker;
    if (isShared(activity)) return;
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
      if ((await memberships.update(activity, conversation)) === 'added')
        await context.sendActivity(cardActivity(welcome(speaker.tenant.rights)));
    }
  }

  async function attend(context: Answering, admission: Admitted, tenant: BotTenant): Promise<void> {
    const { activity } = context;
    if (admission.kind === 'tell') {
      await context.sendActivity(admonition(activity, admission.text, clock.now()));
      return;
    }
    const { actor, conversation } = admission;
    const speaker = { tenant, actor, conversation, zone: activity.localTimezone ?? 'UTC' };
    await trace.span('turn', { tenant: conversation.tenantId }, () => serve(context, speaker));
  }

  return {
    async run(context) {
      const { activity } = context;
      if (!isFromSomebody(activity)) return REFUSED;
      const admission = await admit(activity);
      if (admission.kind === 'refuse') return REFUSED;
      const { tenantId } = admission.conversation;
      const tenant = tenants.get(tenantId);
      if (!tenant) return REFUSED;
      const turn = attend(answering(context, tenant.name), admission, tenant);
      await (saysAllInAnswer(activity) ? turn : promptly(turn));
      return { tenantId, refusal: undefined };
    },
    settled,
  };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
