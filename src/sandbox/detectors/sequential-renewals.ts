import { DAY, type Activation, type Tenant } from '../state';
import { wireInstant } from '../wire/instants';
import { assigneeFields, roleFields, type Detector } from './detector';

const WINDOW = 30 * DAY;

export const sequentialRenewals: Detector = {
  suffix: 'SequentialActivationRenewalsAlert',
  configurationType: '#microsoft.graph.sequentialActivationRenewalsAlertConfiguration',
  incidentType: '#microsoft.graph.sequentialActivationRenewalsAlertIncident',
  definition: {
    displayName: 'Roles are being activated too frequently',
    severityLevel: 'medium',
    securityImpact: 'The same user activating the same role again and again can mean an attack.',
    mitigationSteps:
      'Go through the users and see that an activation of their role lasts as long as their work does.',
    howToPrevent:
      '·Let activations last long enough for the work.\r\n·Require multi-factor authentication for roles of shared accounts.',
    isConfigurable: true,
  },
  describe: (incidents) =>
    `${incidents} multiple activations for a privileged role were made by the same user`,
  thresholds: [
    { name: 'timeIntervalBetweenActivations', type: 'duration', min: 1, max: 100 * 86_400, initial: 10 },
    { name: 'sequentialActivationCounterThreshold', type: 'count', min: 2, max: 100, initial: 3 },
  ],
  find: (tenant, settings, now) => {
    const gap = (settings['timeIntervalBetweenActivations'] ?? 0) * 1_000;
    const least = settings['sequentialActivationCounterThreshold'] ?? Infinity;
    const recent = tenant.activations.filter((one) => one.startedAt > now - WINDOW && one.startedAt <= now);
    return sequences(recent, gap)
      .filter((sequence) => sequence.length >= least)
      .flatMap((sequence) => finding(tenant, sequence));
  },
};

/** Runs of activations of one role by one principal, each at most `gap` ms after the one before. */
function sequences(activations: readonly Activation[], gap: number): readonly (readonly Activation[])[] {
  const byHolder = new Map<string, Activation[]>();
  for (const one of activations) {
    const holder = `${one.principalId} ${one.roleId}`;
    byHolder.set(holder, [...(byHolder.get(holder) ?? []), one]);
  }
  return [...byHolder.values()].flatMap((ofOne) => {
    const runs: Activation[][] = [];
    for (const next of [...ofOne].sort((a, b) => a.startedAt - b.startedAt)) {
      const run = runs.at(-1);
      const previous = run?.at(-1);
      if (run && previous && next.startedAt - previous.startedAt <= gap) run.push(next);
      else runs.push([next]);
    }
    return runs;
  });
}

function finding(tenant: Tenant, sequence: readonly Activation[]) {
  const [first] = sequence;
  const last = sequence.at(-1);
  if (!first || !last) return [];
  return [
    {
      id: first.id,
      fields: {
        ...roleFields(first.roleId, 'name-then-definition'),
        ...assigneeFields(tenant.principals.get(first.principalId), first.principalId),
        activationCount: sequence.length,
        sequenceStartDateTime: wireInstant(first.startedAt),
        sequenceEndDateTime: wireInstant(last.startedAt),
      },
    },
  ];
}
