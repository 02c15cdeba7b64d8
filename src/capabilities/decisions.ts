import type { Decision } from '../ports/ledger';
import type { Context } from './capability';

/** Keeps in the ledger what the actor has decided at this moment, and gives the id of the line. */
export async function decided(
  decision: Omit<Decision, 'tenantId' | 'id' | 'actorId' | 'actorName' | 'at'>,
  { store, random, actor, tenantId, clock }: Context,
): Promise<string> {
  const id = random.uuid();
  const { id: actorId, name: actorName } = actor;
  await store.decisions.add({ ...decision, tenantId, id, actorId, actorName, at: clock.now() });
  return id;
}
