import { assert, constantFrom, integer, property, string } from 'fast-check';
import type { AlertConfiguration } from '../../src/alerts/alert';
import { kindOf, kinds } from '../../src/alerts/kinds/index';
import type { Setting } from '../../src/alerts/kinds/kind';
import { changeOf, loosens, parseSetting, showSetting } from '../../src/alerts/settings';
import { UserError } from '../../src/lib/errors';

const stale = kindOf('StaleSignInAlert');
const renewals = kindOf('SequentialActivationRenewalsAlert');
const admins = kindOf('TooManyGlobalAdminsAssignedToTenantAlert');

function settingOf(suffix: string, name: string): Setting {
  const found = kindOf(suffix).settings.find((setting) => setting.name === name);
  if (!found) throw new Error(`No setting ${name}`);
  return found;
}

const withoutSignIn = settingOf('StaleSignInAlert', 'duration');
const withoutActivation = settingOf('RedundantAssignmentAlert', 'duration');
const between = settingOf('SequentialActivationRenewalsAlert', 'timeIntervalBetweenActivations');
const inARow = settingOf('SequentialActivationRenewalsAlert', 'sequentialActivationCounterThreshold');
const share = settingOf(
  'TooManyGlobalAdminsAssignedToTenantAlert',
  'percentageOfGlobalAdminsOutOfRolesThreshold',
);

describe('a threshold as typed', () => {
  it.each([
    [withoutSignIn, '30 days', 'P30D', '30 days'],
    [withoutSignIn, '30d', 'P30D', '30 days'],
    [withoutSignIn, 'P30D', 'P30D', '30 days'],
    [withoutSignIn, 'p30d', 'P30D', '30 days'],
    [withoutSignIn, '30', 'P30D', '30 days'],
    [withoutSignIn, ' 1 day ', 'P1D', '1 day'],
    [withoutSignIn, '2 weeks', 'P14D', '14 days'],
    [withoutSignIn, 'P2W', 'P14D', '14 days'],
    [withoutSignIn, '48 hours', 'P2D', '2 days'],
    [withoutSignIn, '365', 'P365D', '365 days'],
    [withoutActivation, '0', 'P0D', '0 days'],
    [withoutActivation, '100 days', 'P100D', '100 days'],
    [between, '10 seconds', 'PT10S', '10 seconds'],
    [between, 'PT10S', 'PT10S', '10 seconds'],
    [between, '10s', 'PT10S', '10 seconds'],
    [between, '1 day 2 hours', 'P1DT2H', '1 day 2 hours'],
    [between, '1 hour and 30 minutes', 'PT1H30M', '1 hour 30 minutes'],
    [between, '1.5 h', 'PT1H30M', '1 hour 30 minutes'],
    [between, '0 seconds', 'P0D', '0 seconds'],
    [inARow, '3', 3, '3'],
    [share, '10 %', 10, '10 %'],
    [share, '10%', 10, '10 %'],
    [share, '0', 0, '0 %'],
  ])('%j %s is %s', (setting, typed, wire, shown) => {
    expect(parseSetting(setting, typed)).toEqual({ wire, shown });
  });

  it.each([
    [withoutSignIn, '0', 'whole days, 1 day to 365 days'],
    [withoutSignIn, '366 days', 'whole days, 1 day to 365 days'],
    [withoutSignIn, '36 hours', 'whole days, 1 day to 365 days'],
    [withoutSignIn, '-5 days', 'whole days, 1 day to 365 days'],
    [withoutSignIn, 'P', 'whole days, 1 day to 365 days'],
    [withoutSignIn, '', 'whole days, 1 day to 365 days'],
    [withoutActivation, '101', 'whole days, 0 days to 100 days'],
    [withoutActivation, 'soon', 'whole days, 0 days to 100 days'],
    [withoutActivation, '5 moons', 'whole days, 0 days to 100 days'],
    [between, '10', 'a time such as “10 seconds”, 0 seconds to 365 days'],
    [between, '0.5 seconds', 'a time such as “10 seconds”, 0 seconds to 365 days'],
    [between, 'PT0.5S', 'a time such as “10 seconds”, 0 seconds to 365 days'],
    [inARow, '1', 'a whole number, 2 to 100'],
    [inARow, '101', 'a whole number, 2 to 100'],
    [inARow, '3.5', 'a whole number, 2 to 100'],
    [inARow, '3 %', 'a whole number, 2 to 100'],
    [inARow, '1e1', 'a whole number, 2 to 100'],
    [share, '101 %', 'a whole number, 0 % to 100 %'],
    [share, '0.1', 'a whole number, 0 % to 100 %'],
  ])('%j “%s” is refused with the range', (setting, typed, range) => {
    expect(() => parseSetting(setting, typed)).toThrow(
      new UserError(`“${typed}” does not fit ${setting.label}: ${range}.`),
    );
  });

  it('whatever it is, is either in range or refused in words', () => {
    const everySetting = kinds.flatMap((kind) => kind.settings);

    assert(
      property(constantFrom(...everySetting), string(), (setting, typed) => {
        try {
          const { wire, shown } = parseSetting(setting, typed);
          expect(parseSetting(setting, shown).wire).toEqual(wire);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });

  it('is understood again as it is shown', () => {
    assert(
      property(integer({ min: 0, max: 365 * 86_400 }), (seconds) => {
        const { wire, shown } = parseSetting(between, `${seconds} seconds`);

        expect(parseSetting(between, shown).wire).toBe(wire);
        expect(showSetting(between, wire)).toBe(shown);
      }),
    );
  });
});

describe('a threshold as the service has it', () => {
  it.each([
    [withoutSignIn, 'P30D', '30 days'],
    [withoutSignIn, 'PT720H', '30 days'],
    [between, 'PT10S', '10 seconds'],
    [share, 10, '10 %'],
    [inARow, 3, '3'],
    [withoutSignIn, '30.00:00:00', '30.00:00:00'],
    [withoutSignIn, 30, '30'],
    [inARow, true, 'true'],
  ])('%j %s is shown as %s', (setting, wire, shown) => {
    expect(showSetting(setting, wire)).toBe(shown);
  });
});

describe('a change of a threshold', () => {
  it.each([
    [withoutSignIn, 'P30D', 'P60D', true],
    [withoutSignIn, 'P30D', 'P14D', false],
    [withoutSignIn, 'P30D', 'PT720H', false],
    [inARow, 3, 5, true],
    [inARow, 3, 2, false],
    [between, 'PT10S', 'PT5S', true],
    [between, 'PT10S', 'PT1M', false],
    [share, undefined, 10, true],
    [withoutSignIn, 'nonsense', 'P1D', true],
  ])('%j from %s to %s loosens: %s', (setting, before, after, expected) => {
    expect(loosens(setting, before, after)).toBe(expected);
  });
});

describe('a configuration as typed', () => {
  const now: AlertConfiguration = {
    type: '#microsoft.graph.tooManyGlobalAdminsAssignedToTenantAlertConfiguration',
    enabled: true,
    settings: { globalAdminCountThreshold: 3, percentageOfGlobalAdminsOutOfRolesThreshold: 10 },
  };

  it.each([
    'globalAdminCountThreshold',
    'GLOBALADMINCOUNTTHRESHOLD',
    'Global administrators',
    'global-administrators',
  ])('knows a setting as %s', (name) => {
    expect(changeOf(admins, now, { [name]: '5' })).toEqual({
      type: now.type,
      settings: { globalAdminCountThreshold: 5 },
    });
  });

  it('holds only what differs, so that a form sent back as it was changes nothing', () => {
    const typed = {
      globalAdminCountThreshold: '3',
      percentageOfGlobalAdminsOutOfRolesThreshold: '10 %',
      enabled: 'yes',
    };

    expect(changeOf(admins, now, typed)).toEqual({ type: now.type, settings: {} });
  });

  it('sees that two ways to write a duration are one', () => {
    const before = { type: '#t', enabled: true, settings: { duration: 'PT720H' } };

    expect(changeOf(stale, before, { duration: '30 days' })).toEqual({ type: '#t', settings: {} });
  });

  it.each([
    ['no', false],
    ['FALSE', false],
    [' off ', false],
    ['yes', true],
    ['true', true],
    ['On', true],
  ])('switches by %s', (word, enabled) => {
    const before = { ...now, enabled: !enabled };

    expect(changeOf(kindOf('InvalidLicenseAlert'), before, { enabled: word })).toEqual({
      type: now.type,
      settings: {},
      enabled,
    });
  });

  it('refuses a switch that is neither', () => {
    expect(() => changeOf(admins, now, { enabled: 'maybe' })).toThrow(
      new UserError('“maybe” does not fit enabled: yes or no.'),
    );
  });

  it('refuses an unknown name with those it knows', () => {
    expect(() => changeOf(renewals, undefined, { colour: 'red' })).toThrow(
      new UserError(
        '“colour” is not a setting of this alert. It knows: Time between activations (timeIntervalBetweenActivations), ' +
          'Activations in a row (sequentialActivationCounterThreshold), enabled.',
      ),
    );
  });

  it('has the type of the alert where the configuration was not read', () => {
    expect(changeOf(stale, undefined, { duration: '30' })).toEqual({
      type: '#microsoft.graph.staleSignInAlertConfiguration',
      settings: { duration: 'P30D' },
    });
  });
});
