import { lastActivationAt } from '../state';
import { wireInstant } from '../wire/instants';
import { assigneeFields, currentAssignments, removeAssignment, roleFields, type Detector } from './detector';

export const redundantAssignment: Detector = {
  suffix: 'RedundantAssignmentAlert',
  configurationType: '#microsoft.graph.redundantAssignmentAlertConfiguration',
  incidentType: '#microsoft.graph.redundantAssignmentAlertIncident',
  definition: {
    displayName: "Eligible administrators aren't activating their privileged role",
    severityLevel: 'low',
    securityImpact: 'A role that nobody needs is one more way in, and its misuse is noticed late.',
    mitigationSteps: 'Go through the users and remove each from the roles that are not needed.',
    howToPrevent:
      '·Give privileged roles only for a business reason.\r\n·Schedule access reviews to see who still needs what.',
    isConfigurable: true,
  },
  describe: (incidents, settings) =>
    `${incidents} user(s) haven't activated their privileged roles in the past ${Math.round((settings['duration'] ?? 0) / 86_400)} days`,
  thresholds: [{ name: 'duration', type: 'duration', min: 0, max: 100 * 86_400, initial: 30 * 86_400 }],
  find: (tenant, settings, now) => {
    const since = now - (settings['duration'] ?? 0) * 1_000;
    return currentAssignments(tenant, now)
      .filter((one) => one.kind === 'eligible' && one.createdAt <= since)
      .map((one) => ({ one, last: lastActivationAt(tenant, one) }))
      .filter(({ last }) => last === undefined || last < since)
      .map(({ one, last }) => ({
        id: one.id,
        fields: {
          ...roleFields(one.roleId, 'definition-then-name'),
          ...assigneeFields(tenant.principals.get(one.principalId), one.principalId),
          lastActivationDateTime: wireInstant(last),
        },
      }));
  },
  remediate: removeAssignment,
};
