import { createServer } from 'node:net';
import { Refusal } from './refusal.mjs';

/**
 * The port that was listened on for a moment, or undefined if somebody else has it.
 * @param {number} port
 * @param {string} host
 * @returns {Promise<number | undefined>}
 */
function tryListening(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

/**
 * A port that is free now. `0` means any.
 * @param {{ variable: string, value: string | undefined, fallback: number, host: string }} wanted
 * @returns {Promise<number>}
 */
export async function freePort({ variable, value, fallback, host }) {
  const port = value?.trim() ? Number(value) : fallback;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Refusal(`${variable} must be a port number from 0 to 65535, not "${value}".`);
  }
  const found = await tryListening(port, host);
  if (found === undefined) {
    throw new Refusal(
      `Port ${port} on ${host} is taken. Stop what uses it, or set ${variable} to another port.`,
    );
  }
  return found;
}
