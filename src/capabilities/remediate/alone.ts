import type { Alert, Incident } from '../../alerts/alert';
import { isGlobalAdministrator } from '../../alerts/guard-rails';
import { UserError } from '../../lib/errors';
import type { Context } from '../capability';
import { weigh, type Weighed } from './facts';

const LONGEST_MS = 2 * 60_000;

/** A rule has spoken at the last moment. */
export class RefusedByRule extends UserError {
  readonly rule: string;

  constructor(rule: string, text: string) {
    super(`${text} Nothing was changed.`);
    this.rule = rule;
  }
}

/**
 * Lets the rules speak once more, right before the order. Global Administrators are removed one at a time, across replicas: two
 * at once could each leave enough of them, and both together too few. The work calls `stillAlone` right before it sends.
 */
export async function inTurn<T>(
  alert: Alert,
  incident: Incident,
  context: Context,
  work: (weighed: Weighed, stillAlone: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const decided = async (stillAlone: () => Promise<void>): Promise<T> => {
    const weighed = await weigh(alert, incident, context);
    const refusal = weighed.objections.find(({ weight }) => weight === 'refuse');
    if (refusal) throw new RefusedByRule(refusal.rule, refusal.text);
    return work(weighed, stillAlone);
  };
  if (!isGlobalAdministrator(incident)) return decided(() => Promise.resolve());
  const { store, tenantId, random } = context;
  const lease = await store.leases.take(`global-admins|${tenantId}`, random.uuid(), LONGEST_MS);
  if (!lease) {
    throw new UserError(
      'Another Global Administrator is being removed at this moment, so nothing was done. Try again in a minute.',
    );
  }
  const stillAlone = async (): Promise<void> => {
    if (await store.leases.renew(lease, LONGEST_MS)) return;
    throw new UserError(
      'This took so long that another Global Administrator may be removed at this moment, so nothing was sent. Try again.',
    );
  };
  try {
    return await decided(stillAlone);
  } finally {
    await store.leases.release(lease);
  }
}
