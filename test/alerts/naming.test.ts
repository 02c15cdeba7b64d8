import { nameAlert } from '../../src/alerts/naming';
import { anAlertOf, everyAlert } from '../support/builders';

const alerts = everyAlert();

function slugOf(name: string, allowRest = false): string {
  const named = nameAlert(name, alerts, allowRest);
  if (named.kind === 'one')
    return named.rest === '' ? named.alert.slug : `${named.alert.slug} + ${named.rest}`;
  if (named.kind === 'several') return `several: ${named.alerts.map(({ slug }) => slug).join(', ')}`;
  return `none: ${named.closest.map(({ slug }) => slug).join(', ')}`;
}

describe('an alert is named by', () => {
  it.each([
    ['its slug', 'global-admins', 'global-admins'],
    ['its slug in capitals', 'GLOBAL-ADMINS', 'global-admins'],
    ['its slug with spaces', 'global admins', 'global-admins'],
    ['its slug in one word', 'globaladmins', 'global-admins'],
    ['the Graph suffix', 'StaleSignInAlert', 'stale'],
    ['the Graph suffix without “Alert”', 'stalesignin', 'stale'],
    ['the Graph id', 'DirectoryRole_22222222-2222-4222-8222-222222222222_StaleSignInAlert', 'stale'],
    [
      'the Graph id in another case',
      'DIRECTORYROLE_22222222-2222-4222-8222-222222222222_stalesigninalert',
      'stale',
    ],
    ['its title', 'Roles are assigned outside PIM', 'outside-pim'],
    ['the beginning of a name', 'renew', 'renewals'],
    ['a part that only one has', 'without MFA', 'no-mfa'],
    ['quotes and all', '“stale”', 'stale'],
  ])('%s: %s', (_how, name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  it('what Microsoft calls it in this tenant', () => {
    const displayName = 'Administratoren nutzen ihre Rollen nicht';
    const local = [...alerts.slice(1), anAlertOf('license', { displayName })];

    expect(nameAlert('administratoren nutzen', local)).toMatchObject({ kind: 'one', alert: { displayName } });
  });
});

describe('a name', () => {
  it('that is exactly one alert’s wins over others that contain it', () => {
    const shadow = anAlertOf('license', {
      slug: 'stale-too',
      title: 'Stale too',
      displayName: 'Stale stale',
    });

    expect(nameAlert('stale', [shadow, ...alerts])).toMatchObject({ kind: 'one', alert: { slug: 'stale' } });
  });

  it('that fits several is not guessed', () => {
    expect(slugOf('roles')).toMatch(/^several: .*outside-pim/);
  });

  it('with a slip brings what is near, with or without something behind it', () => {
    expect(slugOf('licence-x')).toBe('none: license');
    expect(slugOf('stael')).toBe('none: stale');
    expect(slugOf('outsid-pin Megan Bowen', true)).toBe('none: outside-pim');
  });

  it('that is near to two brings both, the nearer first', () => {
    const twins = [anAlertOf('stale'), anAlertOf('license', { slug: 'stalest' })];

    expect(nameAlert('staless', twins)).toMatchObject({ closest: [{ slug: 'stalest' }, { slug: 'stale' }] });
  });

  it.each(['xyz', '💥', 'frobnicate'])('that is like none (%s) brings nothing', (name) => {
    expect(slugOf(name)).toBe('none: ');
  });

  it.each(['', '   ', '***', '„“'])('that is no name (%j) is none', (name) => {
    expect(slugOf(name)).toMatch(/^none: /);
  });

  it('among no alerts is none, and nothing is close', () => {
    expect(nameAlert('stale', [])).toEqual({ kind: 'none', closest: [] });
  });

  it('with something behind it leaves the rest as typed', () => {
    expect(slugOf('outside-pim Megan Bowen', true)).toBe('outside-pim + Megan Bowen');
    expect(slugOf('global admins Megan', true)).toBe('global-admins + Megan');
    expect(slugOf('stale', true)).toBe('stale');
  });

  it('takes the longest words that name one alert', () => {
    expect(slugOf('Roles are assigned outside PIM Alex', true)).toBe('outside-pim + Alex');
  });

  it('with something behind it is none where that is not asked for', () => {
    expect(slugOf('outside-pim Megan Bowen')).toMatch(/^none: /);
  });
});
