import { UserError } from '../lib/errors';
import type { AuditEntry } from '../ports/ledger';
import { GraphError } from '../ports/pim-alerts';
import type { Context } from './capability';
import { Refused } from './refused';

/** What the audit log has to say about something somebody tried, however it ends. */
export type Attempt = Pick<AuditEntry, 'verb' | 'target' | 'reason' | 'detail'>;

type Outcome = AuditEntry['outcome'];

/** Writes one line of the audit log about this attempt. */
export async function audit(
  context: Context,
  { detail, ...attempt }: Attempt,
  outcome: Outcome,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { store, tenantId, clock, actor, reference } = context;
  const { requestId, ...rest } = more;
  await store.audit.append({
    tenantId,
    at: clock.now(),
    actorId: actor.id,
    actorName: actor.name,
    outcome,
    reference,
    ...attempt,
    ...(requestId ? { requestId } : {}),
    detail: { ...detail, ...rest },
  });
}

/** How an attempt that threw has ended, as far as that is known. */
export function outcomeOf(error: unknown): readonly [Outcome, Readonly<Record<string, string>>] {
  if (error instanceof Refused) return ['denied', { rule: error.rule }];
  if (error instanceof UserError) return ['failed', { error: error.message }];
  // A fault of our own may have struck after the order had left.
  if (!(error instanceof GraphError)) return ['maybe-done', { error: 'internal' }];
  const { maybeDone, reason, code, requestId } = error.details;
  const told = { graph: reason, ...(code ? { code } : {}), ...(requestId ? { requestId } : {}) };
  return [maybeDone ? 'maybe-done' : 'failed', told];
}
