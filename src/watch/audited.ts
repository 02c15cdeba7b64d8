import { outcomeOf } from '../capabilities/audits';
import type { Clock } from '../lib/clock';
import type { AuditEntry } from '../ports/ledger';
import type { Receipt } from '../ports/pim-alerts';
import type { Store } from '../ports/store';

type Line = Omit<AuditEntry, 'at' | 'outcome' | 'requestId'>;

interface Dependencies {
  readonly store: Pick<Store, 'audit'>;
  readonly clock: Clock;
}

/** An order that nobody waits for, with a line of the audit log before it and one about its end. Nothing is sent unaudited. */
export async function audited(line: Line, order: () => Promise<Receipt>, deps: Dependencies): Promise<void> {
  await append(line, 'allowed', {}, deps);
  let receipt: Receipt;
  try {
    receipt = await order();
  } catch (error) {
    await auditFailure(line, error, deps);
    throw error;
  }
  await append(line, 'done', receipt.requestId ? { requestId: receipt.requestId } : {}, deps);
}

/** How something ended that has thrown. */
export function auditFailure(line: Line, error: unknown, deps: Dependencies): Promise<void> {
  const [outcome, told] = outcomeOf(error);
  return append(line, outcome, told, deps);
}

function append(
  line: Line,
  outcome: AuditEntry['outcome'],
  { requestId, ...told }: Readonly<Record<string, string>>,
  { store, clock }: Dependencies,
): Promise<void> {
  return store.audit.append({
    ...line,
    outcome,
    at: clock.now(),
    detail: { ...line.detail, ...told },
    ...(requestId ? { requestId } : {}),
  });
}
