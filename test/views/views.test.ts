import { kindOf } from '../../src/alerts/kinds';
import type { Message } from '../../src/ports/notifier';
import { alertView } from '../../src/views/alert-view';
import { alertsView } from '../../src/views/alerts-view';
import { configureView } from '../../src/views/configure-view';
import { confirmView } from '../../src/views/confirm-view';
import { incidentsView } from '../../src/views/incidents-view';
import type { RemedyStep } from '../../src/ports/remedies';
import { raisedView } from '../../src/views/raised-view';
import { remedyView } from '../../src/views/remedy-view';
import { resultView } from '../../src/views/result-view';
import { alert, before, incident, NOW as now, reading, usual } from './samples';

type Action = { title: string; verb: string; data: Record<string, unknown>; mode?: string };

const actions = ({ card }: Message) => card['actions'] as readonly Action[];
const titles = (message: Message) => actions(message).map(({ title }) => title);
const body = ({ card }: Message) => JSON.stringify(card['body']);
const stale = (state: 'active' | 'clean' | 'dismissed' | 'disabled', count = 3) =>
  reading(alert({ suffix: 'StaleSignInAlert', state, count }));

function count(message: Message, title: string): number {
  return (
    body(message).split(`"type":"Action.Execute","verb":"incident.remediate","title":"${title}"`).length - 1
  );
}

describe('the card of a remediation', () => {
  const remedy = (step: RemedyStep) => ({
    tenantId: 't',
    id: 'n',
    alert: alert({ suffix: 'RolesAssignedOutsidePimAlert' }),
    actor: { id: 'a', name: 'Alex' },
    reason: 'Odd',
    reference: 'r',
    startedAt: now,
    items: [{ incident: incident('outside-pim', 1), step }],
    checks: 5,
  });

  test.each<[RemedyStep, RegExp, boolean]>([
    ['sent', /on its way to Microsoft/, false],
    [
      'accepted',
      /Microsoft has accepted this: .* will lose the role .*I check by myself that it has come about/,
      false,
    ],
    ['uncertain', /did not answer in time/, false],
    ['still-there', /was sent, and the incident was still listed after 5 checks/, false],
    ['gone', /no longer holds the role .*Checked: the incident is gone/, true],
  ])('says of “%s” what is known, and no more', (step, words, isDone) => {
    const message = remedyView({ remedy: remedy(step), now });

    expect(body(message)).toMatch(words);
    expect(/no longer holds|Remediated:|"✅ Done"|Done: /.test(body(message) + message.summary)).toBe(isDone);
  });

  const removed = {
    principalId: '1b75b5f4-5d79-44ce-aa96-bfbe9147a406',
    principalName: 'Adele Vance',
    roleId: '29232cdf-9323-42fd-ade2-1d097af3e4de',
    roleName: 'Global Reader',
    how: 'permanent',
    scope: '/',
  } as const;
  const withRole = (step: RemedyStep) => {
    const { items, ...rest } = remedy(step);
    return { ...rest, items: items.map((one) => ({ ...one, removed })) };
  };

  test('that took a role away has two short buttons and a menu: one line of a narrow card', () => {
    const message = remedyView({ remedy: withRole('gone'), now });

    const shown = actions(message).filter(({ mode }) => !mode);

    expect(shown.map(({ title }) => title)).toEqual(['Incidents', 'How to give back']);
  });

  test.each<[RemedyStep, readonly string[], boolean]>([
    ['sent', ['Assignment'], false],
    ['accepted', ['Assignment'], true],
    ['uncertain', ['Assignment'], false],
    ['still-there', ['Assignment'], false],
    ['gone', ['It was'], true],
    ['not-done', [], false],
  ])(
    'that is “%s” speaks in the past of what is gone alone, and of giving back what was taken',
    (step, labels, gives) => {
      const message = remedyView({ remedy: withRole(step), now });

      expect(['It was', 'Assignment'].filter((label) => body(message).includes(label))).toEqual(labels);
      expect(titles(message).includes('How to give back')).toBe(gives);
    },
  );
});

describe('the card of one alert', () => {
  test.each([
    ['active', 3, ['Refresh', 'Incidents', 'Dismiss', 'How to fix', 'Configure', 'All alerts']],
    ['dismissed', 3, ['Refresh', 'Incidents', 'Re-enable', 'How to fix', 'Configure', 'All alerts']],
    ['disabled', 0, ['Configure', 'Refresh', 'How to fix', 'All alerts']],
    ['clean', 0, ['Refresh', 'How to fix', 'Configure', 'All alerts']],
  ] as const)('offers what makes sense while %s', (state, incidents, expected) => {
    const message = alertView({ reading: stale(state, incidents), now });

    expect(titles(message)).toEqual(expected);
  });

  test('has Remediate on the first five incidents', () => {
    const message = alertView({ reading: stale('active', 14), now });

    expect(count(message, 'Remediate')).toBe(5);
  });

  test('shows four buttons at most and keeps the rest in the menu', () => {
    const shown = actions(alertView({ reading: stale('active'), now })).filter(({ mode }) => !mode);

    expect(shown.map(({ title }) => title)).toEqual(['Refresh', 'Incidents', 'Dismiss', 'How to fix']);
  });

  test('names the thresholds as such, with their units', () => {
    const suffix = 'TooManyGlobalAdminsAssignedToTenantAlert';
    const text = body(alertView({ reading: reading(alert({ suffix })), now }));

    expect(text).toContain('Thresholds · Global administrators: 5 · Share of all privileged roles: 10 %');
  });

  test('does not say twice that thresholds count in days', () => {
    expect(body(alertView({ reading: stale('active'), now }))).toContain(
      'Thresholds · Days without sign-in: 30',
    );
  });

  test.each([
    ['switched off', { state: 'disabled' as const }, /switched off/gi, 2],
    ['never scanned', { state: 'clean' as const, lastScanned: undefined }, /never (been )?scanned/gi, 2],
  ])('says in the header and once below it that it is %s', (_what, given, words, times) => {
    const message = alertView({
      reading: reading(alert({ suffix: 'StaleSignInAlert', count: 0, ...given })),
      now,
    });

    expect(body(message).match(words)).toHaveLength(times);
    expect(body(message)).not.toContain('Clean');
  });

  test('counts in the header, and below it only where it shows the first few', () => {
    const [few, many] = [3, 14].map((length) => body(alertView({ reading: stale('active', length), now })));

    expect(few?.match(/3 accounts/g)).toHaveLength(1);
    expect(many).toContain('The first 5 of 14 accounts');
  });

  test('has no Remediate where the type cannot be remediated', () => {
    const message = alertView({
      reading: reading(alert({ suffix: 'SequentialActivationRenewalsAlert' })),
      now,
    });

    expect(count(message, 'Remediate')).toBe(0);
  });
});

describe('the card of all alerts', () => {
  test('has the worst first and opens each by its slug', () => {
    const message = alertsView({ reading: reading(usual.toReversed()), now });

    const opened = [...body(message).matchAll(/"verb":"alert\.show","alert":"([\w-]+)"/g)].map(
      (found) => found[1],
    );
    expect([...new Set(opened)]).toEqual([
      'outside-pim',
      'stale',
      'global-admins',
      'no-mfa',
      'renewals',
      'license',
      'redundant',
    ]);
  });

  test.each([
    ['active', {}, '🔶'],
    ['dismissed', {}, '🔕'],
    ['disabled', {}, '💤'],
    ['clean', { count: 0 }, '✅'],
    ['clean', { count: 0, lastScanned: undefined }, '❓'],
  ] as const)('an alert that is %s with %j has the sign %s', (state, others, sign) => {
    const one = alert({ suffix: 'StaleSignInAlert', state, ...others });

    expect(body(alertsView({ reading: reading([one]), now }))).toContain(`"text":"${sign}"`);
  });

  test('has the age of the oldest scan, and says which alert was never scanned', () => {
    const alerts = [
      alert({ suffix: 'StaleSignInAlert', lastScanned: before(3 * 3_600_000) }),
      alert({ suffix: 'InvalidLicenseAlert', lastScanned: undefined, count: 0 }),
    ];

    const { summary } = alertsView({ reading: reading(alerts), now });

    expect(summary).toBe('1 alert needs attention, scanned 3 hours ago, 1 alert never scanned');
  });
});

describe('the card of incidents', () => {
  test.each([
    [1, ['Next'], 10],
    [2, ['Previous'], 4],
    [99, ['Previous'], 4],
    [Number.NaN, ['Next'], 10],
  ])('page %d leads to %j and has %d incidents', (page, expected, incidents) => {
    const message = incidentsView({ reading: stale('active', 14), page, now });

    expect(titles(message).filter((title) => ['Next', 'Previous'].includes(title))).toEqual(expected);
    expect(count(message, 'Remediate')).toBe(incidents);
  });

  test('remediates by slug and incident id', () => {
    const message = incidentsView({ reading: stale('active', 1), page: 1, now });

    const { id } = incident('stale', 0);
    expect(body(message)).toContain(
      `"data":{"verb":"incident.remediate","alert":"stale","incident":"${id}"}`,
    );
  });
});

describe('the card that asks', () => {
  const ask = {
    verb: 'incident.remediate',
    input: { alert: 'stale', incident: 'x', confirmed: { nonce: 'n', seen: 's' } },
    title: 'Remove Grady Archie?',
    consequences: ['Grady Archie loses the role.'],
    facts: [{ label: 'Since', value: '2026-11-01T10:00:00.000Z' }],
    warnings: [],
    now,
  } as const;

  test('carries the input on Confirm and lets Cancel pass with an empty reason', () => {
    const message = confirmView({ ...ask, reason: 'required', destructive: true });

    expect(actions(message)).toMatchObject([
      { title: 'Confirm', style: 'destructive', data: { verb: 'incident.remediate', ...ask.input } },
      { title: 'Cancel', verb: 'action.cancel', associatedInputs: 'none' },
    ]);
    expect(body(message)).toMatch(/"id":"reason".*"maxLength":500.*"isRequired":true/);
  });

  test('asks for no reason where none is wanted', () => {
    const message = confirmView({ ...ask, reason: 'none' });

    expect(body(message)).not.toContain('Input.');
  });

  test('shows a moment in the zone of the reader', () => {
    const message = confirmView({ ...ask, reason: 'none' });

    expect(body(message)).toContain('{{DATE(2026-11-01T10:00:00Z,SHORT)}} {{TIME(2026-11-01T10:00:00Z)}}');
  });
});

describe('the form of thresholds', () => {
  const kind = kindOf('SequentialActivationRenewalsAlert');
  const current = reading(alert({ suffix: 'SequentialActivationRenewalsAlert' }));

  test('holds the current values under their wire names', () => {
    const message = configureView({ reading: current, kind, now });

    expect(body(message)).toMatch(
      /"Input\.Text","id":"timeIntervalBetweenActivations"[^}]*"value":"12 hours"/,
    );
    expect(body(message)).toMatch(
      /"Input\.Number","id":"sequentialActivationCounterThreshold"[^}]*"value":5/,
    );
    expect(body(message)).toMatch(/"Input\.Toggle","id":"enabled"[^}]*"value":"true"/);
  });

  test('gives back what was typed, with what is wrong about it', () => {
    const entered = { sequentialActivationCounterThreshold: 'many', enabled: 'false' };

    const message = configureView({
      reading: current,
      kind,
      entered,
      problems: ['That is no number.'],
      now,
    });

    expect(body(message)).toMatch(
      /"Input\.Text","id":"sequentialActivationCounterThreshold"[^}]*"value":"many"/,
    );
    expect(body(message)).toMatch(/"Input\.Toggle","id":"enabled"[^}]*"value":"false"/);
    expect(body(message)).toContain('❌ That is no number.');
  });
});

test('a post about a storm shows a few and says how many more there are', () => {
  const { incidents, incidentsComplete: _, ...face } = alert({ suffix: 'StaleSignInAlert', count: 12 });

  const message = raisedView({ alert: face, incidents, total: 1200, now });

  expect(message.summary).toBe('1,200 new: Stale accounts hold privileged roles');
  expect(count(message, 'Remediate')).toBe(5);
  expect(body(message)).toContain('And 1,195 more. Press Incidents to see them all.');
});

test('what follows a result shows four buttons and keeps the rest in the menu', () => {
  const next = Array.from({ length: 6 }, (_, index) => ({
    title: `Next ${index}`,
    verb: 'alert.show' as const,
    input: { alert: 'stale' },
  }));

  const message = resultView({ outcome: 'done', title: 'Done', lines: [], facts: [], next, now });

  expect(actions(message).map(({ mode }) => mode ?? 'primary')).toEqual([
    ...Array.from({ length: 4 }, () => 'primary'),
    'secondary',
    'secondary',
  ]);
});

test('the trend on the card of all alerts ends at the count above it', () => {
  const past = [1, 2].map((ago) => ({ at: now - ago * 3_600_000, bySlug: { stale: 34, 'no-mfa': 5 } }));
  const alerts = [
    alert({ suffix: 'StaleSignInAlert', count: 35 }),
    alert({ suffix: 'NoMfaOnRoleActivationAlert', count: 5, state: 'dismissed' }),
  ];

  const card = JSON.stringify(alertsView({ reading: reading(alerts), now, history: past }).card);

  expect(card).toContain('"35 incidents"');
  expect(card).toContain('Up from 34 to 35 over the last 3 checks.');
});
