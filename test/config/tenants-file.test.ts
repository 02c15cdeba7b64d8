import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigError, loadConfig } from '../../src/config';
import type { Env } from '../../src/config/env';

const [HOME, CONTOSO, FABRIKAM] = ['1', '2', '3'].map(
  (digit) => `${digit.repeat(8)}-0000-4000-8000-000000000000`,
) as [string, string, string];
const APP = '6a1f0f5e-2d0c-4c39-9d0e-5a2f6c9f7b10';
const PERSON = '8f07c3d5-6ea9-4b12-b4f8-2d91a0e6c703';

/** One app that reads every tenant, and the bot in the tenant of whoever runs it. */
const SHARED: Env = {
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppId: APP,
  MicrosoftAppPassword: 'secret-of-the-bot',
  MicrosoftAppTenantId: HOME,
  AZURE_CLIENT_ID: APP,
  AZURE_CLIENT_SECRET: 'secret-of-the-app',
  OAUTH_CONNECTION_NAME: 'graph',
  SWEEP_CRON: '*/7 * * * *',
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rolecall-tenants-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function load(content: unknown, env: Env = {}) {
  const file = path.join(folder, 'tenants.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return loadConfig({ ...SHARED, TENANTS_FILE: file, ...env });
}

function problemsOf(content: unknown, env: Env = {}): readonly string[] {
  try {
    load(content, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const contoso = { TENANT_NAME: 'Contoso', AZURE_TENANT_ID: CONTOSO };
const fabrikam = { TENANT_NAME: 'Fabrikam', AZURE_TENANT_ID: FABRIKAM };

describe('several tenants', () => {
  it('are each as the environment has it, where the file says nothing else', () => {
    const { mode, app, tenants } = load([contoso, fabrikam]);

    expect([mode, app]).toMatchObject(['tenant', { tenantId: HOME }]);
    expect(tenants).toMatchObject([
      {
        id: CONTOSO,
        name: 'Contoso',
        credential: { clientId: APP, clientSecret: 'secret-of-the-app', tenantId: CONTOSO },
        sweep: { cron: '*/7 * * * *' },
        twoPerson: 'off',
      },
      { id: FABRIKAM, name: 'Fabrikam', credential: { tenantId: FABRIKAM } },
    ]);
  });

  it('have each their own of everything that is a tenant’s', () => {
    const own = {
      ...contoso,
      OPERATORS: [PERSON, APP],
      READERS: PERSON,
      BREAK_GLASS: [PERSON],
      MIN_GLOBAL_ADMINS: 4,
      ACCEPT_MAX_DAYS: '30',
      TWO_PERSON: 'all',
      GRAPH_WRITE_IDENTITY: 'app',
      OAUTH_CONNECTION_NAME: 'contoso',
      SWEEP_CRON: '0 * * * *',
      SWEEP_REFRESH: 'on',
    };

    const [first, second] = load([own, fabrikam]).tenants;

    expect(first).toMatchObject({
      operators: [PERSON, APP],
      readers: [PERSON],
      breakGlass: [PERSON],
      minimumGlobalAdmins: 4,
      acceptMaxDays: 30,
      twoPerson: 'all',
      writeIdentity: 'app',
      oauthConnection: 'contoso',
      sweep: { cron: '0 * * * *', refresh: true },
    });
    expect(second).toMatchObject({ operators: [], twoPerson: 'off', oauthConnection: 'graph' });
  });

  it('that have an identity of their own take nothing of the other', () => {
    const own = { ...contoso, AZURE_CLIENT_ID: PERSON, AZURE_CLIENT_CERTIFICATE_PATH: '/run/contoso.pem' };

    const [first] = load([own, fabrikam]).tenants;

    expect(first.credential).toEqual({
      clientId: PERSON,
      clientCertificatePath: '/run/contoso.pem',
      tenantId: CONTOSO,
      authorityHost: 'https://login.microsoftonline.com',
    });
  });

  it('find a secret in the variable that the file names', () => {
    const own = { ...contoso, AZURE_CLIENT_ID: PERSON, AZURE_CLIENT_SECRET: 'CONTOSO_SECRET' };

    const [first] = load([own], { CONTOSO_SECRET: 'secret-of-contoso' }).tenants;

    expect(first.credential).toMatchObject({ clientId: PERSON, clientSecret: 'secret-of-contoso' });
  });

  it('need no identity of the process, but for a database that asks for one', () => {
    const perTenant = {
      ...contoso,
      AZURE_CLIENT_ID: PERSON,
      AZURE_CLIENT_CERTIFICATE_PATH: '/run/contoso.pem',
    };
    const env = { AZURE_CLIENT_ID: APP, AZURE_CLIENT_SECRET: '' };
    const url = 'postgres://rolecall@db.postgres.database.azure.com/rolecall';

    expect(
      load([perTenant], { AZURE_CLIENT_ID: '', AZURE_CLIENT_SECRET: '' }).databaseCredential,
    ).toBeUndefined();
    expect(load([perTenant], { ...env, DATABASE_URL: url }).databaseCredential).toEqual({
      managedIdentity: true,
      clientId: APP,
    });
  });
});

describe('a file of tenants is refused', () => {
  it.each<[string, unknown, readonly string[]]>([
    [
      'that is no list',
      { contoso },
      ['TENANTS_FILE has to hold a list of tenants, each an object, one at least.'],
    ],
    ['that is empty', [], ['TENANTS_FILE has to hold a list of tenants, each an object, one at least.']],
    [
      'with something that is no tenant’s to set',
      [{ ...contoso, DATABASE_URL: 'postgres://u:hush@db/x' }],
      ['DATABASE_URL of Contoso is not for a tenant to set.'],
    ],
    [
      'with a value of another kind',
      [{ ...contoso, OPERATORS: { id: 'hush' } }],
      ['OPERATORS of Contoso has to be a text, a number or a list of texts.'],
    ],
    [
      'without names and ids',
      [{}, contoso],
      [
        'TENANT_NAME of entry 1 is missing: the tenant’s cards carry it.',
        'AZURE_TENANT_ID of entry 1 is missing: say which tenant the bot serves.',
        'AZURE_CLIENT_ID of entry 1 or a part beside it is missing: The client-secret credential for Graph lacks tenantId.',
      ],
    ],
    [
      'with the same tenant twice',
      [contoso, { ...contoso, AZURE_TENANT_ID: CONTOSO.toUpperCase() }],
      [
        'TENANT_NAME of Contoso is that of another entry, too.',
        'AZURE_TENANT_ID of Contoso is that of another entry, too.',
      ],
    ],
    [
      'with a secret in it',
      [{ ...contoso, AZURE_CLIENT_ID: APP, AZURE_CLIENT_SECRET: 'hush' }],
      [
        'AZURE_CLIENT_SECRET of Contoso has to name a variable of the environment that holds it: no secret stands in the file.',
        expect.stringMatching(/^AZURE_CLIENT_ID of Contoso names a managed identity/),
      ],
    ],
    [
      'with a name for a whole line',
      [{ ...contoso, TENANT_NAME: 'Contoso '.repeat(9).trim() }],
      [`TENANT_NAME of ${'Contoso '.repeat(9).trim()} is longer than 40 characters.`],
    ],
  ])('%s', (_what, content, problems) => {
    const found = problemsOf(content);

    expect(found).toEqual(problems);
    expect(found.join()).not.toContain('hush');
  });

  it('that is no JSON or not there, which is said without a word of it', () => {
    expect(problemsOf('hush')).toEqual([
      expect.stringMatching(/^TENANTS_FILE names .*, which is not JSON\.$/),
    ]);
    expect(problemsOf([], { TENANTS_FILE: '/nowhere' })).toEqual([
      'TENANTS_FILE names /nowhere, which cannot be read (ENOENT).',
    ]);
  });

  it('naming all problems of all tenants at once', () => {
    const problems = problemsOf([
      { ...contoso, OPERATORS: 'alex', SWEEP_CRON: 'x', COLOUR: 'blue', READERS: {} },
      { ...fabrikam, TWO_PERSON: 'yes', MIN_GLOBAL_ADMINS: 0 },
    ]);

    expect(problems.map((problem) => problem.split(/ (?:has|is) /)[0])).toEqual([
      'COLOUR of Contoso',
      'READERS of Contoso',
      'OPERATORS of Contoso',
      'SWEEP_CRON of Contoso',
      'TWO_PERSON of Fabrikam',
      'MIN_GLOBAL_ADMINS of Fabrikam',
    ]);
  });

  it.each(['OPERATORS', 'READERS', 'BREAK_GLASS'])('beside %s, whose ids belong to one directory', (name) => {
    expect(problemsOf([contoso], { [name]: PERSON })).toEqual([
      `${name} belongs into TENANTS_FILE, to the tenant whose object ids it holds.`,
    ]);
  });

  it('where a managed identity would have to read a tenant that is not its own', () => {
    expect(problemsOf([contoso], { AZURE_CLIENT_SECRET: '' })).toEqual([
      'AZURE_CLIENT_ID of Contoso names a managed identity, which reads its own tenant alone: use a certificate, a federated token or a secret.',
    ]);
  });

  it('without credentials to serve them, though it is enough for the audit log', () => {
    const file = path.join(folder, 'tenants.json');
    writeFileSync(file, JSON.stringify([contoso, fabrikam]));

    expect(() => loadConfig({ TENANTS_FILE: file })).toThrow(
      /TENANTS_FILE names a tenant, but there are no credentials/,
    );
    expect(loadConfig({ TENANTS_FILE: file }, 'audit').tenants.map(({ id }) => id)).toEqual([
      CONTOSO,
      FABRIKAM,
    ]);
  });
});
