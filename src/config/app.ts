import type { Problems } from './env';
import type { AppIdentity } from '../teams/identity';

/** The bot's own identity towards the channel, as configured. */
export type AppSettings = Exclude<AppIdentity, { kind: 'custom' }>;

const TYPES = ['singletenant', 'userassignedmsi'];

/** From botbuilder's own variable names. Reports what is missing or contradicts itself, and never guesses a type. */
export function appIdentity(problems: Problems): AppSettings {
  const appId = problems.text('MicrosoftAppId');
  const typed = problems.text('MicrosoftAppType');
  const password = problems.text('MicrosoftAppPassword');
  const thumbprint = problems.text('CertificateThumbprint');
  const privateKey = problems.text('CertificatePrivateKey');
  const federated = problems.text('FICClientId');
  if (!appId) {
    if (password || typed || thumbprint || privateKey || federated)
      problems.add('MicrosoftAppId', 'is missing, although the bot’s credentials are set.');
    return { kind: 'none' };
  }
  if (!typed) problems.add('MicrosoftAppType', 'is missing: SingleTenant or UserAssignedMSI.');
  else if (!TYPES.includes(typed.toLowerCase())) {
    problems.add('MicrosoftAppType', `is “${typed}”; it can be SingleTenant or UserAssignedMSI.`);
  }
  if (typed?.toLowerCase() === 'userassignedmsi') {
    if (password) problems.add('MicrosoftAppPassword', 'has to be empty: a managed identity has no secret.');
    return { kind: 'managed-identity', appId };
  }
  const tenantId = problems.text('MicrosoftAppTenantId') ?? '';
  if (tenantId === '')
    problems.add('MicrosoftAppTenantId', 'is missing: a SingleTenant bot belongs to one tenant.');
  const keys = [federated, thumbprint ?? privateKey, password].filter((one) => one !== undefined);
  if (keys.length > 1) {
    problems.add(
      'MicrosoftAppPassword',
      'and a certificate or FICClientId are set together: the bot proves who it is in one way, so set one.',
    );
  }
  if (federated) return { kind: 'federated', appId, tenantId, managedIdentityClientId: federated };
  if (thumbprint && privateKey)
    return { kind: 'certificate', appId, tenantId, certificate: thumbprint, privateKey };
  if (thumbprint || privateKey) {
    problems.add(
      thumbprint ? 'CertificatePrivateKey' : 'CertificateThumbprint',
      'is missing: a certificate needs both.',
    );
  } else if (!password) {
    problems.add(
      'MicrosoftAppPassword',
      'is missing (or use a certificate, a federated credential, or UserAssignedMSI).',
    );
  }
  return { kind: 'secret', appId, tenantId, secret: password ?? '' };
}
