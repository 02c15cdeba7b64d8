import type { Alert, Incident } from '../../alerts/alert';
import { UserError } from '../../lib/errors';
import { GraphError, type PimAlertActions } from '../../ports/pim-alerts';
import type { RemedyItem, StoredRemedy } from '../../ports/remedies';
import { audit, outcomeOf, type Attempt } from '../audits';
import type { Context } from '../capability';
import { inTurn, lookOnceMore } from './alone';
import type { Weighed } from './facts';
import { leaving, redraw, remember, step } from './record';
import { send } from './send';

interface Work {
  readonly remedy: StoredRemedy;
  readonly alert: Alert;
  readonly actions: PimAlertActions;
}

/** What Graph says about everything, not about one incident: the rest would end the same. */
const HOPELESS = ['unauthenticated', 'forbidden', 'throttled', 'unavailable'];

const NOT_AS_CONFIRMED = {
  gone: 'It was gone already.',
  changed: 'It has changed since it was confirmed.',
};

/**
 * One order after the other. Before each the rules speak again and the incident is read again; after each the card is drawn
 * again. What is written down before an order leaves says which one it was, should the process end there.
 */
export async function carryOut({ remedy: begun, alert, actions }: Work, context: Context): Promise<void> {
  let remedy: StoredRemedy | undefined = begun;
  let givenUp: string | undefined;
  for (let index = 0; index < begun.items.length && remedy; index += 1) {
    const confirmed = begun.items[index]?.incident;
    if (!confirmed) continue;
    if (givenUp) {
      remedy = await step(remedy, index, { step: 'not-done', problem: givenUp }, context);
      continue;
    }
    const one = createItem({ alert, confirmed, remedyId: begun.id, reason: begun.reason, actions }, context);
    const end: End | undefined = await one.carry(async (change) => {
      remedy = remedy && (await step(remedy, index, change, context));
      return remedy !== undefined;
    });
    if (!end || !remedy) return;
    remedy = await step(remedy, index, end.change, context);
    givenUp = end.giveUp;
    if (remedy) await redraw(remedy, context);
  }
  if (remedy) await redraw(remedy, context, 'last');
}

interface End {
  readonly change: Partial<RemedyItem>;
  /** Why the rest is not even tried. */
  readonly giveUp?: string;
}

interface Item {
  readonly alert: Alert;
  readonly confirmed: Incident;
  readonly remedyId: string;
  readonly reason: string;
  readonly actions: PimAlertActions;
}

function createItem({ alert, confirmed, remedyId, reason, actions }: Item, context: Context) {
  const attempt: Attempt = {
    verb: 'incident.remediate',
    target: `${alert.id}/${confirmed.id}`,
    reason,
    detail: {
      incident: confirmed,
      ...(context.requestedBy ? { requestedBy: context.requestedBy, approvedBy: context.actor.id } : {}),
    },
  };

  /** Undefined: it is another process's business by now. */
  async function carry(mark: (change: Partial<RemedyItem>) => Promise<boolean>): Promise<End | undefined> {
    try {
      const order = async (weighed: Weighed, stillAlone: () => Promise<void>): Promise<End | undefined> => {
        const look = await lookOnceMore(alert.id, confirmed, context);
        if (look !== 'as-confirmed') return { change: { step: 'not-done', problem: NOT_AS_CONFIRMED[look] } };
        const sent = leaving(confirmed, weighed, context);
        if (!(await mark(sent))) return undefined;
        await audit(context, attempt, 'allowed');
        await stillAlone();
        const { receipt, gone } = await send(alert.id, confirmed, context, actions);
        const { requestId } = receipt;
        await audit(context, attempt, 'done', requestId ? { requestId } : {});
        if (gone) await audit(context, attempt, 'verified');
        await remember({ alertId: alert.id, incident: confirmed, reason, removed: sent.removed }, context);
        return { change: { step: gone ? 'gone' : 'accepted', ...(requestId ? { requestId } : {}) } };
      };
      return await inTurn({ alert, incident: confirmed, remedyId }, context, order);
    } catch (error) {
      context.log.warn('one of many was not remediated', { alertId: alert.id, error });
      return ended(error);
    }
  }

  async function ended(error: unknown): Promise<End> {
    const [outcome, told] = outcomeOf(error);
    await audit(context, attempt, outcome, told);
    if (error instanceof UserError) return { change: { step: 'not-done', problem: error.message } };
    const giveUp = givesUp(error);
    const change: Partial<RemedyItem> =
      outcome === 'maybe-done' ? { step: 'uncertain' } : { step: 'not-done', problem: wordsOf(error) };
    return { change, ...(giveUp ? { giveUp } : {}) };
  }

  return { carry };
}

function givesUp(error: unknown): string | undefined {
  if (!(error instanceof GraphError)) return 'Rolecall itself failed before its turn, so it was not tried.';
  return HOPELESS.includes(error.details.reason) ? `${wordsOf(error)} It was not tried.` : undefined;
}

function wordsOf(error: unknown): string {
  const reason = error instanceof GraphError ? error.details.reason : undefined;
  if (reason === 'forbidden')
    return 'Microsoft did not allow it; the Entra role may be missing or not active.';
  if (reason === 'unauthenticated') return 'Microsoft did not accept the sign-in.';
  if (reason === 'throttled') return 'Microsoft asked to wait.';
  if (reason === 'not-found') return 'Microsoft does not know it any more.';
  return reason === 'unavailable' ? 'Microsoft does not answer.' : 'Microsoft refused it.';
}
