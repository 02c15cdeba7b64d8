import { z } from 'zod';
import { auditView } from '../views/audit-view';
import type { ReadCapability } from './capability';
import { after } from './words';

const SHOWN = 15;
const SEARCHED = 500;

export const showAudit: ReadCapability<'audit.show'> = {
  verb: 'audit.show',
  effect: 'reads',
  help: {
    usage: 'audit [<words>]',
    summary: 'Who did what, newest first',
    examples: ['audit', 'audit stale'],
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
    const wanted = filter?.toLowerCase() ?? '';
    const found = entries.filter((entry) =>
      [
        entry.actorName,
        entry.actorId,
        entry.verb,
        entry.target,
        entry.outcome,
        entry.reason,
        entry.reference,
      ].some((one) => one.toLowerCase().includes(wanted)),
    );
    return { message: auditView({ entries: found.slice(0, SHOWN), now: clock.now() }) };
  },
};
