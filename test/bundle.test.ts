import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { codeOf, keepCode, loadBundle } from '../src/bundle';
import { root } from './support/process';

interface Program {
  readonly place: string;
  answer(): string;
}

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rolecall-bundle-'));
  file = path.join(folder, 'program.js');
  writeFileSync(
    file,
    `(function (exports, require, module, __filename, __dirname) {
     const { basename } = require('node:path');
     exports.place = basename(__filename);
     exports.answer = () => require('./other.js').word;
     })`,
  );
  writeFileSync(path.join(folder, 'other.js'), `exports.word = 'found'; exports.else = 'newer';`);
});

afterEach(() => rmSync(folder, { recursive: true }));

function load() {
  const { program, script } = loadBundle(file);
  return { program: program as Program, script };
}

/** What a script has printed. */
function inNewProcess(script: string): string {
  return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim();
}

test('a bundle is loaded as a module would be', () => {
  const { program } = load();

  expect(program.place).toBe('program.js');
  expect(program.answer()).toBe('found');
});

// In processes of their own, as the build and a start are: a V8 that has compiled a text itself does not look at the code for it.
test('V8 takes the code that was made of it', () => {
  const bundle = JSON.stringify(path.join(root, 'dist/bundle.js'));
  const name = JSON.stringify(file);
  inNewProcess(`require(${bundle}).keepCode(${name})`);

  const taken = inNewProcess(`
    const { program, script } = require(${bundle}).loadBundle(${name});
    console.log(script.cachedDataRejected, program.answer());`);

  expect(taken).toBe('false found');
});

test('code of another text is not taken, though V8 would take it for one of the same length', () => {
  keepCode(file);
  writeFileSync(file, readFileSync(file, 'utf8').replace('.word', '.else'));

  const { program, script } = load();

  expect(script.cachedDataRejected).toBeUndefined();
  expect(program.answer()).toBe('newer');
});

test.each([
  ['of another version of Node', Buffer.from('not what this V8 wrote')],
  ['cut off', Buffer.alloc(0)],
])('code %s is not taken, and the bundle runs all the same', (_name, code) => {
  const digest = createHash('sha256').update(readFileSync(file)).digest();
  writeFileSync(codeOf(file), Buffer.concat([digest, code]));

  const { program, script } = load();

  expect(script.cachedDataRejected).toBe(true);
  expect(program.answer()).toBe('found');
});

test('what is not ASCII in a source file means the same in its bundle', () => {
  const entry = path.join(folder, 'words.ts');
  writeFileSync(
    entry,
    `export const word = '≥ 😀';
     export const found = [/^[“≥–]$/.test('≥'), /^[^😀]$/u.test('😀'), /^😀$/.test('😀')];`,
  );
  const bundling = `
    import { bundle } from ${JSON.stringify(path.join(root, 'scripts/bundle/bundle.mjs'))};
    await bundle(${JSON.stringify(entry)}, ${JSON.stringify(file)});`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', bundling], {
    encoding: 'utf8',
  });

  expect(status === 0 ? '' : stderr).toBe('');
  expect(readFileSync(file, 'utf8')).toMatch(/^\p{ASCII}+$/u);
  expect(loadBundle(file).program).toMatchObject({ word: '≥ 😀', found: [true, false, true] });
});
