import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { codeOf, loadBundle } from '../src/bundle';

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
  writeFileSync(path.join(folder, 'other.js'), `exports.word = 'found';`);
});

afterEach(() => rmSync(folder, { recursive: true }));

function load() {
  const { program, script } = loadBundle(file);
  return { program: program as Program, script };
}

test('a bundle is loaded as a module would be', () => {
  const { program } = load();

  expect(program.place).toBe('program.js');
  expect(program.answer()).toBe('found');
});

test('V8 takes the code that was made of it', () => {
  writeFileSync(codeOf(file), loadBundle(file).script.createCachedData());

  const { program, script } = load();

  expect(script.cachedDataRejected).toBe(false);
  expect(program.answer()).toBe('found');
});

test.each([
  ['of another version of Node', Buffer.from('not what this V8 wrote')],
  ['cut off', Buffer.alloc(0)],
])('code %s is not taken, and the bundle runs all the same', (_name, code) => {
  writeFileSync(codeOf(file), code);

  const { program, script } = load();

  expect(script.cachedDataRejected).toBe(true);
  expect(program.answer()).toBe('found');
});
