import { DAY } from '../state';
import { wireInstant } from '../wire/instants';
import { assigneeFields, currentAssignments, removeAssignment, roleFields, type Detector } from './detector';

/** The service looks back this far and no further. */
const WINDOW = 30 * DAY;

export const outsidePim: Detector = {
  suffix: 'RolesAssignedOutsidePimAlert',
  configurationType: '#microsoft.graph.rolesAssignedOutsidePrivilegedIdentityManagementAlertConfiguration',
  incidentType: '#microsoft.graph.rolesAssignedOutsidePrivilegedIdentityManagementAlertIncident',
  definition: {
    displayName: 'Roles are being assigned outside of Privileged Identity Management',
    severityLevel: 'high',
    securityImpact: 'Nobody watches an assignment made outside of PIM; it can be an attack under way.',
    mitigationSteps: 'Go through the users and remove the roles that were not given through PIM.',
    howToPrevent: 'Find out where such roles are given, and close that way.',
    isConfigurable: false,
  },
  describe: (incidents) => `${incidents} privileged assignment(s) were made outisde of Azure AD PIM`,
  thresholds: [],
  find: (tenant, _settings, now) =>
    currentAssignments(tenant, now)
      .filter((one) => one.madeThrough === 'elsewhere' && one.createdAt > now - WINDOW)
      .map((one) => ({
        id: one.id,
        fields: {
          ...roleFields(one.roleId, 'definition-then-name'),
          ...assigneeFields(tenant.principals.get(one.principalId), one.principalId),
          assignmentCreatedDateTime: wireInstant(one.createdAt),
        },
      })),
  remediate: removeAssignment,
};
