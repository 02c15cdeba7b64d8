import { kindOf, suffixOf } from '../alerts/kinds';
import type { AlertChanges, KnownAlert } from '../ports/knowledge';
import type { StoredOperation } from '../ports/operations';
import type { RefreshProgress, RefreshState } from '../ports/refreshes';

export type Target = RefreshProgress['target'];
export type Row = RefreshProgress['rows'][number];

const ONE = 'refresh:';
const ALL = 'refresh:all';
const SOME = 'refresh:some';

export function operationId(target: Target): string {
  if (target === 'all') return ALL;
  return 'alertIds' in target ? SOME : `${ONE}${target.alertId}`;
}

function targetOf(id: string, alertIds: readonly string[]): Target {
  if (id === ALL) return 'all';
  return id === SOME ? { alertIds } : { alertId: id.slice(ONE.length) };
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
  return { id, target: targetOf(id, Object.keys(before)), startedBy, startedAt, rows, state };
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

/** The alerts that were scanned, with what that changed. */
export function withChanges(progress: RefreshProgress, changes: readonly AlertChanges[]): RefreshProgress {
  return {
    ...progress,
    rows: progress.rows.map((row): Row => {
      const found = changes.find(({ alertId }) => alertId === row.alertId);
      if (!found || row.state !== 'done') return row;
      const { raised, cleared, unchanged, sample } = found;
      return { ...row, diff: { raised, cleared, unchanged, sample } };
    }),
  };
}
