import type { Clock } from '../lib/clock';
import type { Approval } from '../ports/approvals';
import type { Store } from '../ports/store';
import { redrawn, standingKey } from '../views/standing';

interface Dependencies {
  readonly store: Store;
  readonly clock: Clock;
}

/** Longer than any change takes whose process lives. */
const SILENT_MS = 3 * 60_000;
const MOST = 100;

/** Ends approvals whose process died after the claim: whether the change was done is not known. Returns how many. */
export async function endSilentApprovals(tenantId: string, { store, clock }: Dependencies): Promise<number> {
  const at = clock.now();
  let ended = 0;
  for (const approval of await store.approvals.running(tenantId, at - SILENT_MS, MOST)) {
    const by = approval.decidedBy ?? approval.requestedBy;
    const moved = await store.approvals.move(tenantId, approval.id, {
      from: 'running',
      to: 'maybe-done',
      by,
      at,
    });
    if (!moved) continue;
    ended += 1;
    await tell(approval, { store, at });
  }
  return ended;
}

async function tell(
  { tenantId, id, verb, target, reason, requestedBy, decidedBy }: Approval,
  { store, at }: { readonly store: Store; readonly at: number },
): Promise<void> {
  const actor = decidedBy ?? requestedBy;
  await store.audit.append({
    tenantId,
    at,
    actorId: actor.id,
    actorName: actor.name,
    verb,
    outcome: 'maybe-done',
    target,
    reason,
    reference: id.slice(0, 8),
    detail: { request: id, requestedBy, error: 'Rolecall ended on the way.' },
  });
  const standing = { kind: 'approval', id } as const;
  const cards = await store.cards.find(tenantId, standingKey(standing));
  if (cards.length > 0) await store.outbox.add(redrawn(standing, cards, `maybe-done:${at}`));
}
