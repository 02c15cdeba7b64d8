import { exported, type ExportFormat } from '../../src/audit/export';
import type { StoredAuditEntry } from '../../src/ports/ledger';

const ALWAYS = { from: 0, to: Infinity };

async function exportOf(reason: string, format: ExportFormat): Promise<string> {
  const entry: StoredAuditEntry = {
    tenantId: 'tenant',
    sequence: 1,
    at: 0,
    actorId: 'ines',
    actorName: 'Ines',
    verb: 'alert.dismiss',
    outcome: 'done',
    target: 'alert',
    reason,
    reference: '1',
    detail: { said: reason },
    previousHash: '',
    hash: 'hash',
  };
  async function* pages() {
    yield await Promise.resolve([entry]);
  }
  let text = '';
  for await (const piece of exported(pages(), format, ALWAYS)) text += piece;
  return text;
}

it.each([
  ['begins with it', '=1+1', "'=1+1"],
  ['has it behind a semicolon', 'x;=1+1;y', "x;'=1+1;y"],
  ['has it behind a semicolon and a space', 'x; @SUM(A1)', "x; '@SUM(A1)"],
  ['has it behind a tab', 'x\t-1', "x\t'-1"],
  ['has it on its second line', 'x\n+1', "x\n'+1"],
])(
  'a reason that %s is no formula in a spreadsheet, wherever cells are parted',
  async (_how, reason, safe) => {
    const csv = await exportOf(reason, 'csv');

    expect(csv).toContain(safe);
    expect(csv).not.toMatch(/[;,\t\n]\s*[=+\-@]/);
  },
);

it('words stay as they were typed', async () => {
  expect(await exportOf('left the team; agreed with Ines', 'csv')).toContain(
    'left the team; agreed with Ines',
  );
});

it('JSON lines keep every byte, because they are what is verified', async () => {
  const [line = ''] = (await exportOf('x;=1+1', 'jsonl')).split('\n');

  expect(JSON.parse(line)).toMatchObject({ reason: 'x;=1+1' });
});
