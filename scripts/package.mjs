#!/usr/bin/env node
// `npm run package`: the Teams app package from appPackage/ and the values of .env. Writes everything or nothing.
// `-- --out FILE` writes it elsewhere than build/rolecall.zip.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { zipSync } from 'fflate';
import { fill, schemaProblems } from './package/manifest.mjs';
import { packageValues } from './package/values.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** @param {string} name */
function read(name) {
  return readFileSync(path.join(root, name));
}

/** @param {string} title @param {readonly string[]} problems @returns {never} */
function refuse(title, problems) {
  console.error([title, ...problems.map((problem) => `  ${problem}`)].join('\n'));
  process.exit(1);
}

const { values: options } = parseArgs({ options: { out: { type: 'string' } } });
const target = path.resolve(options.out ?? path.join(root, 'build', 'rolecall.zip'));

if (existsSync('.env')) process.loadEnvFile('.env');
const { values, problems, notes } = packageValues(process.env);
if (problems.length > 0) refuse('No package was written. Mend these in .env:', problems);

const { version } = JSON.parse(read('package.json').toString());
const manifest = fill(JSON.parse(read('appPackage/manifest.json').toString()), {
  ...values,
  VERSION: version,
});
const complaints = await schemaProblems(manifest);
if (complaints.length > 0)
  refuse('No package was written. The manifest breaks Microsoft’s schema:', complaints);

// The same input gives the same bytes: no clock in the archive.
const zip = zipSync(
  {
    'manifest.json': Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`),
    'color.png': read('appPackage/color.png'),
    'outline.png': read('appPackage/outline.png'),
  },
  { mtime: new Date(2000, 0, 1) },
);
mkdirSync(path.dirname(target), { recursive: true });
writeFileSync(target, zip);
for (const note of notes) console.log(`Note: ${note}`);
console.log(`${path.relative(process.cwd(), target)}: version ${version}, bot ${values.MicrosoftAppId}.`);
console.log('Upload it in the Teams admin centre under Teams apps > Manage apps.');
