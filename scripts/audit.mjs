#!/usr/bin/env node
// `npm run audit`: the audit log from a shell. Builds first where the sources are newer than the build.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './start/build.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
ensureBuilt(root);
const entry = path.join(root, 'dist', 'audit-cli.js');
const { status } = spawnSync(process.execPath, [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
