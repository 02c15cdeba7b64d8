import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cloudOf } from '../../src/config/cloud';
import clouds from '../../src/config/clouds.json';
import { Problems } from '../../src/config/env';

const root = path.resolve(__dirname, '../..');
const APP = '11111111-0000-4000-8000-000000000001';
const OBJECT = '22222222-0000-4000-8000-000000000002';
const IDENTITY = '33333333-0000-4000-8000-000000000003';
const TENANT = '7c1d0e52-3f4b-4a86-9d27-5b80c6e1f934';

/** What an empty tenant and subscription answer; null is a failure. */
const EMPTY = [
  ['^ad app create', APP],
  ['^ad app show .*--query id ', OBJECT],
  ['^ad sp show --id 1111', null],
  ['^identity create', IDENTITY],
  ['^deployment group create', 'rolecall-bot'],
  ['^account show', TENANT],
  ['^cloud show .*microsoftGraphResourceId', 'https://graph.microsoft.com/'],
] as const;

interface Call {
  readonly args: readonly string[];
  readonly bodies: readonly string[];
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rolecall-azure-'));
  copyFileSync(path.join(root, 'test/support/az.mjs'), path.join(folder, 'az'));
  chmodSync(path.join(folder, 'az'), 0o755);
  // A clone without the .env that may lie in this one.
  for (const part of ['infra', 'scripts', 'src']) symlinkSync(path.join(root, part), path.join(folder, part));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Section 3a of the page, from its first command to its last, with what a reader fills in. */
function walk(answers: readonly (readonly [string, string | null])[] = EMPTY, env: NodeJS.ProcessEnv = {}) {
  const page = readFileSync(path.join(root, 'docs/install.md'), 'utf8');
  const [, section = ''] = /\n## 3a\.([^]*?)\n## /.exec(page) ?? [];
  const commands = [...section.matchAll(/^```sh tenant\n([^]*?)^```$/gm)].map(([, text = '']) => text);
  const script = commands
    .join('')
    .replace('<registry>', 'contoso')
    .replace('<object ids>', `${OBJECT},${APP}`);
  const log = path.join(folder, 'log');
  const printed = execFileSync('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    env: {
      PATH: `${folder}:${path.dirname(process.execPath)}:${process.env['PATH']}`,
      AZ_LOG: log,
      AZ_ANSWERS: JSON.stringify(answers),
      ...env,
    },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  return { printed, calls: lines.map((line) => JSON.parse(line) as Call) };
}

function find(calls: readonly Call[], start: string): readonly Call[] {
  return calls.filter(({ args }) => args.join(' ').startsWith(start));
}

/** All that a pattern's first group finds. */
function every(pattern: RegExp, text: string): readonly string[] {
  return [...text.matchAll(pattern)].flatMap(([, found]) => (found === undefined ? [] : [found]));
}

/** The value behind an option. */
function option(call: Call | undefined, name: string): string | undefined {
  return call?.args[call.args.indexOf(name) + 1];
}

describe('the way to Azure in docs/install.md', () => {
  it('makes a registration by which people sign in, and deploys with it', () => {
    const { calls } = walk();

    const [first, second] = find(calls, 'rest --method PATCH').map(({ bodies }) =>
      JSON.parse(bodies[0] ?? ''),
    );
    const [scope] = first.api.oauth2PermissionScopes;
    expect(first).toMatchObject({
      identifierUris: [`api://botid-${APP}`],
      web: { redirectUris: ['https://token.botframework.com/.auth/web/redirect'] },
    });
    expect(scope).toMatchObject({ value: 'access_as_user', id: expect.stringMatching(/^[\da-f-]{36}$/) });
    expect(second.api.preAuthorizedApplications).toEqual([
      expect.objectContaining({ delegatedPermissionIds: [scope.id] }),
      expect.objectContaining({ delegatedPermissionIds: [scope.id] }),
    ]);
    expect(find(calls, 'ad sp create')).toHaveLength(1);
    const [deployed] = find(calls, 'deployment group create');
    expect(deployed?.args).toEqual(
      expect.arrayContaining([
        'image=contoso.azurecr.io/rolecall:0.1.0',
        'registryName=contoso',
        `botAppId=${APP}`,
        `breakGlass=${OBJECT},${APP}`,
      ]),
    );
  });

  it('prints the grants for the identity before anything runs as it', () => {
    const { printed, calls } = walk();

    expect(printed).toContain(`servicePrincipals/${IDENTITY}/appRoleAssignments`);
    expect(printed).toMatch(/^# RoleManagementAlert\.Read\.Directory$/m);
    expect(printed).toMatch(/^# Application\.Read\.All$/m);
    const order = calls.map(({ args }) => args.slice(0, 2).join(' '));
    expect(order.indexOf('identity create')).toBeLessThan(order.indexOf('deployment group'));
  });

  it('lets the identity and the connection stand in for the app, by subjects that fit', () => {
    const { calls } = walk();

    const credentials = find(calls, 'ad app federated-credential create').map(({ bodies }) =>
      JSON.parse(bodies[0] ?? ''),
    );
    const [connection] = find(calls, 'bot authsetting create');
    const unique = connection?.args.find((one) => one.startsWith('UniqueIdentifier='))?.split('=')[1];
    expect(credentials.map(({ issuer }) => issuer)).toEqual([
      `https://login.microsoftonline.com/${TENANT}/v2.0`,
      `https://login.microsoftonline.com/${TENANT}/v2.0`,
    ]);
    expect(credentials.map(({ subject }) => subject)).toEqual([
      IDENTITY,
      `/eid1/c/pub/t/Ug4dfEs_hkqdJ1uAxuH5NA/a/9ExAW52n_ky4ZiS_jhpJIQ/${unique}`,
    ]);
    expect(option(connection, '--name')).toBe('rolecall-bot');
    expect(connection?.args).toContain(`TokenExchangeUrl=api://botid-${APP}`);
    expect(find(calls, 'ad app permission admin-consent')).toHaveLength(1);
  });

  it('may be walked again: what is there is taken, and made no second time', () => {
    const scope = '44444444-0000-4000-8000-000000000004';
    const { calls } = walk([
      ['^ad app list', APP],
      ['^ad app show .*oauth2PermissionScopes', scope],
      ['^ad app federated-credential list', 'there'],
      ...EMPTY.filter(([pattern]) => pattern !== '^ad sp show --id 1111'),
    ]);

    expect(find(calls, 'ad app create')).toEqual([]);
    expect(find(calls, 'ad sp create')).toEqual([]);
    expect(find(calls, 'ad app federated-credential create')).toEqual([]);
    const [patched] = find(calls, 'rest --method PATCH');
    expect(JSON.parse(patched?.bodies[0] ?? '').api.oauth2PermissionScopes[0].id).toBe(scope);
  });

  it.each([
    ['us-gov', 'api://AzureADTokenExchange', '/eid1/c/pub/', 'token.botframework.com'],
    ['us-gov-high', 'api://AzureADTokenExchangeUSGov', '/eid1/c/usg/', 'tokengcch.botframework.azure.us'],
    ['us-gov-dod', 'api://AzureADTokenExchangeUSGov', '/eid1/c/usg/', 'apiDoD.botframework.azure.us'],
    ['china', 'api://AzureADTokenExchangeChina', '/eid1/c/chn/', 'token.botframework.azure.cn'],
  ])('keeps to the addresses of one cloud: %s', (name, audience, subject, tokenService) => {
    const { graphOrigin, authorityHost } = cloudOf(new Problems({ CLOUD: name }), undefined);
    const shown = [['^cloud show .*microsoftGraphResourceId', `${graphOrigin}/`] as const];

    const { printed, calls } = walk([...shown, ...EMPTY], { CLOUD: name });

    const [connection] = find(calls, 'bot authsetting create');
    const [patched] = find(calls, 'rest --method PATCH');
    const credentials = find(calls, 'ad app federated-credential create').map(({ bodies }) =>
      JSON.parse(bodies[0] ?? ''),
    );
    const asked = [
      ...find(calls, 'rest').map((call) => option(call, '--url') ?? ''),
      ...every(/--url (\S+)/g, printed),
    ];
    expect(asked.length).toBeGreaterThan(5);
    expect(new Set(asked.map((url) => new URL(url).origin))).toEqual(new Set([graphOrigin]));
    expect(option(connection, '--provider-scope-string')).toBe(
      `${graphOrigin}/RoleManagementAlert.ReadWrite.Directory`,
    );
    expect(JSON.parse(patched?.bodies[0] ?? '').web.redirectUris).toEqual([
      `https://${tokenService}/.auth/web/redirect`,
    ]);
    for (const { issuer, audiences } of credentials) {
      expect(issuer).toBe(`${authorityHost}/${TENANT}/v2.0`);
      expect(audiences).toEqual([audience]);
    }
    expect(credentials[1].subject).toMatch(new RegExp(`^${subject}t/`));
  });

  it.each([
    [
      { CLOUD: 'gallatin' },
      /CLOUD is “gallatin”; it can be public, us-gov, us-gov-high, us-gov-dod, china\./,
    ],
    [
      { CLOUD: 'china' },
      /Microsoft Graph is https:\/\/microsoftgraph\.chinacloudapi\.cn, and the Azure CLI is set to https:\/\/graph\.microsoft\.com/,
    ],
  ])('makes nothing in a cloud that is not meant: %j', (env, words) => {
    const log = path.join(folder, 'log');

    const { status, stderr } = spawnSync('bash', ['infra/entra.sh', 'app', 'Rolecall'], {
      cwd: folder,
      env: {
        PATH: `${folder}:${path.dirname(process.execPath)}:${process.env['PATH']}`,
        AZ_LOG: log,
        AZ_ANSWERS: JSON.stringify(EMPTY),
        ...env,
      },
      encoding: 'utf8',
    });

    expect(status).not.toBe(0);
    expect(stderr).toMatch(words);
    expect(existsSync(log) ? readFileSync(log, 'utf8') : '').not.toContain('"ad"');
  });

  it('has no address of a cloud but where the program has it', () => {
    const scripts = ['infra/entra.sh', 'scripts/graph-grants.mjs'].map((file) =>
      readFileSync(path.join(root, file), 'utf8'),
    );

    expect(scripts.join('\n')).not.toMatch(
      /microsoft(?:online)?\.(?:com|us)|botframework\.|azure\.(?:us|cn)/,
    );
  });

  it('has a line for each cloud in the page, with the addresses that the program has', () => {
    const page = readFileSync(path.join(root, 'docs/install.md'), 'utf8');

    for (const [name, { graphOrigin, redirectUrl }] of Object.entries(clouds))
      expect(page).toMatch(new RegExp(`^\\| \`${name}\`.* \`${graphOrigin}\` .*\`${redirectUrl}\``, 'm'));
  });
});
