import type { SequentialActivationRenewalsAlertIncident } from '@microsoft/microsoft-graph-types-beta';
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
    ...principalOf(wire),
    ...roleOf(wire),
    facts: [
      {
        label: 'Activations',
        type: 'number',
        value: typeof wire.activationCount === 'number' ? wire.activationCount : 0,
      },
      moment('First', wire.sequenceStartDateTime),
      moment('Last', wire.sequenceEndDateTime),
    ],
  }),
};
