import { relative } from 'node:path';

/**
 * Modules of the bundle that are loaded when something of them is first used, and not when a file names them. Each takes longer to load
 * than a start should, and no start needs them. Nothing may lean on what loading them does by itself.
 * @type {readonly { readonly named: RegExp, readonly by?: RegExp }[]}
 */
const LATER = [
  { named: /^@azure\/identity$/ },
  { named: /^@opentelemetry\/api$/ },
  { named: /^chrono-node$/ },
  { named: /^csv-stringify\/sync$/ },
  { named: /^pg$/ },
  // Makes a schema for each type of the protocol; a start wants to know the name of one.
  { named: /^botframework-schema$/ },
  // All of botbuilder-core, for the sake of one symbol.
  { named: /^\.$/, by: /botbuilder-core.lib.turnContext\.js$/ },
];

const NAMESPACE = 'later';

/** @type {import('esbuild').Plugin} */
export const later = {
  name: NAMESPACE,
  setup(build) {
    build.onResolve({ filter: /.*/ }, async ({ path, importer, resolveDir, namespace, pluginData }) => {
      if (namespace === NAMESPACE || pluginData === NAMESPACE) return undefined;
      const isLater = LATER.some(({ named, by }) => named.test(path) && (by?.test(importer) ?? true));
      if (!isLater) return undefined;
      const found = await build.resolve(path, {
        importer,
        resolveDir,
        kind: 'require-call',
        pluginData: NAMESPACE,
      });
      return {
        errors: found.errors,
        // As esbuild names files of its own: without where the machine that builds has them.
        path: found.external ? found.path : relative(build.initialOptions.absWorkingDir ?? '', found.path),
        namespace: NAMESPACE,
        pluginData: { resolveDir, target: found.external ? path : found.path },
      };
    });
    // A prototype, because esbuild copies what a module has itself, and what it inherits is looked up when it is used. Whoever wants
    // to know all that there is, as the compiler's `export *` does, has it loaded by that.
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ pluginData: { resolveDir, target } }) => ({
      contents: `
        let loaded;
        const load = () => (loaded ??= require(${JSON.stringify(target)}));
        module.exports = Object.create(
          new Proxy({}, {
            get: (_, name) => name === '__esModule' || load()[name],
            has: (_, name) => name in load(),
            ownKeys: () => Reflect.ownKeys(load()).filter((name) => name !== 'prototype'),
            getOwnPropertyDescriptor: (_, name) =>
              name in load() ? { value: load()[name], enumerable: true, configurable: true } : undefined,
          }),
        );
      `,
      resolveDir,
    }));
  },
};
