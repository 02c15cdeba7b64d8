import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../src/config';
import { judgePermissions } from '../../src/doctor/permissions';

const root = path.resolve(__dirname, '../..');

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** All that a pattern's first group finds. */
function every(pattern: RegExp, text: string): readonly string[] {
  return [...text.matchAll(pattern)].flatMap(([, found]) => (found === undefined ? [] : [found]));
}

const known = new Set([...every(/^(\w+)=/gm, read('.env.sample')), 'POSTGRES_PASSWORD']);
const bicepFiles = readdirSync(path.join(root, 'infra'))
  .filter((name) => name.endsWith('.bicep'))
  .map((name) => `infra/${name}`);
const templates = readdirSync(path.join(root, 'infra/helm/templates'))
  .map((name) => read(`infra/helm/templates/${name}`))
  .join('\n');

/** Names of the permissions that the printed script grants, where the ids it asks about are people's or groups'. */
function granted(folder: string, env: object, named: string): readonly string[] {
  const id = '6a1f0f5e-2d0c-4c39-9d0e-5a2f6c9f7b10';
  const script = path.join(root, 'scripts/graph-grants.mjs');
  const printed = execFileSync(process.execPath, [script, id], {
    cwd: folder,
    env: { ...env },
    encoding: 'utf8',
  });
  const [az, log] = ['az', 'log'].map((name) => path.join(folder, name)) as [string, string];
  copyFileSync(path.join(root, 'test/support/az.mjs'), az);
  chmodSync(az, 0o755);
  execFileSync('bash', ['-euo', 'pipefail', '-c', printed], {
    env: {
      PATH: `${folder}:${path.dirname(process.execPath)}:${process.env['PATH']}`,
      AZ_LOG: log,
      AZ_ANSWERS: JSON.stringify([['^ad group show', named === 'group' ? id : null]]),
    },
  });
  const names = new Map(
    [...printed.matchAll(/^# (\S+)\n[^]*?appRoleId\\":\\"([^\\]+)/gm)].map(([, name, role]) => [role, name]),
  );
  return every(/appRoleId[^\da-f]+([\da-f-]{36})/g, readFileSync(log, 'utf8')).map(
    (role) => names.get(role) ?? role,
  );
}

describe('what deploys Rolecall', () => {
  it.each([
    ['the Dockerfile', every(/^(?:ENV | {4})([A-Z_]+)=/gm, read('Dockerfile'))],
    ['compose.yaml', every(/^ {6}([A-Z][A-Z_]+):/gm, read('compose.yaml').split('\n  postgres:\n')[0] ?? '')],
    ['the Helm chart', every(/^ {2}([A-Z][A-Z_]+):/gm, read('infra/helm/templates/config.yaml'))],
    ['the Bicep file', every(/\{ name: '(\w+)', value:/g, read('infra/main.bicep'))],
    [
      'the script that prints the grants',
      every(/\b([A-Z_]{6,})\b.*\} = process\.env/g, read('scripts/graph-grants.mjs')),
    ],
  ])('%s sets no variable that the configuration does not read', (_name, names) => {
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  it('uses every parameter of the Bicep file, and asks for no secret', () => {
    const bicep = read('infra/main.bicep');
    const parameters = every(/^param (\w+) /gm, bicep);
    const unused = parameters.filter((name) => bicep.split(new RegExp(`\\b${name}\\b`)).length < 3);

    expect(parameters.length).toBeGreaterThan(8);
    expect(unused).toEqual([]);
    expect(bicep).not.toMatch(/@secure|secrets:|MicrosoftAppPassword|administratorLoginPassword/);
  });

  it('names in Bicep nothing by what is known only while it is deployed, which the compiler refuses', () => {
    const names = bicepFiles.flatMap((file) => every(/^ +name: (.+)$/gm, read(file)));

    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => /\.(properties|outputs)\b/.test(name))).toEqual([]);
  });

  it('speaks in Bicep of nothing that is not declared, and hands each module what it asks for', () => {
    for (const file of bicepFiles) {
      const text = read(file)
        .replaceAll(/^ *\/\/.*$/gm, '')
        .replaceAll(/'[^']*'/g, (words) => every(/\$\{([^}]+)\}/g, words).join(' '));
      const declared = every(/^ *(?:param|var|output|resource|module) (\w+)/gm, text);
      const used = every(/(?<![.\w:])([a-z]\w*)(?=\.|::)/g, text);

      expect(used.filter((name) => !declared.includes(name))).toEqual([]);
    }
    for (const [, file = '', body = ''] of read('infra/main.bicep').matchAll(
      /^module \w+ '([^']+)'[^]*?^ {2}params: \{\n([^]*?)^ {2}\}/gm,
    ))
      expect(every(/^ {4}(\w+):/gm, body)).toEqual(every(/^param (\w+) /gm, read(`infra/${file}`)));
  });

  it('probes in Container Apps no more often than they allow', () => {
    const most = every(/failureThreshold: (\d+)/g, read('infra/main.bicep')).map(Number);

    expect(most.length).toBeGreaterThan(0);
    expect(Math.max(...most)).toBeLessThanOrEqual(10);
  });

  it('gives every value of the Helm chart a meaning, and every use a value', () => {
    const used = new Set(every(/\.Values\.([\w.]+)/g, templates));
    const sections: string[] = [];
    const given: string[] = [];
    for (const line of read('infra/helm/values.yaml').split('\n')) {
      const {
        indent = '',
        name,
        value = '',
      } = /^(?<indent> *)(?<name>\w+):(?<value>.*)$/.exec(line)?.groups ?? {};
      if (name === undefined) continue;
      sections.splice(indent.length / 2, Infinity, name);
      if (value.trim() !== '') given.push(sections.join('.'));
    }

    const unknown = [...used].filter(
      (name) => !given.some((one) => one === name || one.startsWith(`${name}.`)),
    );
    const idle = given.filter((name) => ![...used].some((one) => name === one || name.startsWith(`${one}.`)));

    expect({ unknown, idle }).toEqual({ unknown: [], idle: [] });
  });

  it('opens and closes what it opens in the templates', () => {
    const opened = every(/\{\{-? (if|range|with|define)\b/g, templates).length;
    const closed = every(/\{\{-? (end) -?\}\}/g, templates).length;

    expect(opened).toBeGreaterThan(5);
    expect(closed).toBe(opened);
  });

  it('runs the container as somebody who owns none of its files, and copies no more than the image runs', () => {
    const [, image = ''] = /\n(FROM [^\n]+\nENV[^]*)$/.exec(read('Dockerfile')) ?? [];

    expect(image).toMatch(/^USER node$/m);
    expect(every(/^COPY (?:--from=\w+ )?(.+) \S+$/gm, image)).toEqual([
      'package.json package-lock.json',
      '/app/node_modules',
      '/app/dist',
      'cards',
    ]);
    expect(read('compose.yaml')).toContain('read_only: true');
    expect(templates).toContain('readOnlyRootFilesystem: true');
  });

  it.each([
    ['reading', {}],
    ['people in groups', { OPERATORS: '6a1f0f5e-2d0c-4c39-9d0e-5a2f6c9f7b10' }],
    ['break-glass accounts', { BREAK_GLASS: '6a1f0f5e-2d0c-4c39-9d0e-5a2f6c9f7b10' }, 'people'],
    ['break-glass accounts in a group', { BREAK_GLASS: '6a1f0f5e-2d0c-4c39-9d0e-5a2f6c9f7b10' }, 'group'],
    ['scanning as the app', { SWEEP_REFRESH: 'on' }],
    [
      'two identities',
      {
        MicrosoftAppType: 'SingleTenant',
        MicrosoftAppId: '6a1f0f5e-2d0c-4c39-9d0e-5a2f6c9f7b10',
        MicrosoftAppTenantId: '6a1f0f5e-2d0c-4c39-9d0e-5a2f6c9f7b11',
        FICClientId: '6a1f0f5e-2d0c-4c39-9d0e-5a2f6c9f7b12',
        AZURE_CLIENT_ID: '6a1f0f5e-2d0c-4c39-9d0e-5a2f6c9f7b12',
        OAUTH_CONNECTION_NAME: 'graph',
      },
    ],
  ])('grants what the doctor asks for and nothing else: %s', (_name, env, named = 'people') => {
    const folder = mkdtempSync(path.join(tmpdir(), 'rolecall-grants-'));
    try {
      const { app, tenants } = loadConfig(env);
      const found = judgePermissions(granted(folder, env, named), tenants[0], app, named === 'group');

      expect(found).toEqual([expect.objectContaining({ level: 'ok' })]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
