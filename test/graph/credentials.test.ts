import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCredential, credentialKind } from '../../src/graph/credentials';

const APP = {
  tenantId: '3b0e753b-22fa-4c16-9bf2-470b80be80d6',
  clientId: 'd5b4c1f0-6a52-4b7e-9c0a-0f7f7b0c8a11',
};

describe('the app’s credential', () => {
  it.each([
    ['managed-identity', { managedIdentity: true }],
    ['managed-identity', { managedIdentity: true, clientId: APP.clientId, clientSecret: 's' }],
    [
      'workload-identity',
      { ...APP, federatedTokenFile: '/t', clientCertificatePath: '/c', clientSecret: 's' },
    ],
    ['certificate', { ...APP, clientCertificatePath: '/c', clientSecret: 's' }],
    ['client-secret', { ...APP, clientSecret: 's' }],
    [undefined, APP],
    [undefined, {}],
  ])('is %s for what is set, a secret last', (kind, options) => {
    expect(credentialKind(options)).toBe(kind);
  });

  it.each([
    [{ clientSecret: 's' }, /client-secret credential for Graph lacks tenantId and clientId/],
    [{ clientCertificatePath: '/c', clientId: 'x' }, /certificate credential for Graph lacks tenantId/],
  ])('half configured says what is missing', (options, message) => {
    expect(() => createCredential(options)).toThrow(message);
  });

  it('is none where nothing is set', () => {
    expect(createCredential({})).toBeUndefined();
  });

  it('tells at the first token what is wrong with a certificate, and looks again next time', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'credentials-')), 'app.pem');
    const credential = createCredential({ ...APP, clientCertificatePath: path });

    await expect(credential?.getToken('x/.default')).rejects.toThrow(/ENOENT/);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));

    await expect(credential?.getToken('x/.default')).rejects.toThrow(/PEM-encoded certificate/);
  });

  it('refuses an authority that is not https before a secret goes there', async () => {
    const credential = createCredential({ ...APP, clientSecret: 's', authorityHost: 'http://127.0.0.1:9' });

    await expect(credential?.getToken('x/.default')).rejects.toThrow(/https/i);
  });
});
