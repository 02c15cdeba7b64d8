import type { Clock } from '../lib/clock';
import type { Approval } from '../ports/approvals';
import type { StoredRemedy } from '../ports/remedies';
import type { Store } from '../ports/store';
import { redrawn, standingKey } from '../views/standing';

interface Dependencies {
  readonly store: Store;
  readonly clock: Clock;
}

type End = 'done' | 'failed' | 'maybe-done';

/** Longer than any change takes whose process lives. */
const SILENT_MS = 3 * 60_000;
const MOST = 100;
/** A row says of these what became of them; it is written before an order leaves. */
const REMEDIATIONS = new Set(['incident.remediate', 'incidents.remediate']);

/**
 * Ends approvals whose process died after the claim: as the remedy says that they led to, once it has been looked at; of any other
 * change nobody knows whether it was done. Returns how many.
 */
export async function endSilentApprovals(tenantId: string, { store, clock }: Dependencies): Promise<number> {
  const at = clock.now();
  let ended = 0;
  for (const approval of await store.approvals.running(tenantId, at - SILENT_MS, MOST)) {
    const end = REMEDIATIONS.has(approval.verb) ? endOf(await remedyOf(approval, store)) : 'maybe-done';
    if (!end) continue;
    const by = approval.decidedBy ?? approval.requestedBy;
    const change = { from: 'running', to: end, by, at } as const;
    if (!(await store.approvals.move(tenantId, approval.id, change))) continue;
    ended += 1;
    await tell(approval, end, { store, at });
  }
  return ended;
}

/** What its last claim has led to. Undefined: the process died before anything was sent. */
async function remedyOf(
  { tenantId, id, decidedAt = 0 }: Approval,
  { remedies }: Store,
): Promise<StoredRemedy | undefined> {
  const begun = await remedies.since(tenantId, decidedAt, MOST);
  return begun.find(({ request }) => request === id);
}

/** Undefined: it is still being looked at. */
function endOf(remedy: StoredRemedy | undefined): End | undefined {
  if (!remedy) return 'failed';
  if (remedy.checkAt !== undefined) return undefined;
  const steps = new Set(remedy.items.map(({ step }) => step));
  if (steps.has('still-there')) return 'maybe-done';
  return steps.has('gone') ? 'done' : 'failed';
}

async function tell(
  { tenantId, id, verb, target, reason, requestedBy, decidedBy }: Approval,
  end: End,
  { store, at }: { readonly store: Store; readonly at: number },
): Promise<void> {
  const actor = decidedBy ?? requestedBy;
  await store.audit.append({
    tenantId,
    at,
    actorId: actor.id,
    actorName: actor.name,
    verb,
    outcome: end,
    target,
    reason,
    reference: id.slice(0, 8),
    detail: {
      request: id,
      requestedBy,
      note: 'Rolecall ended on the way; this is what looking again has shown.',
    },
  });
  const standing = { kind: 'approval', id } as const;
  const cards = await store.cards.find(tenantId, standingKey(standing));
  if (cards.length > 0) await store.outbox.add(redrawn(standing, cards, `${end}:${at}`));
}
