import type { Alert, Fact, Incident } from '../../src/alerts/alert';
import { kinds } from '../../src/alerts/kinds';
import { forecastWords, whatIf } from '../../src/alerts/what-if';
import { anIncidentAbout } from '../support/builders';

const NOW = Date.parse('2026-11-23T08:00:00Z');
const DAY = 86_400_000;

const moment = (label: string, days: number | undefined): Fact => ({
  label,
  type: 'moment',
  value: days === undefined ? undefined : new Date(NOW - days * DAY).toISOString(),
});

function found(name: string, ...facts: readonly Fact[]): Incident {
  return anIncidentAbout(name, { facts });
}

type Settings = Readonly<Record<string, number | string>>;

function ask(
  slug: string,
  incidents: readonly Incident[],
  before: Settings,
  change: { enabled?: boolean; settings?: Settings },
  state: Alert['state'] = 'active',
) {
  const kind = kinds.find((one) => one.slug === slug);
  if (!kind) throw new Error(`No kind ${slug}`);
  const configuration = { type: kind.configurationType, enabled: state !== 'disabled', settings: before };
  const { least, most, leaving, unknown } = whatIf(
    kind,
    { state, configuration, incidents },
    { settings: {}, ...change },
    NOW,
  );
  return {
    least,
    most,
    leaving: leaving.map(({ principal }) => principal?.name),
    doubtful: unknown !== undefined,
  };
}

describe.each([
  ['stale', 'Last sign-in'],
  ['redundant', 'Last activation'],
])('more days for %s', (slug, label) => {
  const incidents = [
    found('Ann', moment(label, 40)),
    found('Bob', moment(label, 60)),
    found('Cid', moment(label, 61)),
  ];

  it('lose those who did it since then', () => {
    expect(ask(slug, incidents, { duration: 'P30D' }, { settings: { duration: 'P60D' } })).toEqual({
      least: 2,
      most: 2,
      leaving: ['Ann'],
      doubtful: false,
    });
  });

  it('leave open what becomes of those who never did', () => {
    const never = [...incidents, found('Dot', moment(label, undefined))];

    expect(ask(slug, never, { duration: 'P30D' }, { settings: { duration: 'P60D' } })).toMatchObject({
      least: 2,
      most: 3,
      doubtful: true,
    });
  });

  it('turned to fewer find at least the same', () => {
    expect(ask(slug, incidents, { duration: 'P30D' }, { settings: { duration: 'P7D' } })).toEqual({
      least: 3,
      most: undefined,
      leaving: [],
      doubtful: true,
    });
  });
});

describe('days for stale accounts', () => {
  it('keep whoever never signed in and was assigned long ago', () => {
    const never = [found('Dot', moment('Last sign-in', undefined), moment('Assigned', 400))];

    expect(ask('stale', never, { duration: 'P30D' }, { settings: { duration: 'P60D' } })).toMatchObject({
      least: 1,
      most: 1,
    });
  });
});

describe('thresholds for global administrators', () => {
  const before = { globalAdminCountThreshold: 3, percentageOfGlobalAdminsOutOfRolesThreshold: 10 };
  const four = ['Ann', 'Bob', 'Cid', 'Dot'].map((name) => found(name));

  it.each([
    ['a count that is still met', { globalAdminCountThreshold: 4 }, 4, 4],
    ['a count that is not met', { globalAdminCountThreshold: 5 }, 0, 0],
    ['a greater share', { percentageOfGlobalAdminsOutOfRolesThreshold: 20 }, 0, 4],
    ['a smaller share', { percentageOfGlobalAdminsOutOfRolesThreshold: 5 }, 4, 4],
    [
      'a greater share and a count that is not met',
      { globalAdminCountThreshold: 5, percentageOfGlobalAdminsOutOfRolesThreshold: 20 },
      0,
      0,
    ],
  ])('with %s', (_what, settings, least, most) => {
    expect(ask('global-admins', four, before, { settings })).toMatchObject({ least, most });
  });

  it('of a quiet alert cannot be told when they get tighter, and find nobody when looser', () => {
    const tighter = { settings: { globalAdminCountThreshold: 2 } };
    const looser = { settings: { globalAdminCountThreshold: 9 } };

    expect(ask('global-admins', [], before, tighter, 'clean')).toMatchObject({ least: 0, most: undefined });
    expect(ask('global-admins', [], before, looser, 'clean')).toMatchObject({ least: 0, most: 0 });
  });
});

describe('thresholds for renewals', () => {
  const before = { timeIntervalBetweenActivations: 'PT10S', sequentialActivationCounterThreshold: 3 };
  const series = [3, 4, 7].map((count) =>
    found(`Series of ${count}`, { label: 'Activations', type: 'number', value: count }),
  );

  it.each([
    ['more in a row', { sequentialActivationCounterThreshold: 4 }, 2, 2],
    ['fewer in a row', { sequentialActivationCounterThreshold: 2 }, 3, undefined],
    ['a shorter time', { timeIntervalBetweenActivations: 'PT5S' }, 0, 3],
    ['a longer time', { timeIntervalBetweenActivations: 'PT1M' }, 3, undefined],
    [
      'more in a row in a longer time',
      { timeIntervalBetweenActivations: 'PT1M', sequentialActivationCounterThreshold: 7 },
      1,
      undefined,
    ],
  ])('with %s', (_what, settings, least, most) => {
    expect(ask('renewals', series, before, { settings })).toMatchObject({ least, most });
  });
});

describe('any alert', () => {
  it('finds nothing once it is switched off', () => {
    expect(ask('outside-pim', [found('Ann')], {}, { enabled: false })).toMatchObject({
      least: 0,
      most: 0,
      leaving: ['Ann'],
    });
  });

  it('that is switched off says that nobody can know', () => {
    expect(ask('stale', [], { duration: 'P30D' }, { enabled: true }, 'disabled')).toMatchObject({
      least: 0,
      most: undefined,
      doubtful: true,
    });
  });

  it.each([
    [{ least: 3, most: 3 }, '3'],
    [{ least: 1, most: 3 }, '1 to 3'],
    [{ least: 3 }, 'at least 3'],
    [{ least: 0 }, 'not known before a scan'],
  ])('says %j as “%s”', (range, words) => {
    expect(forecastWords({ ...range, leaving: [] })).toBe(words);
  });
});
