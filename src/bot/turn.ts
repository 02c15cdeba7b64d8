import { audit, outcomeOf } from '../capabilities/audits';
import type { Capability, Context, Reply } from '../capabilities/capability';
import { Refused } from '../capabilities/refused';
import { UserError, messageOf } from '../lib/errors';
import type { Log } from '../lib/log';
import { currentOrigin, newOrigin } from '../lib/origin';
import type { Acting } from '../ports/acting';
import type { Message } from '../ports/notifier';
import { GraphError } from '../ports/pim-alerts';
import type { SignInProof } from '../ports/user-tokens';
import type { CardButton } from '../views/parts/button';
import { NO_ROLE, notUnderstood, refused } from './answers';
import type { Authority } from './authorise';
import { change, type Begun, type ChangeResult } from './change';
import { explain, needsNewSignIn } from './explain';
import { alertPressed, understand, type Said } from './intent';
import { answerQuery, type Found } from './search';
import { decide as second } from './second-person';

export interface Request {
  readonly said: Said;
  /** A refresh by the client itself, with nobody behind it: it never acts and is never asked to sign in. */
  readonly automatic: boolean;
  readonly proof?: SignInProof;
  /** Without what only the turn knows. */
  readonly context: Omit<Context, 'mayAct' | 'holdsRight' | 'mayStill' | 'reference'>;
}

/** A sign-in carries what goes on after it. */
export type TurnResult =
  | Extract<ChangeResult, { kind: 'reply' }>
  | (Exclude<ChangeResult, { kind: 'reply' }> & { readonly resume: CardButton });

export interface Turn {
  /** Understand, authorise, confirm, run, present. Never rejects: whatever is thrown becomes a card. */
  handle(request: Request): Promise<TurnResult>;
  /** Takes what a sign-in brought back; a message says why it is of no use. Never rejects. */
  signIn(request: Omit<Request, 'said'>): Promise<'done' | 'again' | Message>;
  /** What a search in the compose box finds, for those who may read. Never rejects. */
  search(value: unknown, context: Request['context']): Promise<Found>;
}

interface TurnDeps {
  readonly capabilities: readonly Capability[];
  readonly authority: Authority;
  readonly acting: Acting;
}

export function createTurn({ capabilities, authority, acting }: TurnDeps): Turn {
  async function decide(
    request: Request,
    context: Context,
    begin: (begun: Begun) => void,
  ): Promise<TurnResult> {
    if (!(await authority.mayRead(context.actor))) {
      await deny(context, 'read', 'readers');
      return plain({
        message: refused(
          'You are not among those who may use Rolecall here. Whoever runs it can let you in.',
          context,
        ),
      });
    }
    const intent = understand(request.said, capabilities);
    if (!intent) return plain({ message: notUnderstood(request.said, capabilities, context) });
    const { capability, input } = intent;
    if (capability.effect !== 'changes' && capability.effect !== 'decides') {
      if (capability.needsRight && (!context.mayAct || request.automatic))
        return mayNot(capability.verb, request.automatic, context);
      if (capability.needsRight && !(await context.holdsRight()))
        return withoutRole(capability.verb, context);
      context.log.info('allowed', { verb: capability.verb });
      const reply = await capability.run(input, context).catch(async (error: unknown) => {
        if (error instanceof Refused) await deny(context, capability.verb, error.rule, { input });
        throw error;
      });
      if (capability.effect === 'remembers' && reply.record !== 'nothing') {
        const { record = { target: context.conversation.id, reason: '', detail: { input } } } = reply;
        await audit(context, { verb: capability.verb, ...record }, 'done');
      }
      return plain(reply);
    }
    const proof = request.proof ? { proof: request.proof } : {};
    const resume = { title: 'Go on', verb: capability.verb, input } as CardButton;
    if (capability.effect === 'decides' && !request.automatic) {
      const decided = await second({ capability, capabilities, input, context, acting, begin, ...proof });
      return decided.kind === 'reply' ? decided : { ...decided, resume };
    }
    if (!context.mayAct || request.automatic || capability.effect === 'decides')
      return mayNot(capability.verb, request.automatic, context);
    const result = await change({ capability, input, context, acting, begin, ...proof });
    return result.kind === 'reply' ? result : { ...result, resume };
  }

  return {
    search: (value, context) => answerQuery(value, { authority, context }),
    async signIn({ context, proof }) {
      const { reference, log } = traced(context);
      try {
        const result = await acting.as(context.actor, context.conversation, proof);
        return result.kind === 'ready' ? 'done' : 'again';
      } catch (error) {
        report(error, log);
        return explain(error, { reference, now: context.clock.now(), again: undefined, about: undefined });
      }
    },
    async handle(request) {
      const { clock, actor } = request.context;
      const { reference, log } = traced(request.context);
      let begun: Begun | undefined;
      let context: Context | undefined;
      try {
        context = {
          ...request.context,
          reference,
          log,
          mayAct: await authority.mayAct(actor),
          holdsRight: () => authority.holdsRight(actor),
          mayStill: (somebody) => authority.mayStill(somebody),
        };
        return await decide(request, context, (begins) => (begun = begins));
      } catch (error) {
        report(error, log);
        if (begun && context) await auditEnd(begun, context, error);
        // Without this the token service would hand out the same token again.
        if (begun && context && needsNewSignIn(error)) await forgetSignIn(context);
        const about = alertPressed(request.said);
        const message = explain(error, { reference, now: clock.now(), again: begun?.again, about });
        return plain({ message, ...(begun?.stands ? { stands: begun.stands } : {}) });
      }
    },
  };
}

function traced({ random, actor, log }: Request['context']) {
  const { reference } = currentOrigin() ?? newOrigin(random);
  return { reference, log: log.with({ actorId: actor.id }) };
}

function plain(reply: Reply): Extract<ChangeResult, { kind: 'reply' }> {
  return { kind: 'reply', reply, changed: false };
}

async function mayNot(verb: string, automatic: boolean, context: Context): Promise<TurnResult> {
  await deny(context, verb, automatic ? 'automatic' : 'operators');
  return plain({
    message: refused('You may look, but not change anything here. Ask an operator.', context),
  });
}

async function withoutRole(verb: string, context: Context): Promise<TurnResult> {
  await deny(context, verb, 'entra-role');
  return plain({ message: refused(NO_ROLE, context) });
}

/** The person is answered even where the log cannot be written. */
async function auditEnd({ attempt, ended }: Begun, context: Context, error: unknown): Promise<void> {
  try {
    const [outcome, told] = outcomeOf(error);
    await audit(context, attempt, outcome, told);
    await ended?.(outcome === 'maybe-done' ? 'maybe-done' : 'failed');
  } catch (failure) {
    context.log.error('an end is missing in the audit log', { verb: attempt.verb, what: messageOf(failure) });
  }
}

async function forgetSignIn({ signOut, log }: Context): Promise<void> {
  await signOut().catch((error: unknown) => log.warn('sign-in not forgotten', { what: messageOf(error) }));
}

async function deny(context: Context, verb: string, rule: string, detail = {}): Promise<void> {
  context.log.info('denied', { verb, rule });
  await audit(context, { verb, target: '', reason: '', detail }, 'denied', { rule });
}

function report(error: unknown, log: Log): void {
  // Not with what: it repeats names and what was typed.
  if (error instanceof UserError) log.info('told the person');
  else if (error instanceof GraphError) {
    log.warn('graph refused', {
      ...error.details,
      cause: undefined,
      claims: undefined,
      what: messageOf(error),
    });
  } else log.error('turn failed', { error });
}
