import { stringify } from 'csv-stringify/sync';
import { canonicalJson } from '../lib/hash-chain';
import type { StoredAuditEntry } from '../ports/ledger';

export type ExportFormat = 'csv' | 'jsonl';

/** Epoch milliseconds: from the first, up to but without the second. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

const COLUMNS = [
  'tenant_id',
  'sequence',
  'time',
  'actor_id',
  'actor_name',
  'verb',
  'outcome',
  'target',
  'reason',
  'reference',
  'request_id',
  'detail',
  'previous_hash',
  'hash',
];

/** The log as text, piece by piece. Each JSON line has all that its hash was made of. */
export async function* exported(
  pages: AsyncIterable<readonly StoredAuditEntry[]>,
  format: ExportFormat,
  { from, to }: Period,
): AsyncGenerator<string> {
  if (format === 'csv') yield stringify([COLUMNS]);
  for await (const page of pages) {
    const wanted = page.filter(({ at }) => at >= from && at < to);
    if (wanted.length === 0) continue;
    if (format === 'csv') {
      // What a person typed may begin like a formula, and the file is opened in a spreadsheet.
      yield stringify(
        wanted.map((entry) => cells(entry).map(inOneCell)),
        { escape_formulas: true },
      );
    } else yield wanted.map((entry) => `${canonicalJson(entry)}\n`).join('');
  }
}

function cells(entry: StoredAuditEntry): readonly (string | number)[] {
  return [
    entry.tenantId,
    entry.sequence,
    new Date(entry.at).toISOString(),
    entry.actorId,
    entry.actorName,
    entry.verb,
    entry.outcome,
    entry.target,
    entry.reason,
    entry.reference,
    entry.requestId ?? '',
    canonicalJson(entry.detail),
    entry.previousHash,
    entry.hash,
  ];
}

/** In many countries a spreadsheet parts cells at semicolons, whatever the file says: what follows one must not be a formula either. */
function inOneCell(cell: string | number): string | number {
  return typeof cell === 'number' ? cell : cell.replaceAll(/([;\t\r\n]\s*)(?=[=+\-@])/g, "$1'");
}
