import { credentialKind, type CredentialOptions } from '../graph/credentials';
import { messageOf } from '../lib/errors';
import type { Cloud } from './cloud';
import type { Problems } from './env';

export type GraphCredentialSettings = CredentialOptions;

/** The identity that reads Graph, from `@azure/identity`'s own variable names. Undefined where none is configured. */
export function credentialSettings(problems: Problems, cloud: Cloud): GraphCredentialSettings | undefined {
  const named = {
    federatedTokenFile: problems.text('AZURE_FEDERATED_TOKEN_FILE'),
    clientCertificatePath: problems.text('AZURE_CLIENT_CERTIFICATE_PATH'),
    clientCertificatePassword: problems.text('AZURE_CLIENT_CERTIFICATE_PASSWORD'),
    clientSecret: problems.text('AZURE_CLIENT_SECRET'),
    tenantId: problems.text('AZURE_TENANT_ID') ?? problems.text('MicrosoftAppTenantId'),
    clientId: problems.text('AZURE_CLIENT_ID'),
    authorityHost: cloud.authorityHost,
  };
  const set = Object.fromEntries(
    Object.entries(named).filter(([, value]) => value !== undefined),
  ) as CredentialOptions;
  // A client id alone is a user-assigned managed identity, as it is for @azure/identity; the bot's own is taken on UserAssignedMSI.
  const withoutKey = !set.federatedTokenFile && !set.clientCertificatePath && !set.clientSecret;
  const botIdentity =
    problems.text('MicrosoftAppType')?.toLowerCase() === 'userassignedmsi'
      ? problems.text('MicrosoftAppId')
      : undefined;
  const clientId = set.clientId ?? botIdentity;
  if (withoutKey) return clientId ? { managedIdentity: true, clientId } : undefined;
  try {
    credentialKind(set);
  } catch (error) {
    problems.add('AZURE_CLIENT_ID', `or a part beside it is missing: ${messageOf(error)}.`);
  }
  return set;
}
