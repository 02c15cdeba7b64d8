import { dismissalState, standingDismissals, type LedgerLine } from '../../src/alerts/dismissals';

function line(kind: string, at: number, more: Partial<LedgerLine> = {}): LedgerLine {
  return { kind, alertId: 'stale', at, ...more };
}

describe('the dismissal in force', () => {
  it('is the newest one', () => {
    const newer = line('dismissed', 2);

    expect(standingDismissals([newer, line('dismissed', 1)]).get('stale')).toEqual({ dismissal: newer });
  });

  it.each(['enabled', 'returned'])('is none once it was %s', (kind) => {
    expect(standingDismissals([line(kind, 2), line('dismissed', 1)]).size).toBe(0);
  });

  it('is the one made after an end', () => {
    const again = line('dismissed', 3);

    expect(standingDismissals([again, line('enabled', 2), line('dismissed', 1)]).get('stale')).toEqual({
      dismissal: again,
    });
  });

  it('stands while it is being restored, and knows by which scan', () => {
    const dismissal = line('dismissed', 1);
    const restoring = line('restoring', 3);

    const standing = standingDismissals([restoring, line('restoring', 2), dismissal]);

    expect(standing.get('stale')).toEqual({ dismissal, restoring });
  });

  it('is kept apart by alert', () => {
    const other = line('dismissed', 1, { alertId: 'redundant' });

    expect([...standingDismissals([line('enabled', 2), other]).keys()]).toEqual(['redundant']);
  });
});

describe('ledger and alert together', () => {
  const NOW = 1_000;

  it.each([
    [undefined, 'dismissed', 'stands'],
    [undefined, 'active', 'came-back'],
    [2_000, 'dismissed', 'stands'],
    [2_000, 'active', 'came-back'],
    [2_000, 'clean', 'stands'],
    [1_000, 'dismissed', 'ran-out'],
    [999, 'active', 'stands'],
    [999, 'clean', 'stands'],
    [999, 'disabled', 'stands'],
  ])('until %p and %s: %s', (until, state, expected) => {
    expect(dismissalState(until === undefined ? {} : { until }, state, NOW)).toBe(expected);
  });
});
