import type { Detector } from './detector';
import { invalidLicense } from './invalid-license';
import { noMfaOnActivation } from './no-mfa-on-activation';
import { outsidePim } from './outside-pim';
import { redundantAssignment } from './redundant-assignment';
import { sequentialRenewals } from './sequential-renewals';
import { staleSignIn } from './stale-sign-in';
import { tooManyGlobalAdmins } from './too-many-global-admins';

export const DETECTORS: readonly Detector[] = [
  invalidLicense,
  noMfaOnActivation,
  redundantAssignment,
  outsidePim,
  sequentialRenewals,
  staleSignIn,
  tooManyGlobalAdmins,
];
