import { GLOBAL_ADMINISTRATOR } from '../roles';
import { assigneeFields, currentAssignments, removeAssignment, type Detector } from './detector';

export const tooManyGlobalAdmins: Detector = {
  suffix: 'TooManyGlobalAdminsAssignedToTenantAlert',
  configurationType: '#microsoft.graph.tooManyGlobalAdminsAssignedToTenantAlertConfiguration',
  incidentType: '#microsoft.graph.tooManyGlobalAdminsAssignedToTenantAlertIncident',
  definition: {
    displayName: 'There are too many global administrators',
    severityLevel: 'low',
    securityImpact:
      'A global administrator may do everything; whoever takes over one such account has the whole tenant.',
    mitigationSteps:
      '·Go through the users and remove those who can do without the Global Administrator role.\r\n·Give them lesser roles instead.',
    howToPrevent: 'Give each user the least privileged role that does.',
    isConfigurable: true,
  },
  describe: () =>
    'Global administrators are many, compared with the other privileged roles. Prefer roles with just enough privileges for the work.',
  thresholds: [
    { name: 'globalAdminCountThreshold', type: 'count', min: 2, max: 100, initial: 3 },
    { name: 'percentageOfGlobalAdminsOutOfRolesThreshold', type: 'count', min: 0, max: 100, initial: 10 },
  ],
  find: (tenant, settings, now) => {
    const all = currentAssignments(tenant, now);
    const admins = new Set(
      all
        .filter((one) => one.kind === 'active' && one.roleId === GLOBAL_ADMINISTRATOR)
        .map((one) => one.principalId),
    );
    const percentage = (100 * admins.size) / Math.max(1, new Set(all.map((one) => one.principalId)).size);
    const fires =
      admins.size >= (settings['globalAdminCountThreshold'] ?? Infinity) &&
      percentage >= (settings['percentageOfGlobalAdminsOutOfRolesThreshold'] ?? Infinity);
    if (!fires) return [];
    return [...admins].map((id) => ({ id, fields: assigneeFields(tenant.principals.get(id), id) }));
  },
  // Here the incident is a person, not an assignment.
  remediate: (tenant, incidentId) => {
    for (const one of tenant.assignments.values()) {
      const isTheirs = one.principalId === incidentId && one.roleId === GLOBAL_ADMINISTRATOR;
      if (isTheirs && one.kind === 'active') removeAssignment(tenant, one.id);
    }
  },
};
