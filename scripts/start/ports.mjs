import { createServer } from 'node:net';
import { Refusal } from './refusal.mjs';

/**
 * Refuses a port that somebody else has. `0` means any and is always free.
 * @param {{ variable: string, port: number, host: string }} wanted `variable`: the one a person would change.
 * @returns {Promise<void>}
 */
export function checkPort({ variable, port, host }) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      const why =
        error.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${error.code ?? error.message})`;
      reject(
        new Refusal(`Port ${port} on ${host} ${why}. Stop what uses it, or set ${variable} to another port.`),
      );
    });
    server.listen(port, host, () => server.close(() => resolve()));
  });
}
