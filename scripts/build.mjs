#!/usr/bin/env node
// `npm run build`: the compiler's files for the scripts and the small commands, then the program as one file, with V8's code for it.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle/bundle.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');
const file = path.join(dist, 'bundle', 'rolecall.js');

// First of all, so that no code of an older bundle is taken for that of a new one.
rmSync(path.dirname(file), { recursive: true, force: true });
const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', root], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

await bundle('src/main.ts', file);

const { keepCode } = createRequire(import.meta.url)(path.join(dist, 'bundle.js'));
// Loaded and not run: what the start calls is compiled by then, and part of the code.
keepCode(file);
