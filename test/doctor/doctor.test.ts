import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { examine, type Surroundings } from '../../src/doctor/examine';
import { report, type Finding } from '../../src/doctor/finding';
import type { PackageValues } from '../../src/doctor/settings';
import { systemClock } from '../../src/lib/clock';
import { silentLog } from '../../src/lib/log';
import { systemRandom } from '../../src/lib/random';
import { groupId } from '../../src/sandbox/crowd';
import { CURRENT_USER, TENANT_ID } from '../../src/sandbox/people';
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox';

const ID = '6a1f0f5e-2d0c-4c39-9d0e-5a2f6c9f7b10';
const GRANTED = [
  'RoleManagementAlert.Read.Directory',
  'RoleManagement.Read.Directory',
  'GroupMember.Read.All',
  'User.Read.All',
];

const PEOPLE_ONLY = GRANTED.filter((one) => one !== 'GroupMember.Read.All');

let sandbox: Sandbox;
let graph: string;
let folder: string;

beforeAll(async () => {
  sandbox = createSandbox({ clock: systemClock, random: systemRandom, log: silentLog });
  graph = (await sandbox.start()).url;
  folder = mkdtempSync(path.join(tmpdir(), 'rolecall-doctor-'));
});

afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A configuration with nothing wrong. */
function sound(): Record<string, string> {
  return {
    PORT: '0',
    DATA_DIR: path.join(folder, 'data'),
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppId: ID,
    MicrosoftAppTenantId: TENANT_ID,
    MicrosoftAppPassword: 'the-bot-secret',
    AZURE_CLIENT_ID: ID,
    AZURE_CLIENT_SECRET: 'the-graph-secret',
    OAUTH_CONNECTION_NAME: 'graph',
    OPERATORS: ID,
    BREAK_GLASS: CURRENT_USER.aadObjectId,
  };
}

/** The pretend tenant where Microsoft's Graph would be. */
const graphHere: Surroundings['fetch'] = (url, init) =>
  fetch(url.replace('https://graph.microsoft.com', graph), init);

async function examined(
  env: Readonly<Record<string, string>> = {},
  surroundings: Partial<Surroundings> = {},
): Promise<readonly Finding[]> {
  return examine(
    { ...sound(), ...env },
    {
      clock: systemClock,
      random: systemRandom,
      nodeVersion: 'v24.1.0',
      fetch: graphHere,
      credentialFor: () => sandbox.appCredential(GRANTED),
      packageValues: await packageValues(),
      ...surroundings,
    },
  );
}

/** The script's own, which jest cannot import: through a program of one line. */
async function packageValues(): Promise<PackageValues> {
  const file = path.resolve(__dirname, '../../scripts/package/values.mjs');
  return (env) => {
    const line = `import(${JSON.stringify(file)}).then(({ packageValues }) =>
      console.log(JSON.stringify(packageValues(JSON.parse(process.argv[1])))))`;
    return JSON.parse(
      execFileSync(process.execPath, ['-e', line, JSON.stringify(env)], { encoding: 'utf8' }),
    );
  };
}

function wrongIn(found: readonly Finding[]): readonly Finding[] {
  return found.filter(({ level }) => level === 'wrong');
}

function failing(message: string, name = 'AuthenticationRequiredError') {
  return () => ({ getToken: () => Promise.reject(Object.assign(new Error(message), { name })) });
}

async function squatter(): Promise<{ readonly port: string; readonly server: Server }> {
  const server = createServer((_request, response) => response.end('{"status":"mine"}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: String((server.address() as AddressInfo).port), server };
}

describe('the doctor', () => {
  it('looks at each of several tenants, and says which one is ill', async () => {
    const other = '44444444-4444-4444-8444-444444444444';
    const file = path.join(folder, 'tenants.json');
    const entries = [
      {
        TENANT_NAME: 'Contoso',
        AZURE_TENANT_ID: TENANT_ID,
        BREAK_GLASS: CURRENT_USER.aadObjectId,
        OPERATORS: ID,
      },
      { TENANT_NAME: 'Fabrikam', AZURE_TENANT_ID: other, OPERATORS: ID },
    ];
    writeFileSync(file, JSON.stringify(entries));

    const found = await examined(
      { TENANTS_FILE: file, OPERATORS: '', BREAK_GLASS: '' },
      {
        credentialFor: ({ tenantId }) =>
          tenantId === other
            ? failing('AADSTS700016: Application not found in the directory')()
            : sandbox.appCredential(GRANTED),
      },
    );

    expect(wrongIn(found)).toMatchObject([
      { area: 'Graph credential, Fabrikam', says: 'Entra knows no app of this client id in this tenant.' },
    ]);
    expect(found).toContainEqual(
      expect.objectContaining({
        area: 'Alerts, Contoso',
        level: 'ok',
        says: expect.stringContaining(TENANT_ID),
      }),
    );
    expect(found.map(({ says }) => says)).toContain('No account is protected as break-glass in Fabrikam.');
  });

  it('finds nothing wrong with a sound configuration', async () => {
    const found = await examined();

    expect(wrongIn(found)).toEqual([]);
    expect(found.map(({ area }) => area)).toEqual(
      expect.arrayContaining(['Node', 'Store', 'Port', 'Graph', 'Clock', 'Graph permissions', 'Alerts']),
    );
  });

  // Each plants one thing, and expects that one named with its cure, and nothing blamed that is sound.
  const planted: readonly (readonly [
    string,
    Readonly<Record<string, string>>,
    Partial<Surroundings>,
    string,
    RegExp,
  ])[] = [
    ['a port that is no number', { PORT: 'abc' }, {}, 'Configuration', /^PORT is “abc”/],
    [
      'a kind of bot that is no longer made',
      { MicrosoftAppType: 'MultiTenant' },
      {},
      'Configuration',
      /^MicrosoftAppType/,
    ],
    [
      'no OAuth connection',
      { OAUTH_CONNECTION_NAME: '' },
      {},
      'Configuration',
      /^OAUTH_CONNECTION_NAME is missing/,
    ],
    [
      'a database of another make',
      { DATABASE_URL: 'mysql://db/rolecall' },
      {},
      'Configuration',
      /^DATABASE_URL must start/,
    ],
    [
      'a database that nobody serves',
      { DATABASE_URL: 'postgres://rolecall:hush@127.0.0.1:1/rolecall' },
      {},
      'Store',
      /127\.0\.0\.1:1\/rolecall cannot be reached/,
    ],
    [
      'a secret that has expired',
      {},
      {
        credentialFor: failing('invalid_client: AADSTS7000222: The provided client secret keys are expired.'),
      },
      'Graph credential',
      /has expired/,
    ],
    [
      'a client id of another tenant',
      {},
      { credentialFor: failing('AADSTS700016: Application not found in the directory') },
      'Graph credential',
      /no app of this client id/,
    ],
    [
      'a managed identity where there is none',
      {},
      { credentialFor: failing('Network unreachable.', 'CredentialUnavailableError') },
      'Graph credential',
      /no managed identity here/,
    ],
    [
      'the permission to read alerts missing',
      {},
      { credentialFor: () => sandbox.appCredential(GRANTED.slice(1)) },
      'Graph permissions',
      /RoleManagementAlert\.Read\.Directory is missing: reading alerts/,
    ],
    [
      'the permission to write missing where the app writes',
      { GRAPH_WRITE_IDENTITY: 'app' },
      {},
      'Graph permissions',
      /RoleManagementAlert\.ReadWrite\.Directory is missing: GRAPH_WRITE_IDENTITY=app/,
    ],
    [
      'the permission to see groups missing where groups may be named',
      {},
      { credentialFor: () => sandbox.appCredential(PEOPLE_ONLY) },
      'Graph permissions',
      /GroupMember\.Read\.All is missing: groups in OPERATORS/,
    ],
    [
      'the permission to see groups missing where only BREAK_GLASS names one',
      { OPERATORS: '', BREAK_GLASS: `${CURRENT_USER.aadObjectId},${groupId('PIM Operators')}` },
      { credentialFor: () => sandbox.appCredential(PEOPLE_ONLY) },
      'Graph permissions',
      /GroupMember\.Read\.All is missing: groups in OPERATORS, READERS and BREAK_GLASS/,
    ],
    [
      'the permission to know the bot where it is another application than the reader',
      { MicrosoftAppId: '7a1f0f5e-2d0c-4c39-9d0e-5a2f6c9f7b11' },
      {},
      'Graph permissions',
      /Application\.Read\.All is missing: knowing the bot’s own identity/,
    ],
    [
      'the permission to see whether accounts are in use missing',
      {},
      { credentialFor: () => sandbox.appCredential(GRANTED.filter((one) => one !== 'User.Read.All')) },
      'Graph permissions',
      /User\.Read\.All is missing: counting/,
    ],
    [
      'an identity of another tenant',
      { MicrosoftAppTenantId: ID },
      {},
      'Graph permissions',
      new RegExp(`token is of tenant ${TENANT_ID}, and the bot serves ${ID}`),
    ],
    [
      'a Graph that cannot be reached',
      {},
      { fetch: () => Promise.reject(new TypeError('fetch failed', { cause: new Error('ENOTFOUND') })) },
      'Graph',
      /graph\.microsoft\.com cannot be reached: ENOTFOUND/,
    ],
    [
      'a clock that is ten minutes behind',
      {},
      { clock: { ...systemClock, now: () => Date.now() - 600_000 } },
      'Clock',
      /(599|600) seconds behind Graph/,
    ],
    [
      'a Teams app id that is none',
      { TEAMS_APP_ID: 'my-app' },
      {},
      'App package',
      /^TEAMS_APP_ID is not a GUID/,
    ],
    ['a Node that is too old', {}, { nodeVersion: 'v18.20.4' }, 'Node', /v18\.20\.4 is older than 20\.19/],
  ];

  it.each(planted)('names %s, and says how to mend it', async (_name, env, surroundings, area, says) => {
    const wrong = wrongIn(await examined(env, surroundings));

    expect(wrong.find((one) => one.area === area && says.test(one.says))).toMatchObject({
      mend: expect.stringMatching(/\w{3}/),
    });
    // The bot's own credential is broken in the same way as Graph's, and Graph says itself what a missing permission leads to.
    const follows = ['Bot credential', 'Alerts'];
    expect(wrong.filter((one) => one.area !== area && !follows.includes(one.area))).toEqual([]);
  });

  it('names a port that another program has', async () => {
    const { port, server } = await squatter();

    const wrong = wrongIn(await examined({ PORT: port }));
    server.close();

    expect(wrong).toEqual([
      {
        area: 'Port',
        level: 'wrong',
        says: `${port} on 127.0.0.1 is taken by another program.`,
        mend: expect.stringContaining('PORT'),
      },
    ]);
  });

  it('names a data folder that is a file', async () => {
    const file = path.join(folder, 'not-a-folder');
    writeFileSync(file, '');

    const wrong = wrongIn(await examined({ DATA_DIR: file }));

    expect(wrong).toMatchObject([{ area: 'Store', mend: expect.stringContaining('DATA_DIR') }]);
  });

  it('asks for no permission to see groups where BREAK_GLASS names people alone', async () => {
    const env = { OPERATORS: '', BREAK_GLASS: CURRENT_USER.aadObjectId };

    const found = await examined(env, { credentialFor: () => sandbox.appCredential(PEOPLE_ONLY) });

    expect(wrongIn(found)).toEqual([]);
    expect(found.filter(({ area }) => area === 'BREAK_GLASS')).toEqual([]);
  });

  it('says which id in BREAK_GLASS is nobody’s', async () => {
    const found = await examined({ BREAK_GLASS: `${groupId('PIM Operators')},${ID}` });

    expect(wrongIn(found)).toEqual([]);
    expect(found.filter(({ area }) => area === 'BREAK_GLASS')).toMatchObject([
      { level: 'note', says: expect.stringContaining(`${ID} is neither a person nor a group`) },
    ]);
  });

  it('says that it cannot tell whose an id is, and asks for nothing on a guess', async () => {
    const permissions = PEOPLE_ONLY.filter((one) => one !== 'User.Read.All');

    const found = await examined(
      { OPERATORS: '' },
      { credentialFor: () => sandbox.appCredential(permissions) },
    );

    expect(wrongIn(found).map(({ says }) => says)).toEqual([
      expect.stringContaining('User.Read.All is missing'),
    ]);
    expect(found).toContainEqual(
      expect.objectContaining({ area: 'BREAK_GLASS', says: expect.stringContaining('cannot be told') }),
    );
  });

  it('says what the app may do beyond its needs', async () => {
    const credentialFor = () =>
      sandbox.appCredential([...GRANTED, 'RoleManagementAlert.ReadWrite.Directory', 'Mail.Read']);

    const found = await examined({}, { credentialFor });

    expect(found).toContainEqual(
      expect.objectContaining({
        level: 'note',
        says: expect.stringContaining('RoleManagementAlert.ReadWrite.Directory, Mail.Read'),
      }),
    );
    expect(wrongIn(found)).toEqual([]);
  });

  it('examines the pretend tenant where nothing is configured', async () => {
    const found = await examine(
      { PORT: '0', DATA_DIR: path.join(folder, 'sandbox') },
      { clock: systemClock, random: systemRandom, nodeVersion: 'v24.1.0', fetch: globalThis.fetch },
    );

    expect(wrongIn(found)).toEqual([]);
    expect(found).toContainEqual(
      expect.objectContaining({ area: 'Alerts', says: expect.stringContaining('7 alerts') }),
    );
    expect(report(found)).toContain('A pretend tenant of its own is asked, not the running one.');
  });

  it('never repeats a secret', async () => {
    const env = { DATABASE_URL: 'postgres://rolecall:hush-hush@127.0.0.1:1/rolecall', PORT: 'abc' };

    const text = [report(await examined(env)), report(await examined({ ...env, PORT: '0' }))].join('\n');

    expect(text).not.toMatch(/hush-hush|the-bot-secret|the-graph-secret|eyJ/);
  });
});
