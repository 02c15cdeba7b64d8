#!/usr/bin/env node
// `npm run doctor`: builds where that is due, then runs the doctor of the build.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './start/build.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
ensureBuilt(root);
const { status } = spawnSync(process.execPath, [path.join(root, 'dist', 'doctor-cli.js')], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
