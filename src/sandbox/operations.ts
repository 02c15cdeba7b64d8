import type { Clock } from '../lib/clock';
import type { AlertBoard, AlertRow } from './alert-board';

export type Outcome = 'succeeded' | 'failed' | 'skipped' | 'unknownFutureValue';

/** One refresh that somebody asked for. */
export interface Run {
  readonly id: string;
  /** The alert it is named for. */
  readonly alertId: string;
  readonly createdAt: number;
  readonly endsAt: number;
  readonly scope: 'one' | 'all';
  outcome: Outcome;
}

export interface RunView extends Run {
  readonly status: 'notStarted' | 'running' | Outcome;
  readonly lastActionAt: number;
}

/** Refreshes under way. Nothing runs in the background: what is due happens as soon as anybody looks. */
export interface Operations {
  /** One at a time for each name: asking again joins the one under way. */
  begin(named: AlertRow, rows: readonly AlertRow[], fate?: RefreshFate): Run;
  find(id: string): RunView | undefined;
  /** Does every scan that is due by now. */
  settle(): void;
}

/** What a switched-on fault does to the next refresh. */
export type RefreshFate = 'fails' | 'is-skipped' | 'ends-unheard-of' | 'never-ends';

interface DueScan {
  readonly run: Run;
  readonly row: AlertRow;
  readonly dueAt: number;
}

const OUTCOMES: Readonly<Record<Exclude<RefreshFate, 'never-ends'>, Outcome>> = {
  fails: 'failed',
  'is-skipped': 'skipped',
  'ends-unheard-of': 'unknownFutureValue',
};

export function createOperations({
  clock,
  board,
  durationMs,
}: {
  readonly clock: Clock;
  readonly board: AlertBoard;
  readonly durationMs: number;
}): Operations {
  const latest = new Map<string, Run>();
  let due: readonly DueScan[] = [];

  function settle(): void {
    const now = clock.now();
    const ready = due.filter((one) => one.dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
    due = due.filter((one) => one.dueAt > now);
    for (const { run, row, dueAt } of ready) {
      const scanned = board.refresh(row, dueAt);
      if (!scanned && row.id === run.alertId) run.outcome = 'skipped';
    }
  }

  return {
    settle,
    begin: (named, rows, fate) => {
      settle();
      const id = `refresh:${named.id}`;
      const now = clock.now();
      const underWay = latest.get(id);
      const scope = rows.length > 1 ? 'all' : 'one';
      const covers = underWay?.scope === 'all' || underWay?.scope === scope;
      if (underWay && underWay.endsAt > now && covers) return underWay;

      const run: Run = {
        id,
        alertId: named.id,
        createdAt: now,
        scope,
        endsAt: fate === 'never-ends' ? Number.MAX_SAFE_INTEGER : now + durationMs,
        outcome: fate && fate !== 'never-ends' ? OUTCOMES[fate] : 'succeeded',
      };
      latest.set(id, run);
      if (!fate) due = [...due, ...rows.map((row, index) => ({ run, row, dueAt: dueAt(run, row, index) }))];
      return run;
    },
    find: (id) => {
      const run = latest.get(id);
      return run && view(run, clock.now());
    },
  };

  /** Some alerts are done before the one that is named, some after it: its end says nothing of the others. */
  function dueAt(run: Run, row: AlertRow, index: number): number {
    if (row.id === run.alertId) return run.endsAt;
    return run.createdAt + Math.round(durationMs * (0.55 + 0.12 * index)) + index * 13;
  }
}

function view(run: Run, now: number): RunView {
  if (now >= run.endsAt) return { ...run, status: run.outcome, lastActionAt: run.endsAt };
  const waitsUntil = Math.min(run.createdAt + 500, run.endsAt);
  if (now < waitsUntil) return { ...run, status: 'notStarted', lastActionAt: run.createdAt };
  return { ...run, status: 'running', lastActionAt: waitsUntil };
}
