import { invalidLicense } from './invalid-license';
import type { AlertKind } from './kind';
import { noMfaOnActivation } from './no-mfa-on-activation';
import { outsidePim } from './outside-pim';
import { redundantAssignment } from './redundant-assignment';
import { sequentialRenewals } from './sequential-renewals';
import { staleSignIn } from './stale-sign-in';
import { tooManyGlobalAdmins } from './too-many-global-admins';
import { unknownKind } from './unknown';

/** Every alert type Rolecall knows. */
export const kinds: readonly AlertKind[] = [
  invalidLicense,
  noMfaOnActivation,
  redundantAssignment,
  outsidePim,
  sequentialRenewals,
  staleSignIn,
  tooManyGlobalAdmins,
];

const bySuffix = new Map(kinds.map((kind) => [kind.suffix.toLowerCase(), kind]));

/** The alert type behind a Graph id's last part; an unknown one gets a plain stand-in. */
export function kindOf(suffix: string): AlertKind {
  return bySuffix.get(suffix.toLowerCase()) ?? unknownKind(suffix);
}

/** What people call the alert that is typed like this; a slug of a type newer than Rolecall is its own name. */
export function titleOfSlug(slug: string): string {
  return kinds.find((kind) => kind.slug === slug)?.title ?? slug;
}

/** `DirectoryRole_{tenant}_{suffix}`: the tenant is a GUID, so the last underscore parts the two. */
export function suffixOf(alertId: string): string {
  return alertId.slice(alertId.lastIndexOf('_') + 1);
}
