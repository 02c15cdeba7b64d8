import type { TooManyGlobalAdminsAssignedToTenantAlertIncident } from '@microsoft/microsoft-graph-types-beta';
import { atLeast, forecast } from './forecast';
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
    principal: principalOf(wire),
    role: GLOBAL_ADMINISTRATOR,
    facts: [],
  }),
  whatIf: ({ incidents, before, after }) => {
    const [countBefore = 0, count = 0] = [before, after].map((one) => one['globalAdminCountThreshold']);
    const [shareBefore = 0, share = 0] = [before, after].map(
      (one) => one['percentageOfGlobalAdminsOutOfRolesThreshold'],
    );
    const admins = new Set(incidents.map(({ principal }) => principal?.id.toLowerCase()));
    const unknown = 'The share of all privileged roles is not known from incidents.';
    if (incidents.length === 0 && (count < countBefore || share < shareBefore))
      return atLeast([], 'While the alert is quiet, nobody is in the list of incidents.');
    // It is one for all: either every global administrator is an incident, or nobody is.
    if (admins.size < count) return forecast(incidents, () => 'leaves', '');
    return forecast(incidents, () => (share > shareBefore ? 'unknown' : 'stays'), unknown);
  },
};
