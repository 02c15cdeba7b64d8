import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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

/** Writes down what V8 has made of a bundle, behind a digest of the bundle: V8 itself compares no more of the text than its length. */
export function keepCode(file: string): void {
  const { script } = loadBundle(file);
  writeFileSync(codeOf(file), Buffer.concat([digestOf(readFileSync(file)), script.createCachedData()]));
}

/**
 * What a bundled file exports, and its script. As `require` does it, but with the code that V8 made of the file at the build, so that
 * a start need not compile megabytes: it is taken where it is of this very text and of the same version, and else the file is compiled
 * anew.
 */
export function loadBundle(file: string): { readonly program: unknown; readonly script: Script } {
  const source = readFileSync(file);
  const code = keptCode(file, source);
  const script = new Script(source.toString('utf8'), {
    filename: file,
    ...(code ? { cachedData: code } : {}),
  });
  const module: { exports: unknown } = { exports: {} };
  const run = script.runInThisContext() as Wrapper;
  run(module.exports, createRequire(file), module, file, path.dirname(file));
  return { program: module.exports, script };
}

const DIGEST_BYTES = 32;

function digestOf(source: Buffer): Buffer {
  return createHash('sha256').update(source).digest();
}

function keptCode(file: string, source: Buffer): Buffer | undefined {
  if (!existsSync(codeOf(file))) return undefined;
  const kept = readFileSync(codeOf(file));
  const isOfIt = kept.subarray(0, DIGEST_BYTES).equals(digestOf(source));
  return isOfIt ? kept.subarray(DIGEST_BYTES) : undefined;
}
