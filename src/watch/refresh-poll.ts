import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { StoredOperation } from '../ports/operations';
import { GraphError, type OperationStatus, type PimAlerts } from '../ports/pim-alerts';
import type { RefreshProgress, RefreshState } from '../ports/refreshes';
import { finished, type Row } from './refresh-progress';

/** Whatever the service says or does not say, a scan is given up after this. */
const LIMIT_MS = 20 * 60_000;
/** The operation has ended: alerts whose scan does not move for so long were left out. */
const QUIET_MS = 60_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 10_000;

interface Poll {
  readonly alerts: PimAlerts;
  readonly clock: Clock;
  readonly log: Log;
  readonly operation: StoredOperation;
  readonly progress: RefreshProgress;
  /** Called after each look, changed or not. */
  readonly onProgress: (progress: RefreshProgress) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Asks until the scan has ended: by the operation's own word, and for all alerts (or where that word is lost or not understood)
 * by the time of each alert's last scan.
 */
export async function pollRefresh(poll: Poll): Promise<RefreshProgress> {
  const { alerts, clock, log, operation, onProgress, signal } = poll;
  const { target } = poll.progress;
  // One operation may stand for many scans.
  const all = target === 'all' || 'alertIds' in target;
  let progress = poll.progress;
  let lost = false;
  let movedAt = clock.now();
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)) {
    let asked = 0;
    try {
      const status = lost ? 'unknown' : await ask();
      if (status === 'failed') return finished(progress, 'failed', 'Microsoft says that the scan failed.');
      if (!all && (status === 'succeeded' || status === 'skipped')) return finished(progress, endOf(status));
      if (all || status === 'unknown') {
        const rows = await compare();
        if (rows.some((row, index) => row.state !== progress.rows[index]?.state)) movedAt = clock.now();
        progress = { ...progress, rows };
        if (rows.every(hasEnded)) return { ...progress, state: 'done' };
        const over = status === 'succeeded' || status === 'skipped';
        if (over && clock.now() - movedAt >= QUIET_MS) return leftOut(progress);
      }
    } catch (error) {
      if (signal.aborted || !(error instanceof GraphError)) throw error;
      const { reason, retryAfterSeconds = 0 } = error.details;
      log.warn('scan could not be followed', { operation: operation.id, reason });
      if (reason === 'forbidden' || reason === 'unauthenticated')
        return finished(progress, 'failed', 'I am not allowed to see how the scan goes. “status” says more.');
      asked = retryAfterSeconds * 1000;
    }
    if (clock.now() - operation.startedAt >= LIMIT_MS)
      return finished(progress, 'failed', 'The scan did not end within 20 minutes. Try again later.');
    await onProgress(progress);
    await clock.sleep(Math.max(wait, asked), signal);
  }

  /** An operation that is not there (any more) has lost its word: the scans themselves are looked at from then on. */
  async function ask(): Promise<OperationStatus> {
    try {
      return (await alerts.getOperation(operation.location, { fresh: true, signal })).status;
    } catch (error) {
      const gone = error instanceof GraphError && ['not-found', 'invalid'].includes(error.details.reason);
      if (!gone) throw error;
      lost = true;
      return 'unknown';
    }
  }

  async function compare(): Promise<Row[]> {
    const { value } = await alerts.listAlerts({ incidents: 'as-sent', fresh: true, signal });
    const now = new Map(value.map((alert) => [alert.id.toLowerCase(), alert]));
    return progress.rows.map((row): Row => {
      const alert = now.get(row.alertId.toLowerCase());
      if (alert?.state === 'disabled') return { ...row, state: 'skipped' };
      const moved = (alert?.lastScanned ?? null) !== (operation.before[row.alertId] ?? null);
      return { ...row, state: alert && moved ? 'done' : 'running' };
    });
  }
}

function endOf(status: 'succeeded' | 'skipped'): 'done' | 'skipped' {
  return status === 'succeeded' ? 'done' : 'skipped';
}

function leftOut(progress: RefreshProgress): RefreshProgress {
  const rows = progress.rows.map((row): Row => (hasEnded(row) ? row : { ...row, state: 'skipped' }));
  return { ...progress, rows, state: rows.some(({ state }) => state === 'done') ? 'done' : 'skipped' };
}

function hasEnded({ state }: { readonly state: RefreshState }): boolean {
  return state !== 'waiting' && state !== 'running';
}
