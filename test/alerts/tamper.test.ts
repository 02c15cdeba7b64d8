import type { Alert, AlertState, SettingValue } from '../../src/alerts/alert';
import { tamperings } from '../../src/alerts/tamper';

type Face = Pick<Alert, 'suffix' | 'state' | 'configuration'>;

function face(
  suffix: string,
  settings: Readonly<Record<string, SettingValue>> = {},
  state: AlertState = 'active',
): Face {
  return { suffix, state, configuration: { type: 'x', enabled: state !== 'disabled', settings } };
}

const STALE = 'StaleSignInAlert';
const RENEWALS = 'SequentialActivationRenewalsAlert';

describe('tampering', () => {
  test.each<[string, AlertState, AlertState, readonly string[]]>([
    ['switching off is one', 'active', 'disabled', ['disabled']],
    ['switching off a clean one is one too', 'clean', 'disabled', ['disabled']],
    ['staying off is none', 'disabled', 'disabled', []],
    ['switching on is none', 'disabled', 'active', []],
    ['dismissing is one', 'active', 'dismissed', ['dismissed']],
    ['staying dismissed is none', 'dismissed', 'dismissed', []],
    ['becoming clean is none', 'active', 'clean', []],
  ])('%s', (_what, before, after, expected) => {
    const found = tamperings(face(STALE, {}, before), face(STALE, {}, after));

    expect(found.map(({ what }) => what)).toEqual(expected);
  });

  test.each<[string, string, string, SettingValue, SettingValue, boolean]>([
    ['a longer absence', STALE, 'duration', 'P30D', 'P90D', true],
    ['a shorter absence', STALE, 'duration', 'P30D', 'P7D', false],
    ['the same in other words', STALE, 'duration', 'P1D', 'PT24H', false],
    ['what is no duration', STALE, 'duration', 'P30D', 'for ever', true],
    ['a shorter time between activations', RENEWALS, 'timeIntervalBetweenActivations', 'PT1H', 'PT1M', true],
    ['a longer time between activations', RENEWALS, 'timeIntervalBetweenActivations', 'PT1M', 'PT1H', false],
    ['more activations in a row', RENEWALS, 'sequentialActivationCounterThreshold', 2, 20, true],
    ['a setting nobody told us about', STALE, 'excluded', 'a', 'b', true],
    ['any setting of an unknown type', 'BrandNewThingAlert', 'limit', 5, 4, true],
  ])('%s', (_what, suffix, name, from, to, isTampering) => {
    const found = tamperings(face(suffix, { [name]: from }), face(suffix, { [name]: to }));

    expect(found).toEqual(
      isTampering ? [{ what: 'loosened', setting: name, label: expect.stringMatching(/./), from, to }] : [],
    );
  });

  test('is none where one of the two looks did not tell the state', () => {
    const doubtful = { ...face(STALE, {}, 'dismissed'), doubtful: true } as const;

    expect(tamperings(face(STALE), doubtful)).toEqual([]);
    expect(tamperings({ ...face(STALE), doubtful: true }, face(STALE, {}, 'disabled'))).toEqual([]);
  });

  test('names the setting as people read it', () => {
    const found = tamperings(face(STALE, { duration: 'P30D' }), face(STALE, { duration: 'P31D' }));

    expect(found).toMatchObject([{ label: 'Days without sign-in' }]);
  });

  test('is not seen where the configuration was not read', () => {
    const unread: Face = { suffix: STALE, state: 'active' };

    expect(tamperings(face(STALE, { duration: 'P30D' }), unread)).toEqual([]);
    expect(tamperings(unread, face(STALE, { duration: 'P30D' }))).toEqual([]);
  });
});
