import type { InvalidLicenseAlertIncident } from '@microsoft/microsoft-graph-types-beta';
import { text, type AlertKind } from './kind';

export const invalidLicense: AlertKind = {
  slug: 'license',
  suffix: 'InvalidLicenseAlert',
  title: 'No licence for Privileged Identity Management',
  severity: 'high',
  meaning: 'The tenant has no Entra ID P2 or Entra ID Governance licence, or its trial has ended.',
  advice: 'Renew the licence before PIM settings are removed.',
  settings: [],
  configurationType: '#microsoft.graph.invalidLicenseAlertConfiguration',
  subject: { one: 'licence problem', many: 'licence problems' },
  incident: (wire: InvalidLicenseAlertIncident) => ({
    facts: [{ label: 'Licence status', type: 'text', value: text(wire.tenantLicenseStatus) ?? 'not stated' }],
  }),
};
