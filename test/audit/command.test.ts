import { parseCommand, tenantMeant } from '../../src/audit/command';
import { UserError } from '../../src/lib/errors';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);

describe('the line of a shell', () => {
  it('verifies, perhaps against an end noted earlier', () => {
    const hash = 'a'.repeat(64);

    expect(parseCommand(['verify'])).toEqual({ what: 'verify' });
    expect(parseCommand(['verify', '--anchor', `12:${hash}`])).toEqual({
      what: 'verify',
      anchor: { sequence: 12, hash },
    });
  });

  it('exports days of UTC, the last one included', () => {
    const command = parseCommand([
      'export',
      '--format',
      'jsonl',
      '--from',
      '2026-11-01',
      '--to',
      '2026-11-30',
    ]);

    expect(command).toEqual({
      what: 'export',
      format: 'jsonl',
      period: { from: day('2026-11-01'), to: day('2026-12-01') },
    });
  });

  it('exports everything as CSV where nothing else is said', () => {
    expect(parseCommand(['export'])).toEqual({
      what: 'export',
      format: 'csv',
      period: { from: 0, to: Infinity },
    });
  });

  it('reports one month, into a file', () => {
    expect(parseCommand(['report', '2026-12', '--out', 'evidence.md'])).toEqual({
      what: 'report',
      month: '2026-12',
      period: { from: day('2026-12-01'), to: day('2027-01-01') },
      out: 'evidence.md',
    });
  });

  it('says whose log is meant, where there are several', () => {
    const [contoso, fabrikam] = [
      { id: 'id-1', name: 'Contoso' },
      { id: 'id-2', name: 'Fabrikam' },
    ];
    const both = [contoso, fabrikam];

    expect(parseCommand(['verify', '--tenant', 'Contoso'])).toEqual({ what: 'verify', tenant: 'Contoso' });
    expect([tenantMeant(both, 'contoso'), tenantMeant(both, 'ID-2')]).toEqual(both);
    expect(tenantMeant([fabrikam], undefined)).toBe(fabrikam);
    expect(() => tenantMeant(both, undefined)).toThrow('--tenant with one of Contoso, Fabrikam');
    expect(() => tenantMeant(both, 'Northwind')).toThrow('“Northwind” is none of Contoso, Fabrikam.');
  });

  it.each([
    [[]],
    [['delete']],
    [['verify', 'me']],
    [['verify', '--force']],
    [['verify', '--anchor', '12']],
    [['export', '--format', 'xml']],
    [['export', '--from', 'yesterday']],
    [['export', '--from', '2026-11-30', '--to', '2026-11-01']],
    [['report']],
    [['report', '2026-13']],
    [['report', '2026-11', '2026-12']],
  ])('is refused in words: %j', (args) => {
    expect(() => parseCommand(args)).toThrow(UserError);
  });

  it('says how a report is asked for where the month is missing', () => {
    expect(() => parseCommand(['report'])).toThrow('npm run audit -- report 2026-11 [--out FILE]');
  });
});
