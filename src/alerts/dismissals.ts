/** As much of a line of the ledger as the rules here look at. */
export interface LedgerLine {
  readonly kind: string;
  readonly alertId: string;
  readonly at: number;
  readonly until?: number;
}

export interface Standing<T extends LedgerLine> {
  readonly dismissal: T;
  /** A scan is under way after which it is to be renewed. */
  readonly restoring?: T;
}

/** The dismissal in force of each alert, by alert id. `newestFirst` holds dismissals, their ends and their renewals. */
export function standingDismissals<T extends LedgerLine>(
  newestFirst: readonly T[],
): ReadonlyMap<string, Standing<T>> {
  const standing = new Map<string, Standing<T> | 'ended'>();
  const restoring = new Map<string, T>();
  for (const line of newestFirst) {
    const { alertId, kind } = line;
    if (standing.has(alertId)) continue;
    if (kind === 'restoring') restoring.set(alertId, restoring.get(alertId) ?? line);
    else if (kind !== 'dismissed') standing.set(alertId, 'ended');
    else {
      const renewal = restoring.get(alertId);
      standing.set(alertId, { dismissal: line, ...(renewal ? { restoring: renewal } : {}) });
    }
  }
  return new Map([...standing].flatMap(([id, one]) => (one === 'ended' ? [] : [[id, one] as const])));
}

/** What the ledger and the alert itself say of a dismissal together. */
export type DismissalState =
  | 'stands'
  /** Its time is over, and the alert is still set aside. */
  | 'ran-out'
  /** The alert is active though nobody ended the dismissal through us. */
  | 'came-back';

export function dismissalState(
  { until }: Pick<LedgerLine, 'until'>,
  state: string,
  now: number,
): DismissalState {
  const over = until !== undefined && until <= now;
  // An alert that is back when its dismissal has run out is what was wanted.
  if (state === 'active') return over ? 'stands' : 'came-back';
  return over && state === 'dismissed' ? 'ran-out' : 'stands';
}
