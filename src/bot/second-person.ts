import type { Actions, Verb } from '../actions';
import { isSamePerson, standingOf } from '../alerts/second-person';
import { audit, type Attempt } from '../capabilities/audits';
import type {
  Capability,
  ChangeCapability,
  Context,
  DecideCapability,
  Place,
} from '../capabilities/capability';
import { followDoubtful } from '../capabilities/remediate/record';
import { UserError } from '../lib/errors';
import type { Acting } from '../ports/acting';
import type { Approval, ApprovalState, Somebody } from '../ports/approvals';
import type { SignInProof } from '../ports/user-tokens';
import type { Begun, ChangeResult } from './change';
import { NO_ROLE } from './answers';
import { redraw, shown } from './request-card';

interface Decision {
  readonly capability: DecideCapability<Verb>;
  readonly capabilities: readonly Capability[];
  readonly input: Actions[Verb];
  readonly context: Context;
  readonly acting: Acting;
  readonly proof?: SignInProof;
  readonly begin: (begun: Begun) => void;
}

/** The second person's word, or either one's change of mind. */
export async function decide(decision: Decision): Promise<ChangeResult> {
  const { capability, input, context } = decision;
  const { request, verdict } = capability.decision(input);
  const { store, tenantId, clock } = context;
  const approval = await store.approvals.get(tenantId, request);
  if (!approval) throw new UserError('I do not know that request. “requests” lists what waits.');
  const attempt = attemptOf(approval, context);
  const standing = standingOf(approval, clock.now());
  if (standing !== 'open') {
    if (standing === 'expired') await audit(context, attempt, 'denied', { rule: 'two-person-expired' });
    return shown(approval, standing === 'expired' ? [] : ['This was decided already.'], context, false);
  }
  const isRequester = isSamePerson(context.actor, approval.requestedBy);
  const takesBack = isRequester && verdict === 'withdraw';
  if (!context.mayAct && !takesBack) {
    await audit(context, attempt, 'denied', { rule: 'operators' });
    return shown(approval, ['Only an operator may decide on this.'], context, false);
  }
  if (isRequester && verdict === 'approve') {
    await audit(context, attempt, 'denied', { rule: 'two-person-same' });
    return shown(approval, ['You asked for this yourself. Somebody else has to approve it.'], context, false);
  }
  if (!takesBack && !(await context.holdsRight())) {
    await audit(context, attempt, 'denied', { rule: 'entra-role' });
    return shown(approval, [NO_ROLE], context, false);
  }
  return verdict === 'withdraw' ? withdraw(approval, attempt, context) : approve(approval, attempt, decision);
}

async function withdraw(approval: Approval, attempt: Attempt, context: Context): Promise<ChangeResult> {
  if (!(await move(approval, { from: 'open', to: 'withdrawn' }, context)))
    return overtaken(approval, context);
  await audit(context, attempt, 'withdrawn');
  return shown(await latest(approval, context), [], context, true);
}

/** Everything is asked again of this moment, for both people; only then is the request claimed, once, and carried out. */
async function approve(approval: Approval, attempt: Attempt, decision: Decision): Promise<ChangeResult> {
  const { capabilities, acting, proof, begin } = decision;
  const { requestedBy, id: request } = approval;
  const context: Context = { ...decision.context, requestedBy, request };
  const capability = capabilities.find((one): one is ChangeCapability<Verb> => isThat(one, approval.verb));
  const input = capability?.input.safeParse(approval.input);
  if (!capability?.propose || !input?.success) return outdated(approval, attempt, context);
  const proposal = await capability.propose(input.data, context).catch(gone);
  if (!proposal || 'message' in proposal || proposal.seen !== approval.seen || proposal.missing)
    return outdated(approval, attempt, context);
  if (proposal.refusal) {
    // Whoever was quicker has begun: that is no refusal.
    if ((await latest(approval, context)).state !== 'open') return overtaken(approval, context);
    await audit(context, attempt, 'denied', { rule: proposal.refusal.rule });
    return shown(approval, [proposal.refusal.text], context, false);
  }
  if (!(await context.mayStill(requestedBy))) {
    await audit(context, attempt, 'denied', { rule: 'two-person-requester' });
    return shown(approval, [withoutRight(requestedBy)], context, false);
  }
  const right = await acting.as(context.actor, context.conversation, proof);
  if (right.kind !== 'ready') return right;
  if (!(await move(approval, { from: 'open', to: 'running' }, context))) return overtaken(approval, context);
  // One for each approval: what Microsoft refused may be approved once more.
  const confirmed = { nonce: context.random.uuid(), seen: approval.seen };
  begin({
    attempt,
    again: { title: 'Try again', verb: 'request.approve', input: { request: approval.id } },
    ended: (end) => settle(approval, end, context),
    stands: (place) => followDoubtful(confirmed.nonce, place, context),
  });
  await audit(context, attempt, 'approved');
  await audit(context, attempt, 'allowed');
  const outcome = await capability.run({ ...proposal.input, confirmed }, context, right.actions);
  const { receipt, verified, goesOn, stands, ...reply } = outcome;
  if (!goesOn)
    await audit(context, attempt, 'done', receipt.requestId ? { requestId: receipt.requestId } : {});
  if (verified) await audit(context, attempt, 'verified');
  await move(approval, { from: 'running', to: 'done' }, context);
  const standsHere = async (place: Place): Promise<void> => {
    await stands?.(place);
    await redraw(approval, 'done', context, place);
  };
  return { kind: 'reply', reply: { ...reply, stands: standsHere }, changed: true };
}

/** The request stays: a role that has run out can be activated again. */
function withoutRight({ name }: Somebody): string {
  return `${name}, who asked for this, may not do it any more: the account is disabled, or the right is withdrawn or has run out. Approve it once the right is back, or withdraw it and have somebody else ask.`;
}

/** What can no longer be proposed has changed since it was asked. */
function gone(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error;
  return undefined;
}

/** What certainly was not done may be approved once more; anything else ends the request. */
async function settle(approval: Approval, end: 'failed' | 'maybe-done', context: Context): Promise<void> {
  const to = end === 'failed' ? 'open' : end;
  await move(approval, { from: 'running', to }, context);
  await redraw(approval, `${to}:${context.clock.now()}`, context);
}

async function outdated(approval: Approval, attempt: Attempt, context: Context): Promise<ChangeResult> {
  if (!(await move(approval, { from: 'open', to: 'outdated' }, context))) return overtaken(approval, context);
  await audit(context, attempt, 'denied', { rule: 'changed' });
  return shown(await latest(approval, context), [], context, true);
}

async function overtaken(approval: Approval, context: Context): Promise<ChangeResult> {
  return shown(await latest(approval, context), ['Somebody else was quicker.'], context, false);
}

async function latest(approval: Approval, { store, tenantId }: Context): Promise<Approval> {
  return (await store.approvals.get(tenantId, approval.id)) ?? approval;
}

function move(
  { id }: Approval,
  change: { readonly from: ApprovalState; readonly to: ApprovalState },
  { store, tenantId, actor, clock }: Context,
): Promise<boolean> {
  return store.approvals.move(tenantId, id, {
    ...change,
    by: { id: actor.id, name: actor.name },
    at: clock.now(),
  });
}

/** Both people are named on every line, whoever of them writes it. */
function attemptOf({ id, verb, target, reason, requestedBy, input }: Approval, { actor }: Context): Attempt {
  return {
    verb,
    target,
    reason,
    detail: { request: id, requestedBy, decidedBy: { id: actor.id, name: actor.name }, input },
  };
}

function isThat(one: Capability, verb: string): boolean {
  return one.effect === 'changes' && one.verb === verb;
}
