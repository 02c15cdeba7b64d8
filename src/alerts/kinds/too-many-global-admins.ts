import type { TooManyGlobalAdminsAssignedToTenantAlertIncident } from '@microsoft/microsoft-graph-types-beta';
import { principalOf, type AlertKind } from './kind';

export const GLOBAL_ADMINISTRATOR = {
  id: '62e90394-69f5-4237-9190-012177145e10',
  name: 'Global Administrator',
};

export const tooManyGlobalAdmins: AlertKind = {
  slug: 'global-admins',
  suffix: 'TooManyGlobalAdminsAssignedToTenantAlert',
  title: 'Too many global administrators',
  severity: 'low',
  meaning: 'Whoever takes over one of these accounts owns the whole tenant.',
  advice: 'Give people the least role that does their work.',
  remediation: 'removes-role',
  settings: [
    {
      name: 'globalAdminCountThreshold',
      label: 'Global administrators',
      type: 'count',
      min: 2,
      max: 100,
      loosenedBy: 'raising',
    },
    {
      name: 'percentageOfGlobalAdminsOutOfRolesThreshold',
      label: 'Share of all privileged roles',
      type: 'percent',
      min: 0,
      max: 100,
      loosenedBy: 'raising',
    },
  ],
  configurationType: '#microsoft.graph.tooManyGlobalAdminsAssignedToTenantAlertConfiguration',
  subject: { one: 'global administrator', many: 'global administrators' },
  // The service does not repeat the role on each incident: the alert type is the role.
  incident: (wire: TooManyGlobalAdminsAssignedToTenantAlertIncident) => ({
    ...principalOf(wire),
    role: GLOBAL_ADMINISTRATOR,
    facts: [],
  }),
};
