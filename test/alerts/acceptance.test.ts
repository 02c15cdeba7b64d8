import { actedOn, heldBack, type Ruling } from '../../src/alerts/acceptance';
import { incidentHash } from '../../src/alerts/diff';
import { anIncident } from '../support/fakes';

const NOW = 10_000;
const megan = { alertId: 'alert-1', incident: anIncident('Megan') };

function ruling(change: Partial<Ruling> = {}): Ruling {
  return {
    kind: 'accepted',
    alertId: 'alert-1',
    incidentKey: 'incident-megan',
    actorName: 'Alex',
    reason: 'known',
    until: NOW + 1,
    at: 1,
    detail: {},
    ...change,
  };
}

/** Of the alert as a whole. */
function general(change: Partial<Ruling> = {}): Ruling {
  const { incidentKey: _none, ...rest } = ruling(change);
  return rest;
}

describe('an acceptance', () => {
  test('holds its incident back while it lasts', () => {
    expect(heldBack(megan, [ruling()], NOW)).toMatchObject({ actorName: 'Alex' });
  });

  test('of a person and a role in an alert holds their incidents back', () => {
    const detail = { principalId: 'PERSON-MEGAN', roleId: 'role-1' };

    expect(heldBack(megan, [general({ detail })], NOW)).toBeDefined();
    expect(heldBack(megan, [general({ detail: { ...detail, roleId: 'role-2' } })], NOW)).toBeUndefined();
  });

  const endless = (({ until: _none, ...rest }: Ruling): Ruling => rest)(ruling());
  test.each<[string, Ruling]>([
    ['that has ended', ruling({ until: NOW })],
    ['without an end', endless],
    ['that was withdrawn', ruling({ detail: { ended: 'withdrawn' } })],
    ['of another incident', ruling({ incidentKey: 'incident-diego' })],
    ['of the same incident under another alert', ruling({ alertId: 'alert-2' })],
    ['made of other facts', ruling({ detail: { hash: 'other' } })],
    ['that was another kind of decision', ruling({ kind: 'remediated' })],
    ['of everything', general()],
  ])('%s holds nothing back', (_what, decision) => {
    expect(heldBack(megan, [decision], NOW)).toBeUndefined();
  });

  test('made of the same facts holds back', () => {
    const detail = { hash: incidentHash(megan.incident) };

    expect(heldBack(megan, [ruling({ detail })], NOW)).toBeDefined();
  });

  test('is replaced by a newer one, whatever the order they are read in', () => {
    const ended = ruling({ at: 2, until: 2 });

    expect(heldBack(megan, [ruling(), ended], NOW)).toBeUndefined();
    expect(heldBack(megan, [ended, ruling()], NOW)).toBeUndefined();
  });
});

describe('somebody has acted', () => {
  test.each<[string, Ruling, boolean]>([
    ['by a decision about the incident', ruling({ kind: 'remediated', at: 5 }), true],
    ['by dismissing the alert', general({ kind: 'dismissed', at: 5 }), true],
    ['by changing what the alert looks for', general({ kind: 'configured', at: 5 }), true],
    ['not by switching it on', general({ kind: 'enabled', at: 5 }), false],
    ['not before it was reported', ruling({ at: 4 }), false],
    ['not by a decision about another incident', ruling({ at: 5, incidentKey: 'other' }), false],
    ['not by a decision about another alert', general({ kind: 'dismissed', at: 5, alertId: 'a2' }), false],
  ])('%s', (_what, decision, expected) => {
    expect(actedOn(megan, [decision], 5)).toBe(expected);
  });
});
