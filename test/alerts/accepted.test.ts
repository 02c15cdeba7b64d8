import type { Ruling } from '../../src/alerts/acceptance';
import { acceptedAmong, lapsed, riskDetail, standingAcceptances } from '../../src/alerts/accepted';
import { dueAt } from '../../src/alerts/ownership';
import { anIncidentAbout } from '../support/builders';

const MEGAN = anIncidentAbout('Megan Bowen');
const NOW = 10_000;

function accepted(more: Partial<Ruling> = {}): Ruling {
  return {
    kind: 'accepted',
    alertId: 'stale',
    incidentKey: MEGAN.id.toLowerCase(),
    actorName: 'Adele',
    reason: 'On leave',
    until: NOW + 1,
    at: 1,
    detail: riskDetail(MEGAN),
    ...more,
  };
}

const ended = accepted({ at: 2, until: 2, detail: { ...riskDetail(MEGAN), ended: 'withdrawn' } });

describe('an accepted risk', () => {
  it('stands, the newest for each person and role', () => {
    const newer = accepted({ at: 3, reason: 'Longer', incidentKey: 'came-back-under-another-id' });
    const other = accepted({ detail: riskDetail(anIncidentAbout('Adele Vance')) });

    expect(standingAcceptances([newer, other, accepted()])).toEqual([newer, other]);
  });

  it('stands no longer when a newer line ends it, and again when it is accepted anew', () => {
    const anew = accepted({ at: 3 });

    expect(standingAcceptances([ended, accepted()])).toEqual([]);
    expect(standingAcceptances([anew, ended, accepted()])).toEqual([anew]);
  });

  it('does not lapse because a row has lost its person or its role', () => {
    const { principal: _principal, ...nobody } = MEGAN;
    const { role: _role, ...nowhere } = MEGAN;
    const moved = { ...MEGAN, facts: [{ label: 'Days', type: 'number', value: 99 }] } as const;

    expect([nobody, nowhere, moved].map((one) => lapsed(accepted(), one, NOW))).toEqual([
      undefined,
      undefined,
      'facts',
    ]);
    expect(acceptedAmong('stale', [nobody, nowhere, moved], [accepted()], NOW)).toHaveLength(2);
  });

  it('is kept apart by alert', () => {
    const elsewhere = accepted({ alertId: 'outside-pim' });

    expect(standingAcceptances([ended, elsewhere])).toEqual([elsewhere]);
  });

  it('of an alert without people is about the one incident', () => {
    const one = accepted({ incidentKey: 'one', detail: {} });
    const two = accepted({ incidentKey: 'two', detail: {} });

    expect(standingAcceptances([one, two])).toEqual([one, two]);
  });

  it('marks the incident it is about, under any id, and no other', () => {
    const renamed = { ...MEGAN, id: 'another-id' };
    const incidents = [renamed, anIncidentAbout('Adele Vance')];

    expect(acceptedAmong('stale', incidents, [accepted()], NOW)).toEqual([
      { incident: renamed, ruling: accepted() },
    ]);
    expect(acceptedAmong('other', incidents, [accepted()], NOW)).toEqual([]);
    expect(acceptedAmong('stale', incidents, [ended, accepted()], NOW)).toEqual([]);
    expect(acceptedAmong('stale', incidents, [accepted()], NOW + 1)).toEqual([]);
  });

  it('lapses with its date, and with the facts', () => {
    const otherRole = { ...MEGAN, role: { id: 'role-2', name: 'Global Administrator' } };

    expect(lapsed(accepted(), MEGAN, NOW)).toBeUndefined();
    expect(lapsed(accepted(), undefined, NOW)).toBeUndefined();
    expect(lapsed(accepted(), MEGAN, NOW + 1)).toBe('date');
    expect(lapsed(accepted(), otherRole, NOW)).toBe('facts');
    expect(lapsed({ detail: {} }, MEGAN, NOW)).toBe('date');
  });
});

describe('an owner', () => {
  it.each([
    ['high', 1],
    ['medium', 7],
    ['low', 30],
    ['informational', 30],
    ['unknown', 7],
  ] as const)('has for %s severity %i days', (severity, days) => {
    expect(dueAt(severity, 1_000)).toBe(1_000 + days * 86_400_000);
  });
});
