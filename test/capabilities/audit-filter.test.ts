import { fits, parseAuditFilter, unheardOf } from '../../src/capabilities/audit-filter';
import type { StoredAuditEntry } from '../../src/ports/ledger';
import { EVERY_OUTCOME, outcomeWords, subjectWords } from '../../src/views/parts/audit-words';
import { anIncidentAbout } from '../support/builders';

const STALE = 'DirectoryRole_22222222-2222-4222-8222-222222222222_StaleSignInAlert';

function entry(more: Partial<StoredAuditEntry> = {}): StoredAuditEntry {
  return {
    tenantId: 'tenant',
    sequence: 1,
    previousHash: '',
    hash: '',
    at: 1,
    actorId: 'id-ines',
    actorName: 'Ines Okafor',
    verb: 'incident.remediate',
    outcome: 'denied',
    target: `${STALE}/incident-1`,
    reason: 'Left in March',
    reference: '7f3a9c',
    detail: { incident: anIncidentAbout('Megan Bowen') },
    ...more,
  };
}

describe('what is looked for', () => {
  it('is words, fields, or both; a value runs to the next field', () => {
    expect(parseAuditFilter('')).toEqual({ words: [] });
    expect(parseAuditFilter('Stale  March')).toEqual({ words: ['stale', 'march'] });
    expect(parseAuditFilter('march person=Ines Okafor outcome = denied')).toEqual({
      person: 'ines okafor',
      outcome: 'denied',
      words: ['march'],
    });
    expect(parseAuditFilter('by=ines')).toEqual({ person: 'ines', words: [] });
  });

  it.each([
    '',
    'person=ines',
    'person=id-ines',
    'alert=stale',
    'alert=Stale accounts',
    'alert=megan',
    'person=“Ines Okafor” outcome=denied',
    'verb=remediate',
    'verb=incident.remediate',
    'outcome=denied',
    'megan march',
    '7f3a9c',
    'person=ines alert=stale verb=remediate outcome=denied march',
  ])('“%s” finds it', (typed) => {
    expect(fits(entry(), parseAuditFilter(typed))).toBe(true);
  });

  it.each([
    'person=megan',
    'alert=outside-pim',
    'verb=dismiss',
    'outcome=done',
    'megan april',
    'person=ines outcome=done',
  ])('“%s” does not', (typed) => {
    expect(fits(entry(), parseAuditFilter(typed))).toBe(false);
  });
});

describe('an outcome', () => {
  const outcomes = ['done', 'failed', 'denied'] as const;
  const found = (typed: string): readonly string[] =>
    outcomes.filter((outcome) => fits(entry({ outcome }), parseAuditFilter(typed)));

  it('is found whole: “done” is not “Not done”', () => {
    expect(found('outcome=done')).toEqual(['done']);
    expect(found('outcome=Done')).toEqual(['done']);
    expect(found('outcome=den')).toEqual([]);
  });

  it('goes by its name in the log or by what the card says', () => {
    expect(found('outcome=failed')).toEqual(['failed']);
    expect(found('outcome=not-done')).toEqual(['failed']);
  });

  it.each(EVERY_OUTCOME)('“%s” goes by one word on the card, too', (outcome) => {
    const said = outcomeWords(outcome).word.replaceAll(/\W+/g, '-');

    expect(fits(entry({ outcome }), parseAuditFilter(`outcome=${said}`))).toBe(true);
  });
});

describe('a verb or an outcome', () => {
  it.each(['verb=foo', 'outcome=banana'])('that does not exist (%s) is answered with such as do', (typed) => {
    const [field] = typed.split('=');
    const listed = unheardOf(parseAuditFilter(typed))?.split(' only ')[1]?.replace('.', '').split(', ') ?? [];

    expect(listed.length).toBeGreaterThan(5);
    for (const one of listed) expect(unheardOf(parseAuditFilter(`${field}=${one}`))).toBeUndefined();
  });
});

describe('what an entry is about', () => {
  const TITLE = 'Stale accounts hold privileged roles';
  const several = ['Ann', 'Bob', 'Cid', 'Dot', 'Eve'].map((name) => anIncidentAbout(name));

  it.each([
    [entry(), [TITLE, 'Megan Bowen']],
    [entry({ target: STALE, detail: {} }), [TITLE]],
    [entry({ target: 'stale', detail: {} }), [TITLE]],
    [entry({ target: STALE, detail: { incidents: several } }), [TITLE, 'Ann', 'Bob', 'Cid', '2 more']],
    [entry({ detail: { removed: { principalName: 'Megan Bowen' } } }), [TITLE, 'Megan Bowen']],
    [entry({ target: 'all', detail: {} }), ['Every alert']],
    [entry({ target: '19:alerts@thread.tacv2', detail: {} }), []],
    [entry({ target: 'a:60caa50f-7863-4f48-bf97-000000000001', detail: {} }), []],
    [entry({ target: '', detail: {} }), []],
    [entry({ target: STALE, detail: { incident: 'nonsense', incidents: 'more', principal: 7 } }), [TITLE]],
  ])('is told without ids of the service', (one, words) => {
    expect(subjectWords(one)).toEqual(words);
  });
});
