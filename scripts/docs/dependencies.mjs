import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** Why each package of our own choice is there. One that is missing here stops the script. */
const REASONS = {
  '@azure/identity':
    'tokens of the app for Graph: managed identity, federation, certificate, secret. 4.13.1 is the last that runs on Node 20; loaded with the first token',
  '@microsoft/microsoft-graph-client':
    'the calls to Graph, with a middleware chain of our own in place of its retries and authentication',
  '@opentelemetry/api': 'traces; with the four below loaded only where a collector is configured',
  '@opentelemetry/core': 'the place of a span as text, so that it crosses the outbox',
  '@opentelemetry/exporter-trace-otlp-http': 'sends spans. 0.223 and 2.12 are the last that run on Node 20',
  '@opentelemetry/resources': 'OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES',
  '@opentelemetry/sdk-trace-base': 'makes, samples and batches spans',
  '@photostructure/sqlite':
    'the embedded store on Node 20, which has no SQLite of its own; goes with Node 20',
  botbuilder: 'the channel: activities, the connector, Teams. Archived; see migration.md',
  'botbuilder-core':
    'the part of botbuilder that a turn needs, so that no more of it is loaded to start; at the same version',
  'botframework-connector':
    'the part of botbuilder that authenticates and speaks to the token service, at the same version',
  'chrono-node': 'dates as people write them: “until friday”',
  croner: 'SWEEP_CRON',
  'csv-stringify': 'the audit log as CSV, safe to open in a spreadsheet',
  'fastest-levenshtein': '“did you mean”',
  kysely: 'one set of queries for SQLite and PostgreSQL, typed',
  luxon: 'dates and time zones',
  ms: 'durations as people write them',
  pg: 'PostgreSQL',
  pino: 'the log',
  'prom-client': 'GET /metrics',
  'rate-limiter-flexible': 'how many commands one person may send in a minute',
  restify: 'the HTTP server that botbuilder is at home with',
  zod: 'every button’s payload and every answer of Graph is checked before it is believed',
};

const DEVELOPMENT = {
  '@microsoft/app-manifest': 'checks the Teams manifest against Microsoft’s schema, offline',
  '@microsoft/m365agentsplayground': 'the chat window of npm start',
  '@microsoft/microsoft-graph-types-beta': 'types of the beta API, which leave no trace in the build',
  '@sparticuz/chromium': 'Chromium from npm, for npm run cards where none is installed',
  '@swc/core': 'TypeScript for the tests and scripts, without types',
  '@swc/jest': 'the same, for jest',
  'adaptive-expressions': 'the version that adaptivecards-templating needs beside it',
  adaptivecards: 'Microsoft’s renderer, to draw the cards in the tests',
  'adaptivecards-templating':
    'Microsoft’s templating language, to compare what fills in the templates of cards/ with',
  ajv: 'JSON schemas in the tests',
  esbuild: 'makes one file of the program and of what it needs to start',
  'fast-check': 'tests with made-up input',
  fflate: 'the zip of the app package',
  jest: 'the tests',
  oxlint: 'the linter',
  'oxlint-tsgolint': 'its rules that know types',
  'playwright-core': 'drives Chromium',
  prettier: 'the layout of every file',
  typescript: 'the compiler',
  ws: 'speaks to the Playground in the tests, at the version it uses itself',
};

/** What `overrides` in package.json is for. */
const OVERRIDES = {
  uuid: 'botbuilder and the msal-node of its time ask for 8 and 10, which write past a buffer they are given (CVE-2026-41907); they use v4() alone, which is the same in 11',
};

/**
 * The first version without a hole that is known, for packages that had one and that somebody here asks for by range. A lockfile
 * that falls behind stops the script.
 */
const FLOORS = {
  '@xmldom/xmldom': ['0.8.4', 'CVE-2022-39353'],
  axios: ['1.12.0', 'CVE-2025-58754'],
  'find-my-way': ['9.0.1', 'CVE-2024-45813'],
  'follow-redirects': ['1.15.6', 'CVE-2024-28849'],
  'form-data': ['4.0.4', 'CVE-2025-7783'],
  'json-schema': ['0.4.0', 'CVE-2021-3918'],
  jsonwebtoken: ['9.0.0', 'CVE-2022-23540'],
  jws: ['4.0.1', 'CVE-2025-65945'],
  lodash: ['4.17.23', 'CVE-2025-13465'],
  'node-fetch': ['2.6.7', 'CVE-2022-0235'],
  qs: ['6.14.1', 'CVE-2025-15284'],
  semver: ['7.5.2', 'CVE-2022-25883'],
  send: ['0.19.0', 'CVE-2024-43799'],
  uuid: ['11.1.1', 'CVE-2026-41907'],
  ws: ['7.5.10', 'CVE-2024-37890'],
};

const LICENCES = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
]);

/** @param {string} root */
export function dependenciesPage(root) {
  const own = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const shipped = Object.entries(packages).filter(
    ([where, { dev, devOptional, optional }]) => where && !dev && !devOptional && !optional,
  );
  const overrides = Object.entries(own.overrides ?? {});
  const unexplained = [
    ...Object.keys(own.dependencies).filter((name) => !REASONS[name]),
    ...Object.keys(own.devDependencies).filter((name) => !DEVELOPMENT[name] && !name.startsWith('@types/')),
    ...overrides.map(([name]) => name).filter((name) => !OVERRIDES[name]),
  ];
  if (unexplained.length)
    throw new Error(`scripts/docs/dependencies.mjs does not say why there is ${unexplained.join(', ')}.`);

  return [
    '# Dependencies',
    '',
    'Made by `npm run docs` from `package.json` and the lockfile; a test holds it current. Every version is pinned exactly, `npm ci` installs what the lockfile says with checksums, and',
    'no package has to run a script at install (`--ignore-scripts` in the `Dockerfile`). `npm sbom --sbom-format cyclonedx --omit dev` lists the whole tree.',
    '',
    `## What ships`,
    '',
    `${Object.keys(own.dependencies).length} packages of our own choice, ${shipped.length} with all they bring. The size is that of the package and of those it brings, unpacked; what several bring`,
    'counts for each.',
    '',
    '| package | version | licence | packages | MB | why |',
    '| --- | --- | --- | --: | --: | --- |',
    ...Object.entries(own.dependencies).map(([name, version]) => {
      const tree = treeOf(packages, name);
      const size = [...tree].reduce((sum, where) => sum + sizeOf(path.join(root, where)), 0);
      return `| ${name} | ${version} | ${packages[`node_modules/${name}`].license} | ${tree.size} | ${(size / 1e6).toFixed(1)} | ${REASONS[name]} |`;
    }),
    '',
    '## Licences of all that ships',
    '',
    '| licence | packages |',
    '| --- | --- |',
    ...licenceRows(root, shipped),
    '',
    '## Overrides',
    '',
    ...(overrides.length
      ? [
          '| package | version | instead of what others ask for, because |',
          '| --- | --- | --- |',
          ...overrides.map(([name, version]) => `| ${name} | ${version} | ${OVERRIDES[name]} |`),
        ]
      : ['None.']),
    '',
    '## Holes that are known',
    '',
    'The advisory service was not reachable where this was made (`npm audit`), so this list is kept by hand: packages of the tree that had a hole, the first version without it, and what is',
    'installed. `npm audit --omit dev` on a machine that reaches it has the last word. `fast-redact`, which restify’s own pino brings, is named by CVE-2025-57319; its maintainers dispute it,',
    'there is no other version, and that pino is silent here.',
    '',
    '| package | hole | gone since | here |',
    '| --- | --- | --- | --- |',
    ...Object.entries(FLOORS).map(([name, [floor, hole]]) => {
      const here = shipped
        .filter(([where]) => where.endsWith(`node_modules/${name}`))
        .map(([, { version }]) => version);
      const low = here.filter((version) => isBelow(version, floor));
      if (low.length)
        throw new Error(
          `${name} ${low.join(', ')} has the hole ${hole}: ${floor} or newer is needed, by overrides if by nothing else.`,
        );
      return `| ${name} | ${hole} | ${floor} | ${here.join(', ') || 'no longer'} |`;
    }),
    '',
    '## What it is built and tested with',
    '',
    'None of it ships.',
    '',
    '| package | version | licence | why |',
    '| --- | --- | --- | --- |',
    ...Object.entries(own.devDependencies).map(
      ([name, version]) =>
        `| ${name} | ${version} | ${packages[`node_modules/${name}`].license ?? ''} | ${DEVELOPMENT[name] ?? 'types'} |`,
    ),
    '',
  ].join('\n');
}

/** @param {string} version @param {string} floor */
function isBelow(version, floor) {
  const [mine, least] = [version, floor].map((one) =>
    one.split('.').map((part) => Number.parseInt(part, 10)),
  );
  const at = least.findIndex((part, index) => part !== mine[index]);
  return at >= 0 && mine[at] < least[at];
}

/** Where a package and everything it brings lie, as the lockfile resolves them. */
function treeOf(packages, name) {
  const found = new Set();
  const visit = (from, wanted) => {
    const where = resolve(packages, from, wanted);
    if (!where || found.has(where)) return;
    found.add(where);
    for (const next of Object.keys(packages[where].dependencies ?? {})) visit(where, next);
  };
  visit('', name);
  return found;
}

function resolve(packages, from, name) {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('node_modules/') - 1))) {
    const where = `${base ? `${base}/` : ''}node_modules/${name}`;
    if (packages[where]) return where;
    if (!base) return undefined;
  }
}

/** Bytes of its files, without packages that lie inside. */
function sizeOf(folder) {
  let size = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue;
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) size += sizeOf(file);
    else if (entry.isFile()) size += statSync(file).size;
  }
  return size;
}

function licenceRows(root, shipped) {
  const by = new Map();
  for (const [where, { license }] of shipped) {
    const licence = license ?? licenceIn(path.join(root, where));
    const name = where.slice(where.lastIndexOf('node_modules/') + 'node_modules/'.length);
    by.set(licence, new Set([...(by.get(licence) ?? []), name]));
  }
  return [...by]
    .sort(([, a], [, b]) => b.size - a.size)
    .map(
      ([licence, names]) =>
        `| ${licence} | ${LICENCES.has(licence) && names.size > 12 ? `${names.size} packages` : [...names].sort().join(', ')} |`,
    );
}

function licenceIn(folder) {
  const { license, licenses } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return license?.type ?? license ?? licenses?.map(({ type }) => type).join(' or ') ?? 'not declared';
}
