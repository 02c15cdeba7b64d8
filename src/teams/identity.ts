import { X509Certificate } from 'node:crypto';
import type { ServiceClientCredentialsFactory } from 'botframework-connector';

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

type CertificateIdentity = Extract<AppIdentity, { kind: 'certificate' }>;

/** SHA-1, of the certificate itself where it was given whole. Throws where what was given is no certificate. */
export function thumbprintOf({ certificate }: CertificateIdentity): string {
  if (!isWhole(certificate)) return certificate;
  return new X509Certificate(certificate).fingerprint.replaceAll(':', '');
}

export function isWhole(certificate: string): boolean {
  return certificate.includes('BEGIN CERTIFICATE');
}
