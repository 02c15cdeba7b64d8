import type { Server as HttpServer } from 'node:http';
import type { Server } from 'restify';
import { UserError } from '../lib/errors';

export interface ServerLimits {
  readonly bodyBytes: number;
  /** For a whole request to arrive. */
  readonly requestMs: number;
  /** For its headers to arrive. */
  readonly headersMs: number;
  readonly connections: number;
  /** How often slow arrivals are looked for; the two times above are as exact as this. */
  readonly connectionsCheckMs: number;
}

export const SERVER_LIMITS: ServerLimits = {
  bodyBytes: 256 * 1024,
  requestMs: 15_000,
  headersMs: 10_000,
  connections: 512,
  connectionsCheckMs: 1000,
};

export function limit(server: HttpServer, limits: ServerLimits): void {
  server.requestTimeout = limits.requestMs;
  server.headersTimeout = limits.headersMs;
  server.maxConnections = limits.connections;
  // restify does not pass this option on; Node reads it when it begins to listen.
  Object.assign(server, { connectionsCheckingInterval: limits.connectionsCheckMs });
}

/** Rejects with a `UserError` where the port cannot be had. */
export function bind(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => reject(portProblem(error, host, port));
    server.once('error', failed);
    server.listen(port, host, () => {
      server.removeListener('error', failed);
      resolve();
    });
  });
}

function portProblem(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new UserError(
      `Port ${port} on ${host} is in use. Set PORT to a free one, or stop the other program.`,
    );
  }
  if (error.code === 'EACCES') {
    return new UserError(`Port ${port} on ${host} is not ours to use. Set PORT to one above 1023.`);
  }
  if (error.code === 'EADDRNOTAVAIL') {
    return new UserError(`${host} is not an address of this machine. Set HOST to one that is.`);
  }
  return error;
}

/** Takes no more requests, waits up to `graceMs` for those under way, then cuts them off. */
export function drain(server: HttpServer, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    // A connection whose answer has gone out would otherwise be kept alive for seconds.
    const sweep = setInterval(() => server.closeIdleConnections(), 20);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(sweep);
      resolve();
    });
  });
}
