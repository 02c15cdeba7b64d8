import type { RedundantAssignmentAlertIncident } from '@microsoft/microsoft-graph-types-beta';
import { sinceThen } from './forecast';
import { moment, principalOf, roleOf, type AlertKind } from './kind';

export const redundantAssignment: AlertKind = {
  slug: 'redundant',
  suffix: 'RedundantAssignmentAlert',
  title: 'Eligible administrators do not use their role',
  severity: 'low',
  meaning: 'These people could activate a privileged role and have not done so for a long time.',
  advice: 'Remove the eligibility of whoever no longer needs it.',
  remediation: 'removes-role',
  settings: [
    {
      name: 'duration',
      label: 'Days without activation',
      type: 'duration',
      min: 0,
      max: 100 * 86_400,
      loosenedBy: 'raising',
    },
  ],
  configurationType: '#microsoft.graph.redundantAssignmentAlertConfiguration',
  subject: { one: 'unused assignment', many: 'unused assignments' },
  incident: (wire: RedundantAssignmentAlertIncident) => ({
    principal: principalOf(wire),
    role: roleOf(wire),
    facts: [moment('Last activation', wire.lastActivationDateTime)],
  }),
  whatIf: (question) => sinceThen('Last activation', question),
};
