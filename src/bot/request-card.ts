import type { Context, Place, Reply } from '../capabilities/capability';
import type { Approval } from '../ports/approvals';
import { approvalView } from '../views/approval-view';
import { redrawn, standingKey } from '../views/standing';
import type { ChangeResult } from './change';

/** The card of the request; `forAll`: everybody who sees it has to see this. */
export function shown(
  approval: Approval,
  notes: readonly string[],
  context: Context,
  forAll: boolean,
): ChangeResult {
  const reply: Reply = {
    message: approvalView({ approval, notes, now: context.clock.now() }),
    stands: (place) => stand(approval, place, context),
  };
  return { kind: 'reply', reply, changed: forAll };
}

/** The first card that stands is the one that everybody watches; it is drawn again when the decision falls elsewhere. */
async function stand(approval: Approval, place: Place, context: Context): Promise<void> {
  const { store, tenantId } = context;
  const cardKey = standingKey({ kind: 'approval', id: approval.id });
  const cards = await store.cards.find(tenantId, cardKey);
  if (cards.length === 0) await store.cards.save({ tenantId, ...place, cardKey });
  else await redraw(approval, `${approval.state}:${approval.decidedAt ?? 0}`, context, place);
}

/** Draws the request anew wherever its card stands, but for the place where something else has taken it. */
export async function redraw(
  { id }: Approval,
  stamp: string,
  { store, tenantId }: Context,
  except?: Place,
): Promise<void> {
  const standing = { kind: 'approval', id } as const;
  const cards = await store.cards.find(tenantId, standingKey(standing));
  const others = cards.filter(
    ({ activityId, conversationId }) =>
      activityId !== except?.activityId || conversationId !== except.conversationId,
  );
  if (others.length > 0) await store.outbox.add(redrawn(standing, others, stamp));
}
