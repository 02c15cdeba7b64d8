import { roleName } from '../roles';
import type { Detector } from './detector';

export const noMfaOnActivation: Detector = {
  suffix: 'NoMfaOnRoleActivationAlert',
  configurationType: '#microsoft.graph.noMfaOnRoleActivationAlertConfiguration',
  incidentType: '#microsoft.graph.noMfaOnRoleActivationAlertIncident',
  definition: {
    displayName: "Roles don't require multi-factor authentication for activation",
    severityLevel: 'medium',
    securityImpact: 'Whoever takes over an account can activate its privileged roles with a password alone.',
    mitigationSteps: 'Go through the roles and require multi-factor authentication for each of them.',
    howToPrevent: 'Configure every privileged role to ask for MFA on activation.',
    isConfigurable: false,
  },
  describe: () =>
    'Some roles can be activated without multi-factor authentication.  That is strongly discouraged.',
  thresholds: [],
  find: (tenant) =>
    [...tenant.rolesWithoutMfa].map((roleId) => ({
      id: roleId,
      fields: { roleTemplateId: roleId, roleDisplayName: roleName(roleId) },
    })),
  remediate: (tenant, incidentId) => {
    tenant.rolesWithoutMfa.delete(incidentId);
  },
};
