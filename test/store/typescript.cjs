// Runs a TypeScript file in a process of its own: node typescript.cjs file.ts [argument …]
const { readFileSync } = require('node:fs');
const { resolve } = require('node:path');
const { transformSync } = require('@swc/core');

require.extensions['.ts'] = (loaded, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
    module: { type: 'commonjs' },
  });
  loaded['_compile'](code, filename);
};

require(resolve(process.argv[2]));
