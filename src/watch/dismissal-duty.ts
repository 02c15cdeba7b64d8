import { dismissalState, standingDismissals, type Standing } from '../alerts/dismissals';
import { wants } from '../alerts/subscription';
import type { Clock } from '../lib/clock';
import { messageOf } from '../lib/errors';
import type { Log } from '../lib/log';
import type { Random } from '../lib/random';
import type { KnownAlert } from '../ports/knowledge';
import type { Decision } from '../ports/ledger';
import type { NewPost } from '../ports/outbox';
import type { PimAlertActions } from '../ports/pim-alerts';
import type { Store } from '../ports/store';
import { openAlert } from '../views/parts/button';
import { audited } from './audited';
import { noticeTo } from './notices';
import type { Duty } from './duties';
import type { NoticePost } from './post';
import { restorationLease } from './restoration';

interface Dependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The app may change alerts by itself: what has run out is re-enabled instead of asked about. */
  readonly actions?: PimAlertActions;
}

/** A decision is written a moment after the change it is about, and a reading may be older than both. */
const SLACK_MS = 60_000;

export function createDismissalDuty({ store, clock, random, log, actions }: Dependencies): Duty {
  async function remember(
    { tenantId, alertId, id }: Decision,
    kind: 'returned' | 'enabled',
    reason: string,
  ): Promise<void> {
    await store.decisions.add({
      tenantId,
      id: random.uuid(),
      kind,
      alertId,
      actorId: 'rolecall',
      actorName: 'Rolecall',
      reason,
      at: clock.now(),
      detail: { of: id },
    });
  }

  /** To whoever subscribed to the alert, and to the conversation where it was dismissed. */
  async function tell(
    { alert }: KnownAlert,
    { id, tenantId, detail }: Decision,
    key: string,
    notice: Omit<NoticePost, 'kind'>,
  ): Promise<void> {
    const subscriptions = await store.subscriptions.list(tenantId);
    const wishes = subscriptions.filter((one) => wants(one, alert)).map((one) => one.conversationId);
    const { conversationId } = detail;
    const places = new Set([...wishes, ...(typeof conversationId === 'string' ? [conversationId] : [])]);
    await store.outbox.add(
      [...places].map((place): NewPost => noticeTo(tenantId, place, `${key}|${id}`, notice)),
    );
  }

  async function isBeingRestored({ restoring }: Standing<Decision>): Promise<boolean> {
    const reference = restoring?.detail['restored'];
    if (typeof reference !== 'string') return false;
    const lease = await store.leases.take(restorationLease(reference), random.uuid(), 1000);
    if (!lease) return true;
    await store.leases.release(lease);
    return false;
  }

  async function cameBack(known: KnownAlert, { dismissal, restoring }: Standing<Decision>): Promise<void> {
    const { title } = known.alert;
    const until = dismissal.until === undefined ? '' : ` until ${new Date(dismissal.until).toISOString()}`;
    await tell(known, restoring ?? dismissal, 'came-back', {
      tone: 'warning',
      title: `Came back: ${title}`,
      text: restoring
        ? `${restoring.actorName} had a scan run and wanted the dismissal restored, but it could not be: the right to do so is not kept, or was not enough. The alert is active.`
        : `${dismissal.actorName} dismissed this alert${until}, and it is active again. Nobody ordered that through me: Microsoft’s own scan may have brought it back, or somebody in the portal or by a script.`,
      next: [
        { title: 'Dismiss', verb: 'alert.dismiss', input: again(known, dismissal) },
        openAlert(known.alertId),
      ],
    });
    await remember(dismissal, 'returned', 'It came back, and nobody ordered that through Rolecall');
  }

  async function ranOut(known: KnownAlert, { dismissal }: Standing<Decision>): Promise<void> {
    const { title } = known.alert;
    const what = `The time for which ${dismissal.actorName} dismissed it is over (“${dismissal.reason}”).`;
    if (actions) {
      const line = {
        tenantId: dismissal.tenantId,
        actorId: 'rolecall',
        actorName: 'Rolecall',
        verb: 'alert.enable',
        target: known.alertId,
        reason: 'The dismissal ran out',
        reference: dismissal.id.slice(0, 8),
        detail: { of: dismissal.id },
      };
      await audited(line, () => actions.enableAlert(known.alertId), { store, clock });
      await tell(known, dismissal, 'ran-out', {
        tone: 'info',
        title: `Re-enabled: ${title}`,
        text: `${what} It counts as open again.`,
        next: [openAlert(known.alertId)],
      });
      await remember(dismissal, 'enabled', 'The dismissal ran out');
      return;
    }
    await tell(known, dismissal, 'ran-out', {
      tone: 'warning',
      title: `A dismissal has run out: ${title}`,
      text: `${what} The alert is still set aside until somebody decides.`,
      next: [
        { title: 'Re-enable', verb: 'alert.enable', input: { alert: known.alertId } },
        { title: 'Dismiss again', verb: 'alert.dismiss', input: { alert: known.alertId } },
      ],
    });
  }

  return async (tenantId, sweptAt) => {
    const kind = ['dismissed', 'enabled', 'returned', 'restoring'] as const;
    const standing = standingDismissals<Decision>(await store.decisions.list(tenantId, { kind }));
    if (standing.size === 0) return;
    const alerts = await store.knowledge.alerts(tenantId);
    for (const known of alerts) {
      const one = standing.get(known.alertId);
      if (!one || known.alert.doubtful || (one.restoring ?? one.dismissal).at > sweptAt - SLACK_MS) continue;
      try {
        const state = dismissalState(one.dismissal, known.alert.state, clock.now());
        if (state === 'ran-out') await ranOut(known, one);
        if (state === 'came-back' && !(await isBeingRestored(one))) await cameBack(known, one);
      } catch (error) {
        // The next sweep tries again.
        log.warn('a dismissal was not seen to', { alertId: known.alertId, what: messageOf(error) });
      }
    }
  };
}

function again({ alertId }: KnownAlert, { until, reason }: Decision) {
  return { alert: alertId, reason, ...(until === undefined ? {} : { until: new Date(until).toISOString() }) };
}
