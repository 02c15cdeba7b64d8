import type { StaleSignInAlertIncident } from '@microsoft/microsoft-graph-types-beta';
import { sinceThen } from './forecast';
import { moment, principalOf, roleOf, type AlertKind } from './kind';

export const staleSignIn: AlertKind = {
  slug: 'stale',
  suffix: 'StaleSignInAlert',
  title: 'Stale accounts hold privileged roles',
  severity: 'medium',
  meaning: 'These accounts hold a privileged role and have not signed in for a long time.',
  advice: 'Remove the role from every account that nobody maintains.',
  remediation: 'removes-role',
  settings: [
    {
      name: 'duration',
      label: 'Days without sign-in',
      type: 'duration',
      min: 86_400,
      max: 365 * 86_400,
      loosenedBy: 'raising',
    },
  ],
  configurationType: '#microsoft.graph.staleSignInAlertConfiguration',
  subject: { one: 'account', many: 'accounts' },
  incident: (wire: StaleSignInAlertIncident) => ({
    principal: principalOf(wire),
    role: roleOf(wire),
    facts: [
      moment('Last sign-in', wire.lastSignInDateTime),
      moment('Assigned', wire.assignmentCreatedDateTime),
    ],
  }),
  whatIf: (question) => sinceThen('Last sign-in', question),
};
