import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

type Wrapper = (
  exports: unknown,
  require: NodeJS.Require,
  module: { exports: unknown },
  filename: string,
  dirname: string,
) => void;

/** Where V8's code for a bundle lies: beside it. */
export function codeOf(file: string): string {
  return `${file}.code`;
}

/**
 * What a bundled file exports, and its script. As `require` does it, but with the code that V8 made of the file at the build, so that
 * a start need not compile megabytes: V8 takes it where it is of the same version, and compiles the file anew where it is not.
 */
export function loadBundle(file: string): { readonly program: unknown; readonly script: Script } {
  const source = readFileSync(file, 'utf8');
  const code = codeOf(file);
  const script = new Script(source, {
    filename: file,
    ...(existsSync(code) ? { cachedData: readFileSync(code) } : {}),
  });
  const module: { exports: unknown } = { exports: {} };
  const run = script.runInThisContext() as Wrapper;
  run(module.exports, createRequire(file), module, file, path.dirname(file));
  return { program: module.exports, script };
}
