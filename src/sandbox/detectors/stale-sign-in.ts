import { isUser } from '../state';
import { wireInstant } from '../wire/instants';
import { assigneeFields, currentAssignments, removeAssignment, roleFields, type Detector } from './detector';

export const staleSignIn: Detector = {
  suffix: 'StaleSignInAlert',
  configurationType: '#microsoft.graph.staleSignInAlertConfiguration',
  incidentType: '#microsoft.graph.staleSignInAlertIncident',
  definition: {
    displayName: 'Potential stale accounts in a privileged role',
    severityLevel: 'medium',
    securityImpact:
      'Privileged accounts that nobody signs in with may be service or shared accounts that nobody looks after.',
    mitigationSteps: 'Go through the accounts. Remove each from its privileged role if it has no need of it.',
    howToPrevent:
      'Review accounts in privileged roles regularly with <a href="https://docs.microsoft.com/en-us/azure/active-directory/governance/access-reviews-overview" target="_blank" >access reviews</a> and remove what is no longer needed.',
    isConfigurable: true,
  },
  describe: (incidents, settings) =>
    `${incidents} account(s) in privileged roles that have not signed in to Azure AD in the past ${Math.round((settings['duration'] ?? 0) / 86_400)} day(s)`,
  thresholds: [{ name: 'duration', type: 'duration', min: 86_400, max: 365 * 86_400, initial: 30 * 86_400 }],
  find: (tenant, settings, now) => {
    const since = now - (settings['duration'] ?? 0) * 1_000;
    return currentAssignments(tenant, now).flatMap((one) => {
      const principal = tenant.principals.get(one.principalId);
      if (!isUser(principal) || principal.createdAt > since) return [];
      if (principal.lastSignInAt !== undefined && principal.lastSignInAt > since) return [];
      return [
        {
          id: one.id,
          fields: {
            ...roleFields(one.roleId, 'name-then-definition'),
            ...assigneeFields(principal, one.principalId),
            assignmentCreatedDateTime: wireInstant(one.createdAt),
            // The other way to say "never"; what the service does is not known, so clients must bear both.
            lastSignInDateTime:
              principal.lastSignInAt === undefined ? null : wireInstant(principal.lastSignInAt),
          },
        },
      ];
    });
  },
  remediate: removeAssignment,
};
