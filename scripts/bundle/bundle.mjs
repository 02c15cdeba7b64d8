import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { later } from './later.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Native, optional, or loaded by none but those who asked for it: these stay packages. */
const PACKAGES = [
  '@azure/identity',
  '@opentelemetry/*',
  '@photostructure/sqlite',
  'bufferutil',
  'dtrace-provider',
  'pg-native',
  'utf-8-validate',
];

/**
 * One file of a source file and all that it needs, as a module that `require` can load.
 * @param {string} entry @param {string} file
 */
export async function bundle(entry, file) {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    external: PACKAGES,
    // As `require`, which a script with code made before can do and `import()` cannot.
    supported: { 'dynamic-import': false },
    plugins: [later],
    logLevel: 'warning',
  });
}
