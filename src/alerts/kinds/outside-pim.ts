import type { RolesAssignedOutsidePrivilegedIdentityManagementAlertIncident } from '@microsoft/microsoft-graph-types-beta';
import { moment, principalOf, roleOf, type AlertKind } from './kind';

export const outsidePim: AlertKind = {
  slug: 'outside-pim',
  suffix: 'RolesAssignedOutsidePimAlert',
  title: 'Roles are assigned outside PIM',
  severity: 'high',
  meaning:
    'Somebody was given a privileged role directly, past approval and time limits. It may be an attack.',
  advice: 'Find out who assigned the role and remove it if nobody can explain it.',
  remediation: 'removes-role',
  settings: [],
  configurationType: '#microsoft.graph.rolesAssignedOutsidePrivilegedIdentityManagementAlertConfiguration',
  subject: { one: 'assignment', many: 'assignments' },
  incident: (wire: RolesAssignedOutsidePrivilegedIdentityManagementAlertIncident) => ({
    principal: principalOf(wire),
    role: roleOf(wire),
    facts: [moment('Assigned', wire.assignmentCreatedDateTime)],
  }),
};
