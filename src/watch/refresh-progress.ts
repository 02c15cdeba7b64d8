import { kindOf, suffixOf } from '../alerts/kinds';
import type { KnownAlert } from '../ports/knowledge';
import type { StoredOperation } from '../ports/operations';
import type { RefreshDiff, RefreshProgress, RefreshState } from '../ports/refreshes';
import type { SweepOutcome, SweptAlert } from './sweep';

export type Target = RefreshProgress['target'];
export type Row = RefreshProgress['rows'][number];

const ONE = 'refresh:';
const ALL = 'refresh:all';

export function operationId(target: Target): string {
  return target === 'all' ? ALL : `${ONE}${target.alertId}`;
}

function targetOf(id: string): Target {
  return id === ALL ? 'all' : { alertId: id.slice(ONE.length) };
}

/** How a scan stands that we know only from the store. */
export function progressOf(
  { id, startedBy, startedAt, before }: Pick<StoredOperation, 'id' | 'startedBy' | 'startedAt' | 'before'>,
  known: readonly KnownAlert[],
  state: RefreshState = 'running',
): RefreshProgress {
  const rows = Object.keys(before).map((alertId): Row => {
    const alert = known.find((one) => one.alertId === alertId)?.alert ?? kindOf(suffixOf(alertId));
    return { alertId, slug: alert.slug, title: alert.title, state };
  });
  return { id, target: targetOf(id), startedBy, startedAt, rows, state };
}

/** The end of a scan: rows that were still open end as the whole does. */
export function finished(
  progress: RefreshProgress,
  state: 'done' | 'failed' | 'skipped',
  problem?: string,
): RefreshProgress {
  const rows = progress.rows.map((row): Row =>
    row.state === 'waiting' || row.state === 'running' ? { ...row, state } : row,
  );
  return { ...progress, rows, state, ...(problem === undefined ? {} : { problem }) };
}

/** What sweeps found while a scan ran, added up. */
export function createGathering() {
  const byAlert = new Map<string, RefreshDiff>();

  function add({ alertId, raised, cleared, unchanged, changed, sample }: SweptAlert): void {
    const before = byAlert.get(alertId);
    // What an earlier sweep of this scan raised is no news to the later one.
    const asBefore = unchanged + changed - (before?.raised ?? 0);
    byAlert.set(alertId, {
      raised: raised + (before?.raised ?? 0),
      cleared: cleared + (before?.cleared ?? 0),
      unchanged: Math.max(0, asBefore),
      sample: [...(before?.sample ?? []), ...sample].slice(0, 10),
    });
  }

  return {
    add: (outcome: SweepOutcome): void => outcome.perAlert.forEach(add),
    into: (progress: RefreshProgress): RefreshProgress => ({
      ...progress,
      rows: progress.rows.map((row): Row => {
        const diff = byAlert.get(row.alertId);
        return diff && row.state === 'done' ? { ...row, diff } : row;
      }),
    }),
  };
}
