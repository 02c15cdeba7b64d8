import type { Detector } from './detector';

export const invalidLicense: Detector = {
  suffix: 'InvalidLicenseAlert',
  configurationType: '#microsoft.graph.invalidLicenseAlertConfiguration',
  incidentType: '#microsoft.graph.invalidLicenseAlertIncident',
  definition: {
    displayName: "The organization doesn't have Azure AD Premium P2",
    severityLevel: 'high',
    securityImpact: 'Without a license nobody can activate a role, run an access review or manage PIM.',
    mitigationSteps:
      'Buy a plan that includes Azure AD Premium P2 for everybody who works with Azure AD PIM.  Plans and prices: https://azure.microsoft.com/en-us/pricing/details/active-directory/',
    howToPrevent: 'Keep a license for Azure AD Premium P2 on the tenant.',
    isConfigurable: false,
  },
  describe: () =>
    'The tenant holds no Azure AD Premium P2 license, or its trial is over.  Without one, Azure AD PIM and its configuration will be removed.',
  thresholds: [],
  find: (tenant) =>
    tenant.licence === 'Active' ? [] : [{ id: tenant.id, fields: { tenantLicenseStatus: tenant.licence } }],
};
