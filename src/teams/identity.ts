import { X509Certificate } from 'node:crypto';
import {
  AppCredentials,
  CertificateServiceClientCredentialsFactory,
  FederatedServiceClientCredentialsFactory,
  JwtTokenProviderFactory,
  ManagedIdentityServiceClientCredentialsFactory,
  PasswordServiceClientCredentialFactory,
  type ServiceClientCredentialsFactory,
} from 'botframework-connector';

/** Who the bot is towards the channel. MultiTenant is not among them: new ones cannot be made and old ones let any tenant in. */
export type AppIdentity =
  /** Nobody: no authentication either way. Only for loopback. */
  | { readonly kind: 'none' }
  | { readonly kind: 'secret'; readonly appId: string; readonly tenantId: string; readonly secret: string }
  | {
      readonly kind: 'certificate';
      readonly appId: string;
      readonly tenantId: string;
      /** PEM of the certificate, or its SHA-1 thumbprint. */
      readonly certificate: string;
      /** PEM. */
      readonly privateKey: string;
    }
  | { readonly kind: 'managed-identity'; readonly appId: string }
  | {
      readonly kind: 'federated';
      readonly appId: string;
      readonly tenantId: string;
      readonly managedIdentityClientId: string;
      /** Default: the one of the cloud, such as `api://AzureADTokenExchange`. */
      readonly audience?: string;
    }
  /** Credentials made elsewhere. */
  | {
      readonly kind: 'custom';
      readonly appId: string;
      readonly credentials: Pick<ServiceClientCredentialsFactory, 'createCredentials'>;
    };

/** The app id that inbound tokens are meant for and outbound ones are made for; empty for nobody. */
export function appIdOf(app: AppIdentity): string {
  return app.kind === 'none' ? '' : app.appId;
}

/**
 * One set of credentials for each audience: the SDK asks twice a turn, and making them takes up to 10 ms. `loginUrl` is of the
 * channel's cloud.
 */
export function credentialsOf(app: AppIdentity, loginUrl: string): ServiceClientCredentialsFactory {
  const factory = factoryOf(app, loginUrl);
  const made = new Map<string, ReturnType<typeof factory.createCredentials>>();
  return {
    isValidAppId: (appId) => factory.isValidAppId(appId),
    isAuthenticationDisabled: () => factory.isAuthenticationDisabled(),
    createCredentials(appId, audience = '', ...rest) {
      const known = made.get(audience);
      if (known) return known;
      const fresh = factory.createCredentials(appId, audience, ...rest).then((credentials) => {
        signInAt(credentials, app, loginUrl);
        return credentials;
      });
      made.set(audience, fresh);
      fresh.catch(() => made.delete(audience));
      return fresh;
    },
  };
}

// Each kind has its own SDK factory, chosen here by name: the SDK's own reading of `MicrosoftAppType` takes a typo for MultiTenant.
function factoryOf(app: AppIdentity, loginUrl: string): ServiceClientCredentialsFactory {
  switch (app.kind) {
    case 'none':
      return nobody;
    case 'secret':
      return new PasswordServiceClientCredentialFactory(app.appId, app.secret, app.tenantId);
    case 'certificate':
      return certificateCredentials(app);
    case 'managed-identity':
      return new ManagedIdentityServiceClientCredentialsFactory(app.appId, new JwtTokenProviderFactory());
    case 'federated':
      return new FederatedServiceClientCredentialsFactory(
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
function signInAt(credentials: object, app: AppIdentity, loginUrl: string): void {
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

// Given a whole certificate, the SDK would start an `openssl` process for each turn to learn the thumbprint.
function certificateCredentials({
  appId,
  certificate,
  privateKey,
  tenantId,
}: Extract<AppIdentity, { kind: 'certificate' }>): ServiceClientCredentialsFactory {
  if (!certificate.includes('BEGIN CERTIFICATE')) {
    return new CertificateServiceClientCredentialsFactory(appId, certificate, privateKey, tenantId);
  }
  const thumbprint = new X509Certificate(certificate).fingerprint.replaceAll(':', '');
  return new CertificateServiceClientCredentialsFactory(appId, thumbprint, privateKey, tenantId, certificate);
}
