#!/usr/bin/env node
// `npm run docs`: writes the pages that would go stale by hand: docs/use.md from the commands themselves, docs/dependencies.md from
// package.json, the lockfile and node_modules. With --check it writes nothing and ends with 1 where a page is not what it would be.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { dependenciesPage } from './docs/dependencies.mjs';
import { usePage } from './docs/use.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');
const pages = { 'docs/use.md': usePage(root), 'docs/dependencies.md': dependenciesPage(root) };

for (const [file, draft] of Object.entries(pages)) {
  const target = path.join(root, file);
  const page = await format(draft, { ...(await resolveConfig(target)), parser: 'markdown' });
  const found = existsSync(target) ? readFileSync(target, 'utf8') : '';
  if (found === page) continue;
  if (check) {
    console.error(`${file} is not current: npm run docs writes it anew.`);
    process.exitCode = 1;
  } else {
    writeFileSync(target, page);
    console.log(`${file} is written.`);
  }
}
