import type { TokenCredential } from '@azure/identity';
import type { GraphCredential } from './host-guard-auth';

/** Who the app is towards Entra. What is set decides, in the order of this list; nothing is probed. */
export interface CredentialOptions {
  /** Use the managed identity of the machine; `clientId` then names a user-assigned one. */
  readonly managedIdentity?: boolean;
  /** File with the token of a federated workload identity. */
  readonly federatedTokenFile?: string;
  /** PEM file with certificate and private key. */
  readonly clientCertificatePath?: string;
  readonly clientCertificatePassword?: string;
  readonly clientSecret?: string;
  readonly tenantId?: string;
  readonly clientId?: string;
  /** Of a national cloud, https. Default: the public cloud. */
  readonly authorityHost?: string;
}

export type CredentialKind = 'managed-identity' | 'workload-identity' | 'certificate' | 'client-secret';

/** Undefined: no credential is configured. Throws an `Error` naming what a half-configured one lacks. */
export function credentialKind(options: CredentialOptions): CredentialKind | undefined {
  if (options.managedIdentity) return 'managed-identity';
  const kind = configured(options);
  if (!kind) return undefined;
  const missing = (['tenantId', 'clientId'] as const).filter((name) => !options[name]);
  if (missing.length) throw new Error(`The ${kind} credential for Graph lacks ${missing.join(' and ')}`);
  return kind;
}

function configured(options: CredentialOptions): Exclude<CredentialKind, 'managed-identity'> | undefined {
  if (options.federatedTokenFile) return 'workload-identity';
  if (options.clientCertificatePath) return 'certificate';
  return options.clientSecret ? 'client-secret' : undefined;
}

/**
 * The app's credential, one for the life of the process: its token cache lives in it. `@azure/identity` is loaded with the first
 * token, because that takes longer than anything else at start and a sandbox needs none of it.
 */
export function createCredential(options: CredentialOptions): GraphCredential | undefined {
  const kind = credentialKind(options);
  if (!kind) return undefined;
  let made: Promise<TokenCredential> | undefined;
  return {
    getToken: async (scopes, tokenOptions) => {
      made ??= make(kind, options);
      try {
        return await (await made).getToken(scopes, tokenOptions);
      } catch (error) {
        // A certificate file that was missing a moment ago may be there next time.
        if (await failed(made)) made = undefined;
        throw error;
      }
    },
  };
}

async function make(kind: CredentialKind, options: CredentialOptions): Promise<TokenCredential> {
  const identity = await import('@azure/identity');
  const { tenantId = '', clientId = '', authorityHost } = options;
  const common = authorityHost ? { authorityHost } : {};
  if (kind === 'managed-identity')
    return new identity.ManagedIdentityCredential({ ...common, ...(clientId ? { clientId } : {}) });
  if (kind === 'workload-identity') {
    const tokenFilePath = options.federatedTokenFile ?? '';
    return new identity.WorkloadIdentityCredential({ ...common, tenantId, clientId, tokenFilePath });
  }
  if (kind === 'certificate') {
    const { clientCertificatePath: certificatePath = '', clientCertificatePassword: certificatePassword } =
      options;
    const certificate = { certificatePath, ...(certificatePassword ? { certificatePassword } : {}) };
    return new identity.ClientCertificateCredential(tenantId, clientId, certificate, common);
  }
  return new identity.ClientSecretCredential(tenantId, clientId, options.clientSecret ?? '', common);
}

async function failed(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => false,
    () => true,
  );
}
