import type { Alert, AlertState, Incident, Principal, Severity } from '../../src/alerts/alert';
import { kindOf, kinds } from '../../src/alerts/kinds';
import type { Approval, ApprovalState } from '../../src/ports/approvals';
import type { SweepRecord } from '../../src/ports/knowledge';
import type { Decision, StoredAuditEntry } from '../../src/ports/ledger';
import type { Message } from '../../src/ports/notifier';
import type { Reading } from '../../src/ports/pim-alerts';
import type { Remedy, RemedyStep } from '../../src/ports/remedies';
import type { RefreshProgress } from '../../src/ports/refreshes';
import type { Subscription } from '../../src/ports/subscriptions';
import { activateRoleView, signInAgainView, signInView } from '../../src/views/sign-in-view';
import { alertView } from '../../src/views/alert-view';
import { alertsView } from '../../src/views/alerts-view';
import { approvalView, requestsView } from '../../src/views/approval-view';
import { auditView } from '../../src/views/audit-view';
import { chooseView } from '../../src/views/choose-view';
import { configureView } from '../../src/views/configure-view';
import { openAlert } from '../../src/views/parts/button';
import { confirmView } from '../../src/views/confirm-view';
import { helpView } from '../../src/views/help-view';
import { incidentsView } from '../../src/views/incidents-view';
import { noticeView } from '../../src/views/notice-view';
import { personView } from '../../src/views/person-view';
import { digestView } from '../../src/views/digest-view';
import { clearedView, escalatedView, raisedView } from '../../src/views/raised-view';
import { refreshView } from '../../src/views/refresh-view';
import { remedyView } from '../../src/views/remedy-view';
import { resultView } from '../../src/views/result-view';
import { statusView } from '../../src/views/status-view';
import { subscriptionsView } from '../../src/views/subscriptions-view';
import { healthView } from '../../src/views/health-view';
import { tamperView } from '../../src/views/tamper-view';
import { whyView } from '../../src/views/why-view';
import { welcomeView } from '../../src/views/welcome-view';

export const NOW = Date.parse('2026-11-23T09:00:00.000Z');
const MINUTE = 60_000;
const DAY = 86_400_000;
const TENANT = '22222222-2222-4222-8222-222222222222';

export function before(ms: number): string {
  return new Date(NOW - ms).toISOString();
}

export const HOSTILE = {
  markdown: '[Reset your password](https://evil.example) **now** _or_ ~else~ `rm` # 1',
  mention: '<at>Everyone</at> & <a href="x">you</a>',
  template: '${title} {{DATE(2020-01-01T00:00:00Z)}}',
  override: 'Anna \u202Egro.osotnoc@nimda\u202C \u200B\u0007Bell',
  rightToLeft: 'שרה כהן‎ (מנהלת)',
  arabic: 'محمد عبد الرحمن الشريف',
  lines: 'First\r\n- second\n\n# third',
  long: `${'Maximiliane-Theodora Wolfeschlegelsteinhausenbergerdorff '.repeat(5)}III`,
  marks: `Z${'\u0301'.repeat(400)}algo`,
  emoji: '👩🏽‍🚀'.repeat(60),
  list: '1. Adele',
} as const;

const PEOPLE = [
  'Adele Vance',
  'Alex Wilber',
  'Diego Siciliani',
  'Grady Archie',
  'Isaiah Langer',
  'Lidia Holloway',
];
const ROLES = [
  'Global Administrator',
  'Privileged Role Administrator',
  'Exchange Administrator',
  'User Administrator',
];

export function person(index: number, name = PEOPLE[index % PEOPLE.length] ?? ''): Principal {
  return {
    id: `60caa50f-7863-4f48-bf97-${String(index).padStart(12, '0')}`,
    name,
    userPrincipalName: `${name.split(' ')[0]?.toLowerCase() ?? 'x'}.${index}@contoso.example`,
  };
}

const FACTS: Readonly<Record<string, Incident['facts']>> = {
  license: [{ label: 'Licence status', type: 'text', value: 'Expired' }],
  redundant: [{ label: 'Last activation', type: 'moment', value: before(120 * DAY) }],
  'outside-pim': [{ label: 'Assigned', type: 'moment', value: before(2 * DAY) }],
  renewals: [
    { label: 'Activations', type: 'number', value: 7 },
    { label: 'First', type: 'moment', value: before(3 * DAY) },
    { label: 'Last', type: 'moment', value: before(2 * DAY) },
  ],
  stale: [
    { label: 'Last sign-in', type: 'moment', value: undefined },
    { label: 'Assigned', type: 'moment', value: before(400 * DAY) },
  ],
};

export function incident(slug: string, index: number, name?: string): Incident {
  const id = `f5417b06-cdae-417f-9589-${String(index).padStart(12, '0')}`;
  const facts = FACTS[slug] ?? [];
  const role = { id: `62e90394-69f5-4237-9190-${index}`, name: name ?? ROLES[index % ROLES.length] ?? '' };
  if (slug === 'license') return { id, facts };
  if (slug === 'no-mfa') return { id, role, facts };
  return { id, principal: person(index, name), role, facts };
}

const REMEDIABLE = new Set(['no-mfa', 'redundant', 'outside-pim', 'stale', 'global-admins']);
const SETTINGS: Readonly<Record<string, Record<string, number | string>>> = {
  redundant: { duration: 'P90D' },
  renewals: { timeIntervalBetweenActivations: 'PT12H', sequentialActivationCounterThreshold: 5 },
  stale: { duration: 'P30D' },
  'global-admins': { globalAdminCountThreshold: 5, percentageOfGlobalAdminsOutOfRolesThreshold: 10 },
};

interface AlertSample {
  readonly suffix: string;
  readonly count?: number;
  readonly state?: AlertState;
  readonly severity?: Severity;
  readonly lastScanned?: string | undefined;
  readonly name?: string;
  readonly title?: string;
}

export function alert(sample: AlertSample): Alert {
  const { suffix, count = 3, name } = sample;
  const kind = kindOf(suffix);
  const state = sample.state ?? (count > 0 ? 'active' : 'clean');
  const lastScanned = 'lastScanned' in sample ? sample.lastScanned : before(12 * MINUTE);
  const texts = {
    description: kind.meaning,
    impact: name ?? 'More people than needed can change everything. Each such account is a way in.',
    howToFix: [
      name ?? 'Review the list with the owners of the roles.',
      'Remove every assignment that nobody needs.',
    ],
    howToPrevent: [name ?? 'Let people activate a role when they need it, for as long as they need it.'],
  };
  return {
    id: `DirectoryRole_${TENANT}_${suffix}`,
    suffix,
    slug: kind.slug,
    title: sample.title ?? kind.title,
    severity: sample.severity ?? kind.severity,
    state,
    incidentCount: count,
    ...(lastScanned ? { lastScanned, lastModified: lastScanned } : {}),
    remediable: REMEDIABLE.has(kind.slug),
    configurable: kind.settings.length > 0,
    texts,
    configuration: {
      type: kind.configurationType,
      enabled: state !== 'disabled',
      settings: SETTINGS[kind.slug] ?? {},
    },
    incidents: Array.from({ length: count }, (_, index) => incident(kind.slug, index, name)),
    incidentsComplete: true,
  };
}

export function reading<T>(value: T): Reading<T> {
  return { value, readAt: before(20_000) };
}

/** A usual morning: some alerts active, one dismissed, one switched off, the rest clean. */
export const usual: readonly Alert[] = [
  alert({ suffix: 'RolesAssignedOutsidePimAlert', count: 2 }),
  alert({ suffix: 'StaleSignInAlert', count: 14 }),
  alert({ suffix: 'NoMfaOnRoleActivationAlert', count: 3, state: 'dismissed' }),
  alert({ suffix: 'TooManyGlobalAdminsAssignedToTenantAlert', count: 8 }),
  alert({ suffix: 'RedundantAssignmentAlert', count: 0 }),
  alert({ suffix: 'SequentialActivationRenewalsAlert', count: 0, state: 'disabled' }),
  alert({ suffix: 'InvalidLicenseAlert', count: 0 }),
];

const unknownAlert: Alert = {
  ...alert({ suffix: 'BrandNewThingAlert', count: 1, severity: 'unknown' }),
  incidents: [
    {
      id: 'x',
      facts: [
        { label: 'Something', type: 'text', value: HOSTILE.markdown },
        { label: 'Happened', type: 'moment', value: before(DAY) },
      ],
    },
  ],
};

const bare: Alert = {
  id: 'DirectoryRole_x_StaleSignInAlert',
  suffix: 'StaleSignInAlert',
  slug: 'stale',
  title: 'Stale accounts hold privileged roles',
  severity: 'medium',
  state: 'clean',
  incidentCount: 0,
  remediable: true,
  configurable: true,
  texts: { description: '', impact: '', howToFix: [], howToPrevent: [] },
  incidents: [],
  incidentsComplete: true,
};

const dismissal: Decision = {
  tenantId: TENANT,
  id: 'd1',
  kind: 'dismissed',
  alertId: 'x',
  actorId: 'a',
  actorName: 'Adele Vance',
  reason: 'Migration this week, back to normal on Monday',
  until: NOW + 5 * DAY,
  at: NOW - 3 * 3_600_000,
  detail: {},
};

function progress(state: RefreshProgress['state'], rows: RefreshProgress['rows']): RefreshProgress {
  const target = rows.length === 1 ? { alertId: rows[0]?.alertId ?? '' } : ('all' as const);
  return { id: 'refresh:all', target, startedBy: 'Alex Wilber', startedAt: NOW - 8_000, rows, state };
}

const rows = (state: RefreshProgress['state'], done: number): RefreshProgress['rows'] =>
  kinds.map(({ suffix, slug, title }, index) => ({
    alertId: `DirectoryRole_${TENANT}_${suffix}`,
    slug,
    title,
    state: index < done ? 'done' : state,
    ...(index < done
      ? { diff: { raised: index % 3, cleared: index % 2, unchanged: 4, sample: [incident(slug, index)] } }
      : {}),
  }));

const subscription: Subscription = {
  tenantId: TENANT,
  id: '8d0cdb0e-48a4-4a57-bb5b-4d1b5e4bb4f4',
  conversationId: '19:alerts@thread.tacv2',
  alerts: [],
  minimumSeverity: 'medium',
  mode: 'new',
  createdBy: 'Alex Wilber',
  createdAt: NOW - 9 * DAY,
};

const digestEntries = kinds.slice(0, 3).map(({ slug, title, severity }) => ({
  slug,
  title,
  severity,
  text: '3 new: Megan Bowen, Diego Siciliani, Lee Gu and others (1 of them gone since)',
  age: 'Scanned 12 minutes ago',
}));

const entry: StoredAuditEntry = {
  tenantId: TENANT,
  at: NOW - 40 * MINUTE,
  actorId: 'a',
  actorName: 'Alex Wilber',
  verb: 'incident.remediate',
  outcome: 'done',
  target: 'stale: Grady Archie',
  reason: 'Left the company in March',
  reference: '7f3a9c',
  detail: {},
  sequence: 12,
  previousHash: 'a',
  hash: 'b',
};

const known = (value: Alert) => {
  const { incidents: _incidents, incidentsComplete: _complete, ...face } = value;
  return face;
};

const history: readonly SweepRecord[] = Array.from({ length: 40 }, (_, index) => ({
  at: NOW - index * 3_600_000,
  bySlug: {
    stale: Math.max(0, 14 - Math.floor(index / 3)),
    'outside-pim': index === 0 ? 2 : 0,
    'global-admins': 8,
    'no-mfa': 3,
  },
}));

function approvals(about: Alert): (readonly [string, Approval])[] {
  const states: readonly ApprovalState[] = [
    'open',
    'running',
    'done',
    'failed',
    'maybe-done',
    'withdrawn',
    'outdated',
  ];
  const waiting: Approval = {
    tenantId: TENANT,
    id: 'a-request-of-mine',
    verb: 'incident.remediate',
    target: about.id,
    title: 'Remediate Grady Archie?',
    lines: ['Grady Archie will lose the role Exchange Administrator.', 'Other roles stay as they are.'],
    input: { alert: about.slug, incident: 'f5417b06' },
    seen: 'c0ffee',
    reason: 'Left the company in March',
    requestedBy: { id: 'a', name: 'Alex Wilber' },
    conversationId: '19:alerts@thread.tacv2',
    requestedAt: NOW - 40 * MINUTE,
    expiresAt: NOW + 200 * MINUTE,
    state: 'open',
  };
  const decided = { decidedBy: { id: 'b', name: 'Diego Siciliani' }, decidedAt: NOW };
  return [
    ...states.map(
      (state) => [state, state === 'open' ? waiting : { ...waiting, state, ...decided }] as const,
    ),
    ['expired', { ...waiting, expiresAt: NOW - MINUTE }],
    [
      'name-hostile',
      {
        ...waiting,
        title: `Remediate ${HOSTILE.markdown}?`,
        lines: Array.from({ length: 30 }, () => `${HOSTILE.long} ${HOSTILE.mention}`),
        reason: HOSTILE.template,
        requestedBy: { id: 'a', name: HOSTILE.override },
      },
    ],
  ];
}

const STEPS: readonly RemedyStep[] = [
  'waiting',
  'sent',
  'accepted',
  'uncertain',
  'gone',
  'still-there',
  'not-done',
];

function remedies(about: Alert): (readonly [string, Remedy])[] {
  const item = (index: number, step: RemedyStep, name?: string): Remedy['items'][number] => {
    const one = incident(about.slug, index, name);
    return {
      incident: one,
      step,
      ...(step === 'not-done' ? { problem: 'This is a break-glass account. Nothing was changed.' } : {}),
      removed: {
        principalId: one.principal?.id ?? '',
        principalName: one.principal?.name ?? '',
        roleId: '29232cdf-9323-42fd-ade2-1d097af3e4de',
        roleName: one.role?.name ?? '',
        how: 'permanent',
        scope: '/',
      },
    };
  };
  const remedy = (items: Remedy['items']): Remedy => ({
    tenantId: TENANT,
    id: 'a-nonce',
    alert: about,
    actor: { id: 'b', name: 'Diego Siciliani' },
    requestedBy: { id: 'a', name: 'Alex Wilber' },
    reason: 'Left the company in March',
    reference: '7f3a9c00',
    startedAt: NOW,
    items,
    checks: 5,
  });
  const all = (name?: string) =>
    STEPS.flatMap((step, row) => [1, 2, 3, 4, 5, 6, 7].map((column) => item(row * 7 + column, step, name)));
  return [
    ...STEPS.map((step, index) => [step, remedy([item(index, step)])] as const),
    ['many', remedy(all())],
    ['many-name-markdown', remedy(all(HOSTILE.markdown))],
    ['name-long', remedy([item(1, 'gone', HOSTILE.long)])],
    ['name-mention', remedy([item(1, 'gone', HOSTILE.mention)])],
    ['name-template', remedy([item(1, 'gone', HOSTILE.template)])],
  ];
}

const confirmed = { nonce: '4dd1f8f2-58b8-4ee2-9f0d-14a52c0a6a3d', seen: 'c0ffee' };

/** Every view with every kind of data it may meet, by name. */
export function samples(): ReadonlyMap<string, Message> {
  const all = new Map<string, Message>();
  const now = NOW;
  const stale = alert({ suffix: 'StaleSignInAlert', count: 14 });
  const many = alert({ suffix: 'StaleSignInAlert', count: 120 });

  all.set('alerts-usual', alertsView({ reading: reading(usual), now }));
  all.set('alerts-history', alertsView({ reading: reading(usual), now, history }));
  all.set('alert-history', alertView({ reading: reading(stale), now, history }));
  all.set('alerts-empty', alertsView({ reading: reading([]), now }));
  all.set(
    'alerts-quiet',
    alertsView({ reading: reading(kinds.map(({ suffix }) => alert({ suffix, count: 0 }))), now }),
  );
  all.set(
    'alerts-stale-scan',
    alertsView({
      reading: reading(usual.map((value) => ({ ...value, lastScanned: before(30 * 3_600_000) }))),
      now,
    }),
  );
  all.set('alerts-never-scanned', alertsView({ reading: reading([bare]), now }));
  all.set('alerts-many', alertsView({ reading: reading([...usual, ...usual, unknownAlert]), now }));
  all.set(
    'alerts-hostile',
    alertsView({
      reading: reading(Object.values(HOSTILE).map((title) => alert({ suffix: 'StaleSignInAlert', title }))),
      now,
    }),
  );

  for (const { suffix, slug } of kinds) {
    all.set(`alert-${slug}`, alertView({ reading: reading(alert({ suffix })), now }));
    all.set(
      `configure-${slug}`,
      configureView({ reading: reading(alert({ suffix })), kind: kindOf(suffix), now }),
    );
  }
  all.set('alert-many', alertView({ reading: reading(stale), now }));
  all.set('alert-unknown-kind', alertView({ reading: reading(unknownAlert), now }));
  all.set('alert-bare', alertView({ reading: reading(bare), now }));
  all.set(
    'alert-clean',
    alertView({ reading: reading(alert({ suffix: 'StaleSignInAlert', count: 0 })), now }),
  );
  all.set(
    'alert-stale-scan',
    alertView({
      reading: reading(alert({ suffix: 'StaleSignInAlert', lastScanned: before(3 * DAY) })),
      now,
    }),
  );
  all.set(
    'alert-dismissed',
    alertView({
      reading: reading(alert({ suffix: 'StaleSignInAlert', state: 'dismissed' })),
      now,
      dismissal,
    }),
  );
  all.set(
    'alert-dismissed-elsewhere',
    alertView({ reading: reading(alert({ suffix: 'StaleSignInAlert', state: 'dismissed' })), now }),
  );
  all.set(
    'alert-disabled',
    alertView({ reading: reading(alert({ suffix: 'StaleSignInAlert', count: 0, state: 'disabled' })), now }),
  );

  all.set(
    'incidents-one',
    incidentsView({ reading: reading(alert({ suffix: 'StaleSignInAlert', count: 1 })), page: 1, now }),
  );
  all.set('incidents-page-1', incidentsView({ reading: reading(stale), page: 1, now }));
  all.set('incidents-page-2', incidentsView({ reading: reading(stale), page: 2, now }));
  all.set('incidents-beyond', incidentsView({ reading: reading(stale), page: 99, now }));
  all.set(
    'incidents-empty',
    incidentsView({ reading: reading(alert({ suffix: 'StaleSignInAlert', count: 0 })), page: 1, now }),
  );
  all.set('incidents-bare', incidentsView({ reading: reading(bare), page: 1, now }));

  for (const [kind, name] of Object.entries(HOSTILE)) {
    const value = alert({ suffix: 'StaleSignInAlert', count: 12, name, title: name });
    all.set(
      `alert-name-${kind}`,
      alertView({ reading: reading(value), now, dismissal: { ...dismissal, reason: name, actorName: name } }),
    );
    all.set(`incidents-name-${kind}`, incidentsView({ reading: reading(value), page: 1, now }));
    all.set(
      `person-name-${kind}`,
      personView({
        person: person(1, name),
        matches: [{ alert: value, incidents: value.incidents }],
        readAt: before(0),
        now,
        alsoCalled: [person(2, name), person(3, name)],
      }),
    );
    all.set(
      `confirm-name-${kind}`,
      confirmView({
        verb: 'incident.remediate',
        input: { alert: 'stale', incident: 'f5417b06', confirmed },
        title: `Remove ${name} from ${name}?`,
        consequences: [name, `${name} loses the role`, name],
        facts: [
          { label: name, value: name },
          { label: 'Last sign-in', value: before(40 * DAY) },
        ],
        warnings: [name],
        reason: 'required',
        destructive: true,
        now,
      }),
    );
    all.set(
      `result-name-${kind}`,
      resultView({
        outcome: 'failed',
        title: name,
        lines: [name],
        facts: [{ label: name, value: name }],
        next: [{ title: name, verb: 'person.show', input: { person: 'x' } }],
        reference: name,
        actor: name,
        now,
      }),
    );
    all.set(`notice-name-${kind}`, noticeView({ tone: 'warning', title: name, text: name, next: [], now }));
    all.set(
      `audit-name-${kind}`,
      auditView({
        entries: Array.from({ length: 12 }, () => ({
          ...entry,
          actorName: name,
          target: name,
          reason: name,
        })),
        now,
      }),
    );
    all.set(
      `subscriptions-name-${kind}`,
      subscriptionsView({
        subscriptions: [{ ...subscription, alerts: [name, name], role: name, person: name, createdBy: name }],
        conversationName: name,
        now,
      }),
    );
    all.set(
      `raised-name-${kind}`,
      raisedView({ alert: known(value), incidents: value.incidents, total: 12, now }),
    );
    all.set(
      `refresh-name-${kind}`,
      refreshView({
        progress: {
          ...progress('failed', [
            {
              alertId: 'a',
              slug: 'stale',
              title: name,
              state: 'done',
              diff: { raised: 2, cleared: 0, unchanged: 1, sample: value.incidents.slice(0, 3) },
            },
          ]),
          startedBy: name,
          problem: name,
        },
        now,
      }),
    );
    all.set(
      `configure-name-${kind}`,
      configureView({
        reading: reading(value),
        kind: kindOf('StaleSignInAlert'),
        entered: { duration: name, reason: name },
        problems: [name],
        now,
      }),
    );
    all.set(
      `status-name-${kind}`,
      statusView({ facts: [{ label: name, value: name, good: false }], problems: [name], now }),
    );
    all.set(
      `tamper-name-${kind}`,
      tamperView({ alert: known(value), change: name, before: name, after: name, now }),
    );
    all.set(
      `health-name-${kind}`,
      healthView({ healthy: false, title: name, text: name, since: NOW - DAY, now }),
    );
    all.set(
      `help-name-${kind}`,
      helpView({
        groups: ['look', 'act'].map((id) => ({
          id,
          title: id,
          entries: [{ usage: name, summary: name, example: { text: `who ${name}` } }],
        })),
        now,
      }),
    );
  }

  const outside = alert({ suffix: 'RolesAssignedOutsidePimAlert', count: 2 });
  all.set(
    'person-one',
    personView({
      person: person(0),
      matches: [
        { alert: stale, incidents: stale.incidents.slice(0, 1) },
        { alert: outside, incidents: outside.incidents.slice(0, 1) },
      ],
      readAt: before(0),
      now,
      alsoCalled: [person(6, 'Adele Brandt')],
    }),
  );
  all.set(
    'person-none',
    personView({ person: person(3), matches: [], readAt: before(0), now, alsoCalled: [] }),
  );

  all.set(
    'confirm-remediate',
    confirmView({
      verb: 'incident.remediate',
      input: { alert: 'stale', incident: 'f5417b06', confirmed },
      title: 'Remove Grady Archie from Exchange Administrator?',
      consequences: [
        'Grady Archie loses the role Exchange Administrator at once.',
        'Nothing else about the account changes.',
        'To undo it, assign the role again in PIM.',
      ],
      facts: [
        { label: 'Person', value: 'Grady Archie (grady.3@contoso.example)' },
        { label: 'Role', value: 'Exchange Administrator' },
        { label: 'Last sign-in', value: before(187 * DAY) },
      ],
      warnings: ['This is the last person who holds the role.'],
      reason: 'required',
      destructive: true,
      scannedAt: before(12 * MINUTE),
      now,
    }),
  );
  for (const [state, approval] of approvals(stale))
    all.set(`approval-${state}`, approvalView({ approval, notes: [], now }));
  const [, asked] = approvals(stale)[0] ?? [];
  if (asked) {
    all.set(
      'approval-own',
      approvalView({
        approval: asked,
        notes: ['You asked for this yourself. Somebody else has to approve it.'],
        now,
      }),
    );
    all.set('requests', requestsView({ approvals: [asked, { ...asked, id: 'another-request' }], now }));
  }
  all.set('requests-none', requestsView({ approvals: [], now }));
  for (const [name, value] of remedies(stale)) all.set(`remedy-${name}`, remedyView({ remedy: value, now }));
  all.set('choose', chooseView({ reading: { value: many, readAt: before(0) }, most: 50, now }));
  all.set(
    'choose-none',
    chooseView({ reading: { value: { ...many, incidents: [] }, readAt: before(0) }, most: 50, now }),
  );
  all.set(
    'confirm-many',
    confirmView({
      verb: 'incidents.remediate',
      input: { alert: many.id, incidents: many.incidents.slice(0, 50).map(({ id }) => id), confirmed },
      title: 'Remediate 50 accounts: Stale accounts hold privileged roles?',
      consequences: many.incidents
        .slice(0, 50)
        .map(({ principal, role }) => `${principal?.name} will lose the role ${role?.name}.`),
      most: 50,
      leftOut: ['Break Glass One · Global Administrator: This is a break-glass account. It keeps its roles.'],
      facts: [],
      warnings: [],
      reason: 'required',
      destructive: true,
      scannedAt: before(12 * MINUTE),
      now,
    }),
  );
  all.set(
    'confirm-dismiss',
    confirmView({
      verb: 'alert.dismiss',
      input: { alert: 'stale', reason: 'Migration this week', confirmed },
      title: 'Dismiss "Stale accounts hold privileged roles"?',
      consequences: [
        'The alert goes quiet for everybody.',
        'The next scan brings it back, and I dismiss it again.',
      ],
      facts: [{ label: 'Until', value: '2026-12-01T00:00:00.000Z' }],
      warnings: [],
      reason: 'optional',
      scannedAt: before(12 * MINUTE),
      now,
    }),
  );
  all.set(
    'confirm-without-reason',
    confirmView({
      verb: 'alert.enable',
      input: { alert: 'stale', reason: 'Over', confirmed },
      title: 'Bring the alert back?',
      consequences: [],
      facts: [],
      warnings: [],
      reason: 'none',
      now,
    }),
  );
  all.set(
    'configure-problems',
    configureView({
      reading: reading(stale),
      kind: kindOf('StaleSignInAlert'),
      entered: { duration: 'soon', reason: 'Too noisy', enabled: 'false' },
      problems: ['"soon" is not a number of days.'],
      now,
    }),
  );
  all.set('configure-bare', configureView({ reading: reading(bare), kind: kindOf('StaleSignInAlert'), now }));

  all.set('refresh-waiting', refreshView({ progress: progress('waiting', rows('waiting', 0)), now }));
  all.set(
    'refresh-running',
    refreshView({ progress: progress('running', rows('running', 3)), now, scans: {} }),
  );
  all.set('refresh-done', refreshView({ progress: progress('done', rows('done', 7)), now }));
  all.set('refresh-one', refreshView({ progress: progress('done', rows('done', 7).slice(5, 6)), now }));
  all.set('refresh-skipped', refreshView({ progress: progress('skipped', rows('skipped', 0)), now }));
  all.set(
    'refresh-failed',
    refreshView({
      progress: {
        ...progress('failed', rows('failed', 2)),
        problem: 'The service did not answer within two minutes.',
      },
      now,
      scans: Object.fromEntries(rows('failed', 0).map((row) => [row.alertId, before(DAY)])),
    }),
  );

  for (const outcome of ['done', 'maybe-done', 'failed', 'cancelled', 'refused'] as const) {
    all.set(
      `result-${outcome}`,
      resultView({
        outcome,
        title: 'Grady Archie no longer holds Exchange Administrator',
        lines: ['I looked again: the assignment is gone.'],
        facts: [{ label: 'Reason', value: 'Left the company in March' }],
        next: [
          { title: 'Incidents', verb: 'alert.incidents', input: { alert: 'stale' } },
          { title: 'All alerts', verb: 'alerts.list', input: {} },
        ],
        reference: '7f3a9c',
        actor: 'Alex Wilber',
        now,
      }),
    );
  }
  all.set(
    'result-bare',
    resultView({ outcome: 'cancelled', title: 'Nothing was changed', lines: [], facts: [], next: [], now }),
  );
  all.set(
    'notice-out-of-date',
    noticeView({
      tone: 'info',
      title: 'That did not work',
      text: 'That incident is no longer there: somebody or the last scan has dealt with it.',
      next: [openAlert('stale'), { title: 'All alerts', verb: 'alerts.list', input: {} }],
      reference: '7f3a9c',
      now,
    }),
  );
  for (const tone of ['info', 'warning', 'error'] as const) {
    all.set(
      `notice-${tone}`,
      noticeView({
        tone,
        title: 'I do not know "alrets"',
        text: 'Did you mean alerts?',
        next: [
          { title: 'All alerts', verb: 'alerts.list', input: {} },
          { title: 'Help', verb: 'help.show', input: {} },
        ],
        reference: '7f3a9c',
        now,
      }),
    );
  }
  all.set(
    'help',
    helpView({
      groups: [
        {
          id: 'look',
          title: 'Look',
          entries: [
            {
              usage: 'alerts',
              summary: 'All alerts, worst first',
              example: { text: 'alerts', tryIt: { title: 'Try it', verb: 'alerts.list', input: {} } },
            },
            {
              usage: 'alert <alert>',
              summary: 'What one alert means, how to fix it and whom it concerns',
              example: {
                text: 'alert outside-pim',
                tryIt: { title: 'Try it', verb: 'alert.show', input: { alert: 'outside-pim' } },
              },
            },
            {
              usage: 'who <person>',
              summary: 'Every incident of one person, across all alerts',
              example: {
                text: 'who Adele Vance',
                tryIt: { title: 'Try it', verb: 'person.show', input: { person: 'Adele Vance' } },
              },
            },
          ],
        },
        {
          id: 'act',
          title: 'Change something',
          entries: [
            {
              usage: 'dismiss <alert> [until <date>] [because …]',
              summary: 'Set an alert aside; its incidents stay',
              example: { text: 'dismiss stale' },
            },
          ],
        },
        {
          id: 'watch',
          title: 'Watch and check',
          entries: [{ usage: 'unsubscribe', summary: 'Stop posting here' }],
        },
      ],
      now,
    }),
  );
  all.set('welcome', welcomeView({ isOpen: true, writesAs: 'user' }));
  all.set('welcome-named', welcomeView({ isOpen: false, writesAs: 'app' }));
  all.set('subscriptions-none', subscriptionsView({ subscriptions: [], now }));
  all.set(
    'subscriptions-many',
    subscriptionsView({
      subscriptions: [
        subscription,
        { ...subscription, id: 'b', alerts: ['stale', 'outside-pim'], mode: 'all', snoozedUntil: NOW + DAY },
      ],
      conversationName: 'PIM alerts',
      now,
    }),
  );
  all.set(
    'subscriptions-most',
    subscriptionsView({
      subscriptions: Array.from({ length: 20 }, (_, index) => ({ ...subscription, id: String(index) })),
      now,
    }),
  );
  all.set(
    'status-good',
    statusView({
      facts: [
        { label: 'Graph', value: 'answers', good: true },
        { label: 'Last sweep', value: before(12 * MINUTE), good: true },
        { label: 'Store', value: 'embedded file', good: true },
      ],
      problems: [],
      now,
    }),
  );
  all.set(
    'status-bad',
    statusView({
      facts: [
        { label: 'Posts given up', value: '3', good: false },
        { label: 'For SOC', value: '3 posts, the last 2 hours ago', good: false },
      ],
      problems: ['No sweep for 26 hours.'],
      canRetry: true,
      now,
    }),
  );
  all.set('audit-none', auditView({ entries: [], now }));
  all.set(
    'audit-many',
    auditView({
      entries: (['done', 'denied', 'failed', 'maybe-done', 'allowed'] as const).map((outcome) => ({
        ...entry,
        outcome,
      })),
      now,
    }),
  );
  all.set('raised-few', raisedView({ alert: known(outside), incidents: outside.incidents, total: 2, now }));
  all.set(
    'raised-storm',
    raisedView({
      alert: known({ ...stale, incidentCount: 340 }),
      incidents: stale.incidents.slice(0, 3),
      total: 320,
      now,
    }),
  );
  all.set(
    'escalated',
    escalatedView({
      alert: known(outside),
      incidents: outside.incidents,
      total: 2,
      afterMs: 4 * 3_600_000,
      now,
    }),
  );
  all.set('digest-held', digestView({ entries: digestEntries, held: true, now }));
  all.set(
    'digest-most',
    digestView({ entries: Array.from({ length: 21 }, () => digestEntries).flat(), held: false, now }),
  );
  const ruled = { alert: stale, incident: incident('StaleSignInAlert', 0) };
  const skips = { outcome: 'skips', because: 'severity' } as const;
  all.set(
    'why-some',
    whyView({
      about: 'Megan',
      left: 3,
      now,
      incidents: [
        {
          ...ruled,
          fate: { fate: 'posted', at: NOW - DAY, among: 320 },
          rules: [{ subscription, verdict: { outcome: 'posts' } }],
        },
        {
          ...ruled,
          fate: { fate: 'accepted', by: 'Alex Wilber', until: NOW + DAY, reason: 'The migration ends' },
          rules: [
            { subscription, verdict: skips },
            { subscription, verdict: { outcome: 'holds', by: 'quiet-hours', until: NOW + DAY } },
          ],
        },
        { ...ruled, fate: { fate: 'unwanted' }, rules: [] },
      ],
    }),
  );
  all.set(
    'cleared',
    clearedView({
      alert: known({ ...stale, incidentCount: 0, state: 'clean' }),
      incidents: stale.incidents.slice(0, 1),
      total: 1,
      now,
    }),
  );
  all.set(
    'tamper',
    tamperView({
      alert: known(stale),
      change: 'Days without sign-in',
      before: '30 days',
      after: '365 days',
      now,
    }),
  );
  all.set(
    'health-lost',
    healthView({
      healthy: false,
      title: 'I cannot read the alerts',
      text: 'The directory refuses my permission. An administrator has to grant RoleManagementAlert.Read.Directory.',
      since: NOW - 2 * 3_600_000,
      now,
    }),
  );
  all.set(
    'health-back',
    healthView({
      healthy: true,
      title: 'I can read the alerts again',
      text: 'The sweeps that were missed have been made up for.',
      since: NOW,
      now,
    }),
  );
  all.set(
    'sign-in',
    signInView({
      link: 'https://token.example/sign-in?state=x',
      resume: { title: 'Go on', verb: 'alert.refresh', input: { alert: 'stale' } },
    }),
  );
  all.set(
    'sign-in-again',
    signInAgainView({
      retry: { title: 'Try again', verb: 'alert.enable', input: { alert: 'stale' } },
      reference: 'a1b2c3d4',
      now,
    }),
  );
  all.set(
    'activate-role',
    activateRoleView({
      roles: ['Privileged Role Administrator'],
      link: 'https://entra.microsoft.com/#view/Microsoft_Azure_PIMCommon/ActivationMenuBlade',
      retry: { title: 'Try again', verb: 'alert.dismiss', input: { alert: 'stale' } },
      now,
    }),
  );
  return all;
}
