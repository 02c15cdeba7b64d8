import type { NoMfaOnRoleActivationAlertIncident } from '@microsoft/microsoft-graph-types-beta';
import { roleOf, type AlertKind } from './kind';

export const noMfaOnActivation: AlertKind = {
  slug: 'no-mfa',
  suffix: 'NoMfaOnRoleActivationAlert',
  title: 'Roles can be activated without MFA',
  severity: 'medium',
  meaning: 'A stolen password is enough to activate these roles.',
  advice: 'Require multi-factor authentication on activation of each role.',
  remediation: 'requires-mfa',
  settings: [],
  configurationType: '#microsoft.graph.noMfaOnRoleActivationAlertConfiguration',
  subject: { one: 'role', many: 'roles' },
  incident: (wire: NoMfaOnRoleActivationAlertIncident) => ({ role: roleOf(wire), facts: [] }),
};
