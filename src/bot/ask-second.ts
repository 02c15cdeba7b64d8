import type { Verb } from '../actions';
import { APPROVAL_LIFE_MS } from '../alerts/second-person';
import { audit, type Attempt } from '../capabilities/audits';
import type { Context, Proposal } from '../capabilities/capability';
import { UserError } from '../lib/errors';
import type { ApprovalRequest } from '../ports/approvals';
import type { ChangeResult } from './change';
import { NO_ROLE, refused } from './answers';
import { shown } from './request-card';

const ASKING_MS = 30_000;
const MOST_OPEN = 1000;

/** A confirmed change that needs a second person: written down instead of done, and shown to everybody. */
export async function askSecond(
  proposal: Proposal<Verb>,
  { attempt, reason }: { readonly attempt: Attempt; readonly reason: string },
  context: Context,
): Promise<ChangeResult> {
  const { store, tenantId, clock, random, actor, conversation } = context;
  const at = clock.now();
  const request: ApprovalRequest = {
    tenantId,
    id: random.uuid(),
    verb: attempt.verb,
    target: proposal.target,
    title: proposal.title,
    lines: proposal.consequences,
    input: { ...proposal.input, reason },
    seen: proposal.seen,
    reason,
    requestedBy: { id: actor.id, name: actor.name },
    conversationId: conversation.id,
    requestedAt: at,
    expiresAt: at + APPROVAL_LIFE_MS,
  };
  if (!(await context.holdsRight())) {
    await audit(context, attempt, 'denied', { rule: 'entra-role' });
    return { kind: 'reply', reply: { message: refused(NO_ROLE, context) }, changed: false };
  }
  const lease = await store.leases.take(`ask|${tenantId}|${request.target}`, request.id, ASKING_MS);
  if (!lease) throw new UserError('Somebody is asking for the same at this moment. Look at “requests”.');
  try {
    return await askOnce(request, attempt, context);
  } finally {
    await store.leases.release(lease);
  }
}

/** One open request for one thing: whoever asks again is shown it. */
async function askOnce(request: ApprovalRequest, attempt: Attempt, context: Context): Promise<ChangeResult> {
  const { store, tenantId, actor } = context;
  const open = await store.approvals.open(tenantId, request.requestedAt, MOST_OPEN);
  const same = open.find(({ verb, target }) => verb === request.verb && target === request.target);
  if (same)
    return shown(same, ['This is asked for already. Withdraw it to ask for something else.'], context, false);
  await audit(context, attempt, 'requested', { request: request.id, requestedBy: actor.name });
  await store.approvals.add(request);
  return shown({ ...request, state: 'open' }, [], context, true);
}

export async function refuseAlone(attempt: Attempt, context: Context): Promise<ChangeResult> {
  await audit(context, attempt, 'denied', { rule: 'two-person-alone' });
  const text =
    'This needs a second person, and here nobody else can see it. Ask in a channel or a chat where another operator is.';
  return { kind: 'reply', reply: { message: refused(text, context) }, changed: false };
}
