import type { Decision } from '../../src/ports/ledger';
import type { Message } from '../../src/ports/notifier';
import { noticeView } from '../../src/views/notice-view';
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
}
