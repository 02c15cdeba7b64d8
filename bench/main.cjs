require('./typescript.cjs');
require('./bench.ts');
