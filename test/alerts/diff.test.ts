import type { Incident } from '../../src/alerts/alert';
import { createComparison, incidentHash } from '../../src/alerts/diff';

function incident(id: string, days = 30): Incident {
  return {
    id,
    principal: { id: `Person-${id}`, name: `Name ${id}`, userPrincipalName: `${id}@contoso.test` },
    role: { id: 'Role', name: 'Reader' },
    facts: [
      { label: 'Days', type: 'number', value: days },
      { label: 'Last sign-in', type: 'moment', value: undefined },
    ],
  };
}

const known = (...incidents: readonly Incident[]) =>
  incidents.map((one) => ({ key: one.id.toLowerCase(), hash: incidentHash(one) }));

describe('a comparison', () => {
  test('tells what is new, changed, gone and as before', () => {
    const comparison = createComparison();
    comparison.known(known(incident('A'), incident('B'), incident('C')));

    comparison.read([incident('A'), incident('B', 31), incident('D')]);

    expect(comparison.result({ complete: true })).toEqual({
      raised: [{ incident: incident('D'), hash: incidentHash(incident('D')) }],
      changed: [{ incident: incident('B', 31), hash: incidentHash(incident('B', 31)) }],
      cleared: ['c'],
      unchanged: 1,
      seen: 3,
    });
  });

  test('goes over pages on both sides, in any order', () => {
    const comparison = createComparison();
    comparison.known(known(incident('A')));
    comparison.known(known(incident('B')));

    comparison.read([incident('B')]);
    comparison.read([incident('A')]);

    expect(comparison.result({ complete: true })).toMatchObject({ raised: [], cleared: [], unchanged: 2 });
  });

  test('counts an incident once that two pages carry, new or not, in whatever casing', () => {
    const comparison = createComparison();
    comparison.known(known(incident('A')));

    comparison.read([incident('A'), incident('N')]);
    comparison.read([incident('a'), incident('n')]);

    expect(comparison.result({ complete: true })).toMatchObject({
      raised: [{ incident: incident('N') }],
      changed: [],
      unchanged: 1,
      seen: 2,
    });
  });

  test('holds nothing for gone after a reading that broke off', () => {
    const comparison = createComparison();
    comparison.known(known(incident('A'), incident('B')));

    comparison.read([incident('A'), incident('C')]);

    expect(comparison.result({ complete: false })).toMatchObject({ cleared: [], raised: [{}], unchanged: 1 });
  });
});

describe('the digest of an incident', () => {
  test('does not depend on the order of members and facts, nor on the casing of ids', () => {
    const one = incident('A');
    const turned: Incident = {
      facts: one.facts.toReversed(),
      role: { name: 'Reader', id: 'ROLE' },
      principal: { userPrincipalName: 'A@CONTOSO.TEST', name: 'Name A', id: 'PERSON-A' },
      id: 'a',
    };

    expect(incidentHash(turned)).toBe(incidentHash(one));
  });

  test.each<[string, Partial<Incident>]>([
    ['a fact', { facts: [] }],
    ['the role', { role: { id: 'Role', name: 'Writer' } }],
    ['the person', { principal: { id: 'Person-A', name: 'Renamed' } }],
  ])('changes with %s', (_what, change) => {
    const one = incident('A');

    expect(incidentHash({ ...one, ...change })).not.toBe(incidentHash(one));
  });

  test('is not the same for names that part one text at another place', () => {
    const named = (name: string, userPrincipalName: string) =>
      incidentHash({ id: 'A', principal: { id: 'p', name, userPrincipalName }, facts: [] });

    expect(named('Megan1:x', 'y')).not.toBe(named('Megan', 'x1:y'));
    expect(named('Megan-', 'x')).not.toBe(named('Megan', '-x'));
  });

  test('exists for an incident about nobody and nothing', () => {
    expect(incidentHash({ id: 'A', facts: [] })).toMatch(/^[0-9a-f]{32}$/);
  });

  test('tells "never" from a fact that is missing', () => {
    const never: Incident = { id: 'A', facts: [{ label: 'Seen', type: 'moment', value: undefined }] };

    expect(incidentHash(never)).not.toBe(incidentHash({ id: 'A', facts: [] }));
  });
});
