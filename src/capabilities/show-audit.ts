import { z } from 'zod';
import { UserError } from '../lib/errors';
import { auditView } from '../views/audit-view';
import { fits, parseAuditFilter, unheardOf } from './audit-filter';
import type { ReadCapability } from './capability';
import { after } from './words';

const SHOWN = 15;
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
    const entries = await store.audit.list(tenantId, { limit: filter ? SEARCHED : SHOWN });
    const wanted = parseAuditFilter(filter ?? '');
    const found = entries.filter((entry) => fits(entry, wanted)).slice(0, SHOWN);
    // Asked only of what finds nothing: the log may hold what an earlier version wrote.
    const unknown = found.length === 0 ? unheardOf(wanted) : undefined;
    if (unknown) throw new UserError(unknown);
    return { message: auditView({ entries: found, now: clock.now(), ...(filter ? { filter } : {}) }) };
  },
};
