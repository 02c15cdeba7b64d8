import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { later } from './later.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Native, optional, or large and not needed to start: these stay packages, and are read when they are first used. */
const PACKAGES = [
  '@azure/identity',
  'chrono-node',
  'csv-stringify/*',
  'pg',
  '@opentelemetry/*',
  '@photostructure/sqlite',
  'bufferutil',
  'dtrace-provider',
  'pg-native',
  'utf-8-validate',
];

/**
 * One file of a source file and all that it needs: a function of what Node hands to a module. ASCII alone, because one other character
 * makes V8 keep all of it at two bytes each.
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
    // Names stay as they are, so that a stack can be read. V8 keeps the text for as long as the process lives, and a table of its lines.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcesContent: false,
    external: PACKAGES,
    banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
    footer: { js: '})' },
    // As `require`, which a script with code made before can do and `import()` cannot.
    supported: { 'dynamic-import': false },
    plugins: [later],
    logLevel: 'warning',
  });
  // What esbuild leaves as it stands are regular expressions, which read an escape as well, and comments.
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
