import { incidentKey } from '../../src/alerts/alert';
import type { Decision } from '../../src/ports/ledger';
import type { Message } from '../../src/ports/notifier';
import { acceptedView } from '../../src/views/accepted-view';
import { alertView } from '../../src/views/alert-view';
import { confirmView } from '../../src/views/confirm-view';
import { incidentsView } from '../../src/views/incidents-view';
import { noticeView } from '../../src/views/notice-view';
import { openAlert } from '../../src/views/parts/button';
import { resultView } from '../../src/views/result-view';
import { whatIfView } from '../../src/views/what-if-view';
import { refreshChoiceView } from '../../src/views/refresh-choice-view';
import { alert, before, HOSTILE, NOW } from './samples';

const DAY = 86_400_000;
const now = NOW;

function dismissal(alertId: string, more: Partial<Decision> = {}): Decision {
  return {
    tenantId: 'tenant',
    id: 'decision-1',
    kind: 'dismissed',
    alertId,
    actorId: 'adele',
    actorName: 'Adele Vance',
    reason: 'The migration ends then',
    until: NOW + 9 * DAY,
    at: NOW - 3 * DAY,
    detail: {},
    ...more,
  };
}

/** Cards about what people have decided. */
export function* decisionSamples(): Generator<readonly [string, Message]> {
  const stale = alert({ suffix: 'StaleSignInAlert', state: 'dismissed' });
  const redundant = alert({ suffix: 'RedundantAssignmentAlert', state: 'dismissed' });
  const readAt = before(0);
  yield [
    'choice-all',
    refreshChoiceView({
      dismissed: [{ alert: stale, dismissal: dismissal(stale.id) }, { alert: redundant }],
      active: 3,
      readAt,
      now,
    }),
  ];
  yield [
    'choice-one',
    refreshChoiceView({ alert: stale, dismissed: [{ alert: stale }], active: 0, readAt, now }),
  ];
  const worst = { actorName: HOSTILE.mention, reason: HOSTILE.markdown, until: NOW - DAY };
  yield [
    'choice-hostile',
    refreshChoiceView({
      dismissed: Array.from({ length: 14 }, () => ({ alert: stale, dismissal: dismissal(stale.id, worst) })),
      active: 0,
      readAt,
      now,
    }),
  ];
  const changed = [{ label: 'Days without sign-in', before: '30 days', after: '60 days' }];
  yield [
    'whatif-fewer',
    whatIfView({
      reading: { value: alert({ suffix: 'StaleSignInAlert', count: 9, name: HOSTILE.markdown }), readAt },
      changed,
      forecast: {
        least: 1,
        most: 2,
        leaving: alert({ suffix: 'StaleSignInAlert', count: 7, name: HOSTILE.markdown }).incidents,
        unknown: 'Of those that never did it, the age of the account decides.',
      },
      settings: { duration: '60 days' },
      now,
    }),
  ];
  yield ['accepted-none', acceptedView({ acceptances: [], mayAct: true, now })];
  yield [
    'accepted-many',
    acceptedView({
      acceptances: Array.from({ length: 14 }, (_, index) =>
        dismissal(stale.id, {
          kind: 'accepted',
          id: `acceptance-${index}`,
          until: NOW + (20 - index) * DAY,
          actorName: index === 0 ? HOSTILE.rightToLeft : 'Adele Vance',
          reason: HOSTILE.long,
          detail: {
            principalName: index === 1 ? HOSTILE.markdown : 'Grady Archie',
            roleName: HOSTILE.template,
          },
        }),
      ),
      mayAct: true,
      now,
    }),
  ];
  const many = alert({ suffix: 'StaleSignInAlert', count: 12 });
  const marks = {
    accepted: new Map(
      many.incidents
        .slice(0, 2)
        .map((one) => [incidentKey(one), { by: HOSTILE.arabic, until: NOW + 9 * DAY }]),
    ),
    owners: new Map(
      many.incidents.map((one) => [incidentKey(one), { name: HOSTILE.long, dueAt: NOW + 7 * DAY }]),
    ),
  };
  const marked = { value: many, readAt };
  yield [
    'incidents-pick',
    incidentsView({
      reading: marked,
      page: 1,
      pick: ({ id: incident }) => ({
        title: 'Accept',
        verb: 'incident.accept',
        input: { alert: 'stale', incident },
      }),
      now,
    }),
  ];
  yield ['incidents-marked', incidentsView({ reading: marked, page: 1, marks, now })];
  yield ['alert-marked', alertView({ reading: marked, marks, now })];
  yield [
    'confirm-accept',
    confirmView({
      verb: 'incident.accept',
      input: { alert: stale.id, incident: 'incident-1' },
      title: 'Accept Grady Archie?',
      consequences: ['It is shown apart and not posted. Nothing changes in Entra.'],
      facts: [{ label: 'Alert', value: stale.title }],
      warnings: [],
      reason: 'required',
      confirmTitle: 'Accept',
      until: { first: '2026-11-23', last: '2027-02-21', chosen: '2027-02-21' },
      now,
    }),
  ];
  yield [
    'notice-mention',
    noticeView({
      tone: 'warning',
      title: 'Due: Grady Archie, Exchange Administrator',
      text: 'this incident is yours and due today.',
      next: [{ title: 'Incidents', verb: 'alert.incidents', input: { alert: 'stale' } }],
      mention: { id: '60caa50f-7863-4f48-bf97-000000000001', name: HOSTILE.mention },
      now,
    }),
  ];
  const ended = { outcome: 'done' as const, reference: '7f3a9c', actor: 'Alex Wilber', now };
  const all = { title: 'All alerts', verb: 'alerts.list' as const, input: {} };
  yield [
    'result-assigned',
    resultView({
      ...ended,
      title: 'Alex Wilber owns this: Grady Archie, Exchange Administrator',
      lines: ['Due on Mon, 30 Nov 2026, because the alert is of medium severity. A reminder comes here.'],
      facts: [{ label: 'Alert', value: stale.title }],
      next: [{ title: 'Incidents', verb: 'alert.incidents', input: { alert: stale.id } }, all],
    }),
  ];
  yield [
    'result-enabled',
    resultView({
      ...ended,
      title: `Re-enabled: ${stale.title}`,
      lines: ['It counts as open again.'],
      facts: [],
      next: [openAlert(stale.id), all],
    }),
  ];
  yield [
    'result-sent-again',
    resultView({
      ...ended,
      title: 'Sending 3 posts again',
      lines: ['“status” shows how it goes.'],
      facts: [],
      next: [{ title: 'Status', verb: 'status.show', input: {} }],
    }),
  ];
  yield [
    'result-signed-out',
    resultView({
      ...ended,
      title: 'Signed out',
      lines: ['The next change asks you to sign in again.'],
      facts: [],
      next: [],
    }),
  ];
}
