import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { messageOf } from '../lib/errors';
import type { Log } from '../lib/log';
import { sendJson } from './http-exchange';

export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  signal: AbortSignal,
) => Promise<void> | void;

export interface SandboxServer {
  start(): Promise<{ readonly url: string }>;
  stop(): Promise<void>;
  origin(): string;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

/** The sandbox's own HTTP server. It has no secrets worth stealing, and still listens on loopback alone. */
export function createSandboxServer({
  host,
  port,
  log,
  graph,
  controls,
}: {
  readonly host: string;
  readonly port: number;
  readonly log: Log;
  /** `/beta` and `/v1.0`. */
  readonly graph: Handler;
  /** `/sandbox`. */
  readonly controls: Handler;
}): SandboxServer {
  if (!LOOPBACK.includes(host)) throw new Error(`The sandbox listens on loopback only, not on ${host}.`);
  let origin: string | undefined;
  const server = createServer((request, response) => {
    const hangUp = new AbortController();
    response.on('close', () => hangUp.abort());
    answer(request, response, hangUp.signal).catch((error: unknown) => {
      if (hangUp.signal.aborted) return;
      log.error('sandbox request failed', { error: messageOf(error) });
      if (response.headersSent) response.destroy();
      else
        sendJson(response, 500, {
          error: { code: 'InternalServerError', message: 'A fault of the sandbox.' },
        });
    });
  });

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    if (!isLoopback(request.headers.host)) return sendJson(response, 421, { error: 'Unknown host.' });
    const url = readUrl(request.url ?? '/');
    if (!url) return sendJson(response, 400, { error: 'The address cannot be read.' });
    if (url.pathname === '/') {
      response.writeHead(302, { Location: '/sandbox' });
      response.end();
      return;
    }
    if (url.pathname === '/sandbox' || url.pathname.startsWith('/sandbox/')) {
      return controls(request, response, url, signal);
    }
    return graph(request, response, url, signal);
  }

  function readUrl(path: string): URL | undefined {
    return URL.canParse(path, address()) ? new URL(path, address()) : undefined;
  }

  function address(): string {
    if (origin === undefined) throw new Error('The sandbox is not listening.');
    return origin;
  }

  return {
    origin: address,
    start: async () => {
      const bound = await listen(server, host, port);
      origin = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
      return { url: origin };
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** A page elsewhere must not reach the sandbox through a name of its own that resolves to loopback. */
function isLoopback(host: string | undefined): boolean {
  return host !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host);
}
