import type { Actions, Confirmation, Verb } from '../actions';
import { audit, type Attempt } from '../capabilities/audits';
import type { ChangeCapability, Context, Place, Proposal, Reply } from '../capabilities/capability';
import { followDoubtful } from '../capabilities/remediate/record';
import { needsSecondPerson } from '../alerts/second-person';
import { UserError } from '../lib/errors';
import type { Acting } from '../ports/acting';
import type { SignIn, SignInProof } from '../ports/user-tokens';
import type { CardButton } from '../views/parts/button';
import { remedyView } from '../views/remedy-view';
import { refused } from './answers';
import { askSecond, refuseAlone } from './ask-second';

export type ChangeResult =
  | { readonly kind: 'reply'; readonly reply: Reply; readonly changed: boolean }
  | { readonly kind: 'sign-in'; readonly signIn: SignIn }
  | { readonly kind: 'exchange-failed'; readonly signIn: SignIn };

/** A change under way: what the audit log says about it, and the button that tries it again. */
export interface Begun {
  readonly attempt: Attempt;
  readonly again: CardButton;
  /** Told how it ended where it did not come to its end. */
  readonly ended?: (end: 'failed' | 'maybe-done') => Promise<void>;
  /** Where the card stands that tells of the end. */
  readonly stands?: (place: Place) => Promise<void>;
}

interface ChangeRequest {
  readonly capability: ChangeCapability<Verb>;
  readonly input: Actions[Verb];
  readonly context: Context;
  readonly acting: Acting;
  readonly proof?: SignInProof;
  /** Called as soon as the order may reach the tenant: from then on the end has to be told, too. */
  readonly begin: (begun: Begun) => void;
}

interface Confirmable {
  readonly reason?: string;
  readonly confirmed?: Confirmation;
}

/** A card posted today is pressed next year, and even then once. */
const NONCE_LIFE_MS = 5 * 365 * 24 * 3_600_000;

/**
 * Propose, ask, check that the answer fits the facts of this moment, get the right to act, spend the press, run. Every decision on
 * the way is a line of the audit log.
 */
export async function change(request: ChangeRequest): Promise<ChangeResult> {
  const { capability, context, input } = request;
  const ordered = () => orderedBy(input as Confirmable, context);
  const before = await ordered();
  if (before) return before;
  const proposal = await capability.propose?.(input, context);
  if (proposal && 'message' in proposal) return { kind: 'reply', reply: proposal, changed: false };
  const { confirmed, reason = '' } = input as Confirmable;
  const target = proposal?.target ?? (await capability.target?.(input, context)) ?? '';
  const attempt: Attempt = { verb: capability.verb, target, reason, detail: proposal?.detail ?? {} };

  if (proposal?.refusal) {
    // A press at the same time may have begun meanwhile: that is no refusal.
    const begun = await ordered();
    if (begun) return begun;
    await audit(context, attempt, 'denied', { rule: proposal.refusal.rule });
    return { kind: 'reply', reply: { message: refused(proposal.refusal.text, context) }, changed: false };
  }
  const needsTwo = proposal && needsSecondPerson(context.policy.twoPerson, proposal);
  if (needsTwo && context.conversation.kind === 'personal') return refuseAlone(attempt, context);
  const question = proposal && openQuestion(proposal, { confirmed, reason });
  if (question)
    return { kind: 'reply', reply: { message: ask(proposal, question, context) }, changed: false };

  if (needsTwo && confirmed) {
    await spend(confirmed.nonce, context);
    return askSecond(proposal, { attempt, reason }, context);
  }

  const right = await request.acting.as(context.actor, context.conversation, request.proof);
  if (right.kind !== 'ready') return right;
  // Spent only with the right in hand, so that signing in on the way does not use up the press.
  if (confirmed) await spend(confirmed.nonce, context);
  request.begin({
    attempt,
    again: again(capability.verb, input, proposal, context),
    ...(confirmed ? { stands: (place) => followDoubtful(confirmed.nonce, place, context) } : {}),
  });
  await audit(context, attempt, 'allowed');
  const outcome = await capability.run(proposal?.input ?? input, context, right.actions);
  const { receipt, verified, goesOn, ...reply } = outcome;
  if (!goesOn)
    await audit(context, attempt, 'done', receipt.requestId ? { requestId: receipt.requestId } : {});
  if (verified) await audit(context, attempt, 'verified');
  return { kind: 'reply', reply, changed: true };
}

/** What this very card has ordered already, as it stands now: pressing again shows it and does nothing. */
async function orderedBy(
  { confirmed }: Confirmable,
  { store, tenantId, clock }: Context,
): Promise<ChangeResult | undefined> {
  const remedy = confirmed && (await store.remedies.get(tenantId, confirmed.nonce));
  if (!remedy) return undefined;
  const notes = ['This was confirmed already, so it was not done again.'];
  return {
    kind: 'reply',
    reply: { message: remedyView({ remedy, notes, now: clock.now() }) },
    changed: false,
  };
}

/** What still has to be asked, as notes for the card; undefined when everything is answered. */
function openQuestion(
  proposal: Proposal<Verb>,
  { confirmed, reason }: { confirmed: Confirmation | undefined; reason: string },
): readonly string[] | undefined {
  if (!confirmed) return [];
  if (confirmed.seen !== proposal.seen) {
    return ['Things have changed since that card was drawn. This is how they stand now.'];
  }
  if (proposal.missing) return [proposal.missing];
  if (proposal.reason === 'required' && reason === '')
    return ['Please say why: the reason goes into the audit log.'];
  return undefined;
}

function ask(proposal: Proposal<Verb>, notes: readonly string[], { random }: Context) {
  return proposal.ask({ ...proposal.input, confirmed: { nonce: random.uuid(), seen: proposal.seen } }, notes);
}

async function spend(nonce: string, { store, tenantId }: Context): Promise<void> {
  if (await store.nonces.use(tenantId, nonce, NONCE_LIFE_MS)) return;
  throw new UserError(
    'This was confirmed already, so it was not done again. Open the alert to see how it stands.',
  );
}

/** The same change with a fresh nonce: for a person who first has to activate a role. */
function again(
  verb: Verb,
  input: Actions[Verb],
  proposal: Proposal<Verb> | undefined,
  { random }: Context,
): CardButton {
  const same = proposal
    ? { ...proposal.input, confirmed: { nonce: random.uuid(), seen: proposal.seen } }
    : input;
  return { title: 'Try again', verb, input: same } as CardButton;
}
