import type { SequentialActivationRenewalsAlertIncident } from '@microsoft/microsoft-graph-types-beta';
import type { Fact } from '../alert';
import { forecast, numberOf } from './forecast';
import { moment, principalOf, roleOf, type AlertKind } from './kind';

export const sequentialRenewals: AlertKind = {
  slug: 'renewals',
  suffix: 'SequentialActivationRenewalsAlert',
  title: 'Roles are activated too often in a row',
  severity: 'medium',
  meaning: 'One person activated the same role several times in quick succession.',
  advice: 'Ask the person why; if the work is real, allow a longer activation.',
  settings: [
    {
      name: 'timeIntervalBetweenActivations',
      label: 'Time between activations',
      type: 'duration',
      min: 0,
      max: 365 * 86_400,
      loosenedBy: 'lowering',
    },
    {
      name: 'sequentialActivationCounterThreshold',
      label: 'Activations in a row',
      type: 'count',
      min: 2,
      max: 100,
      loosenedBy: 'raising',
    },
  ],
  configurationType: '#microsoft.graph.sequentialActivationRenewalsAlertConfiguration',
  subject: { one: 'series of activations', many: 'series of activations' },
  incident: (wire: SequentialActivationRenewalsAlertIncident) => ({
    principal: principalOf(wire),
    role: roleOf(wire),
    facts: [
      activations(wire.activationCount),
      moment('First', wire.sequenceStartDateTime),
      moment('Last', wire.sequenceEndDateTime),
    ],
  }),
  whatIf: ({ incidents, before, after }) => {
    const [gapBefore = 0, gap = 0] = [before, after].map((one) => one['timeIntervalBetweenActivations']);
    const [countBefore = 0, count = 0] = [before, after].map(
      (one) => one['sequentialActivationCounterThreshold'],
    );
    const shorter = gap < gapBefore;
    const answer = forecast(
      incidents,
      (incident) => {
        if ((numberOf(incident, 'Activations') ?? 0) < count) return 'leaves';
        return shorter ? 'unknown' : 'stays';
      },
      'How far apart the single activations of a series were, incidents do not tell.',
    );
    if (gap <= gapBefore && count >= countBefore) return answer;
    const { most: _most, ...open } = answer;
    return {
      ...open,
      unknown: 'Series that were too short or too slow so far are not in the list of incidents.',
    };
  },
};

/** What the service did not count is not zero; digits that came as text are shown as they came. */
function activations(count: unknown): Fact {
  const label = 'Activations';
  if (typeof count === 'number') return { label, type: 'number', value: count };
  const digits = typeof count === 'string' && /^\d{1,9}$/.test(count);
  return { label, type: 'text', value: digits ? count : 'not stated' };
}
