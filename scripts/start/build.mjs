import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { Refusal } from './refusal.mjs';

/** @param {string} folder */
function newestSource(folder) {
  let newest = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.ts')) newest = Math.max(newest, statSync(path.join(folder, name)).mtimeMs);
  }
  return newest;
}

/** @param {string} root */
function isFresh(root) {
  const last = path.join(root, 'dist', 'bundle', 'rolecall.js.code');
  if (!existsSync(last)) return false;
  const source = path.join(root, 'src');
  return !existsSync(source) || newestSource(source) <= statSync(last).mtimeMs;
}

/**
 * Leaves `dist/` no older than `src/`, where the compiler is installed; a production tree has none and runs what it has.
 * @param {string} root
 */
export function ensureBuilt(root) {
  if (isFresh(root)) return;
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(compiler)) {
    if (existsSync(path.join(root, 'dist', 'index.js'))) return;
    throw new Refusal('Rolecall is not built. Run `npm run build` first.');
  }
  console.log('Building…');
  const { status } = spawnSync(process.execPath, [path.join(root, 'scripts', 'build.mjs')], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Refusal('The build failed: see the lines above.');
}
