// Required before a program: at its end it writes to the file that LOADED names which modules it had loaded.
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  if (process.env.LOADED) writeFileSync(process.env.LOADED, Object.keys(require.cache).join('\n'));
});
