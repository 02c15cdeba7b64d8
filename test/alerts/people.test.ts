import { findPeople } from '../../src/alerts/people';
import { anAlertOf, anIncidentAbout } from '../support/builders';

const megan = anIncidentAbout('Megan Bowen');
const alex = anIncidentAbout('Alex Wilber');
const twin = anIncidentAbout('Megan Bowen', {
  id: 'incident-twin',
  principal: { id: 'id-twin', name: 'Megan Bowen', userPrincipalName: 'mbowen2@contoso.test' },
});
const nobody = { id: 'incident-role', role: { id: 'role-2', name: 'Helpdesk Administrator' }, facts: [] };

const stale = anAlertOf('stale', { incidents: [megan, alex, nobody] });
const outside = anAlertOf('outside-pim', {
  incidents: [
    { ...megan, id: 'incident-2', principal: { id: 'ID-MEGAN.BOWEN', name: 'Megan Bowen' } },
    twin,
    { id: 'incident-group', principal: { id: 'id-group', name: 'Cloud Operations' }, facts: [] },
  ],
});

function found(name: string): readonly string[] {
  return findPeople(name, [stale, outside]).map(
    ({ person, matches }) =>
      `${person.id}: ${matches.map(({ alert, incidents }) => `${alert.slug} ${incidents.length}`).join(', ')}`,
  );
}

describe('a person in the alerts', () => {
  it.each([
    ['object id', 'id-alex.wilber'],
    ['object id in another case', 'ID-ALEX.WILBER'],
    ['sign-in name', 'alex.wilber@contoso.test'],
    ['name', 'alex wilber'],
    ['part of a name', 'wilb'],
    ['name with space around it', '  Alex '],
  ])('is found by %s', (_how, name) => {
    expect(found(name)).toEqual(['id-alex.wilber: stale 1']);
  });

  it('has the incidents of all alerts, however its id is written', () => {
    expect(found('megan.bowen@contoso.test')).toEqual(['id-megan.bowen: stale 1, outside-pim 1']);
  });

  it('is told apart from another of the same name', () => {
    expect(found('Megan Bowen')).toEqual([
      'id-megan.bowen: stale 1, outside-pim 1',
      'id-twin: outside-pim 1',
    ]);
  });

  it('may be a group without a sign-in name', () => {
    expect(found('cloud')).toEqual(['id-group: outside-pim 1']);
  });

  it.each(['', '  ', 'nobody at all', 'Helpdesk'])('is not found by %j', (name) => {
    expect(found(name)).toEqual([]);
  });
});
