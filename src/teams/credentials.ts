import type { ServiceClientCredentialsFactory } from 'botframework-connector';
import { isWhole, thumbprintOf, type AppIdentity } from './identity';

/**
 * One set of credentials for each audience: the SDK asks twice a turn, and making them takes up to 10 ms. `loginUrl` is of the
 * channel's cloud.
 */
export function credentialsOf(app: AppIdentity, loginUrl: string): ServiceClientCredentialsFactory {
  let loaded: Promise<ServiceClientCredentialsFactory> | undefined;
  const factory = (): Promise<ServiceClientCredentialsFactory> => (loaded ??= factoryOf(app, loginUrl));
  const made = new Map<string, ReturnType<ServiceClientCredentialsFactory['createCredentials']>>();
  return {
    isValidAppId: async (appId) => (await factory()).isValidAppId(appId),
    isAuthenticationDisabled: async () => (await factory()).isAuthenticationDisabled(),
    createCredentials(appId, audience = '', ...rest) {
      const known = made.get(audience);
      if (known) return known;
      const fresh = factory()
        .then((loaded) => loaded.createCredentials(appId, audience, ...rest))
        .then(async (credentials) => {
          await signInAt(credentials, app, loginUrl);
          return credentials;
        });
      made.set(audience, fresh);
      fresh.catch(() => made.delete(audience));
      return fresh;
    },
  };
}

// Each kind has its own SDK factory, chosen here by name: the SDK's own reading of `MicrosoftAppType` takes a typo for MultiTenant.
async function factoryOf(app: AppIdentity, loginUrl: string): Promise<ServiceClientCredentialsFactory> {
  const sdk = await import('botframework-connector');
  switch (app.kind) {
    case 'none':
      return nobody;
    case 'secret':
      return new sdk.PasswordServiceClientCredentialFactory(app.appId, app.secret, app.tenantId);
    case 'certificate':
      // Given a whole certificate alone, the SDK would start an `openssl` process for each turn to learn the thumbprint.
      return new sdk.CertificateServiceClientCredentialsFactory(
        app.appId,
        thumbprintOf(app),
        app.privateKey,
        app.tenantId,
        ...(isWhole(app.certificate) ? [app.certificate] : []),
      );
    case 'managed-identity':
      return new sdk.ManagedIdentityServiceClientCredentialsFactory(
        app.appId,
        new sdk.JwtTokenProviderFactory(),
      );
    case 'federated':
      return new sdk.FederatedServiceClientCredentialsFactory(
        app.appId,
        app.managedIdentityClientId,
        app.tenantId,
        app.audience ?? exchangeAudience(loginUrl),
      );
    default:
      return {
        isValidAppId: (appId) => Promise.resolve(appId === app.appId),
        isAuthenticationDisabled: () => Promise.resolve(false),
        createCredentials: (...args) => app.credentials.createCredentials(...args),
      };
  }
}

// With a certificate or a federated credential the SDK signs in at the public cloud, whatever the channel's own is.
async function signInAt(credentials: object, app: AppIdentity, loginUrl: string): Promise<void> {
  const { AppCredentials } = await import('botframework-connector');
  if (!(credentials instanceof AppCredentials) || !('tenantId' in app)) return;
  Object.assign(credentials, { oAuthEndpoint: `${new URL(loginUrl).origin}/${app.tenantId}` });
}

function exchangeAudience(loginUrl: string): string {
  const { hostname } = new URL(loginUrl);
  if (hostname.endsWith('.us')) return 'api://AzureADTokenExchangeUSGov';
  return hostname.endsWith('.cn') ? 'api://AzureADTokenExchangeChina' : 'api://AzureADTokenExchange';
}

const nobody: ServiceClientCredentialsFactory = {
  isValidAppId: () => Promise.resolve(true),
  isAuthenticationDisabled: () => Promise.resolve(true),
  createCredentials: () => Promise.resolve({ signRequest: (request) => Promise.resolve(request) }),
};
