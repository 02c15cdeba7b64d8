import { z } from 'zod';
import { UserError } from '../lib/errors';
import type { StoredAuditEntry } from '../ports/ledger';
import { auditView, MOST_ROWS } from '../views/audit-view';
import { fits, parseAuditFilter, unheardOf } from './audit-filter';
import type { ReadCapability } from './capability';
import { after } from './words';

// Each change begins with a line of its own, and the end of many at once has one for each.
const RECENT = 100;
const SEARCHED = 5_000;

export const showAudit: ReadCapability<'audit.show'> = {
  verb: 'audit.show',
  effect: 'reads',
  help: {
    usage: 'audit [<words>] [person=…] [alert=…] [verb=…] [outcome=…]',
    summary: 'Who did what, newest first',
    examples: ['audit', 'audit stale', 'audit person=ines outcome=denied'],
    command: 'audit',
    group: 'watch',
  },
  input: z
    .object({ filter: z.string().trim().max(200).optional() })
    .transform(({ filter }) => (filter ? { filter } : {})),
  fromText(text) {
    const filter = after('audit', text);
    if (filter === undefined) return undefined;
    return filter === '' ? {} : { filter };
  },
  async run({ filter }, { store, tenantId, clock }) {
    const entries = await store.audit.list(tenantId, { limit: filter ? SEARCHED : RECENT });
    const wanted = parseAuditFilter(filter ?? '');
    // How it ended says that it was allowed.
    const told = wanted.outcome === undefined ? withoutBegun(entries) : entries;
    const found = told.filter((entry) => fits(entry, wanted)).slice(0, MOST_ROWS + 1);
    // Asked only of what finds nothing: the log may hold what an earlier version wrote.
    const unknown = found.length === 0 ? unheardOf(wanted) : undefined;
    if (unknown) throw new UserError(unknown);
    return { message: auditView({ entries: found, now: clock.now(), ...(filter ? { filter } : {}) }) };
  },
};

/** Without the lines that say `allowed` of what has another line by now. */
function withoutBegun(entries: readonly StoredAuditEntry[]): readonly StoredAuditEntry[] {
  const keyOf = ({ reference, verb, target }: StoredAuditEntry) => JSON.stringify([reference, verb, target]);
  const ended = new Set(entries.filter(({ outcome }) => outcome !== 'allowed').map(keyOf));
  return entries.filter((entry) => entry.outcome !== 'allowed' || !ended.has(keyOf(entry)));
}
