import type { ServerResponse } from 'node:http';
import { callbackify } from 'node:util';
import { pino } from 'pino';
import type { Request, Response, Server } from 'restify';
import type { Log } from '../lib/log';
import { hostAllowed, judgeContent, judgeHead, MESSAGES_PATH, type GateOptions } from './gate';
import { readJson } from './server-body';
import { bind, drain, limit, SERVER_LIMITS, type ServerLimits } from './server-socket';

export interface ReceivedRequest {
  readonly authorization?: string;
  readonly activity: Readonly<Record<string, unknown>>;
}

export interface ServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly gate: GateOptions;
  /** Whatever has passed the gate; the answer's body is sent on success alone. */
  readonly receive: (
    request: ReceivedRequest,
  ) => Promise<{ readonly status: number; readonly body?: unknown }>;
  /** Told of each request that the gate turns away. */
  readonly onRefused?: (status: number) => void;
  /** What keeps the bot from serving, one sentence each, without secrets; empty when it is ready. */
  readonly ready: () => Promise<readonly string[]>;
  /** Prometheus text. */
  readonly metrics?: () => Promise<string>;
  readonly log: Log;
  readonly limits?: Partial<ServerLimits>;
}

export interface BotServer {
  /** Rejects with a `UserError` where the port cannot be had. */
  listen(): Promise<{ readonly url: string; readonly port: number }>;
  /** Takes no more requests, waits up to `graceMs` for those under way, then cuts them off. */
  close(graceMs: number): Promise<void>;
}

export function createServer(options: ServerOptions): BotServer {
  const { host, port, log } = options;
  let server: Server | undefined;

  return {
    async listen() {
      server = await build(options);
      await bind(server, options);
      const bound = (server.address() as { port: number } | null)?.port ?? port;
      const url = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
      log.info('listening', { url });
      return { url, port: bound };
    },
    async close(graceMs) {
      if (server) await drain(server.server, graceMs);
    },
  };
}

// restify is loaded when it is needed: it takes a quarter of a second, which tests and one-off commands need not pay.
async function build(options: ServerOptions): Promise<Server> {
  const { receive, ready, metrics, gate, log } = options;
  const limits = { ...SERVER_LIMITS, ...options.limits };
  const restify = await import('restify');
  const server = restify.createServer({ name: '', log: pino({ level: 'silent' }) as never });
  limit(server.server, limits);
  // Unknown paths, wrong methods and whatever throws: the status alone, nothing of restify's words.
  // Its callback is left uncalled, because restify would then send its own answer after this one.
  server.on('restifyError', (_request: Request, response: Response, error: unknown) => {
    const { statusCode } = error as { statusCode?: unknown };
    const status = typeof statusCode === 'number' ? statusCode : 500;
    if (status >= 500) log.error('request failed', { error });
    answer(response, status);
  });

  function refused(status: number): number {
    options.onRefused?.(status);
    return status;
  }
  async function postMessages(request: Request, response: Response): Promise<void> {
    const verdict = judgeHead(headOf(request), gate, limits.bodyBytes);
    if (verdict) return refuseUnread(response, refused(verdict));
    const body = await readJson(request, limits.bodyBytes);
    if ('refused' in body) return refuseUnread(response, refused(body.refused));
    const { authorization } = request.headers;
    const judged = judgeContent({ authorization, activity: body.json }, gate);
    if (judged) return answer(response, refused(judged));
    const activity = body.json as ReceivedRequest['activity'];
    const { status, body: content } = await receive(
      authorization === undefined ? { activity } : { authorization, activity },
    );
    answer(response, status, status < 400 ? jsonOf(content) : undefined);
  }
  async function getHealth(_request: Request, response: Response): Promise<void> {
    answer(response, 200, jsonOf({ status: 'ok' }));
  }
  async function getReadiness(request: Request, response: Response): Promise<void> {
    const problems = await ready();
    const code = problems.length === 0 ? 200 : 503;
    const status = code === 200 ? 'ready' : 'not ready';
    answer(response, code, jsonOf(isForwarded(request) ? { status } : { status, problems }));
  }
  async function getMetrics(request: Request, response: Response): Promise<void> {
    if (isForwarded(request)) return answer(response, 404);
    answer(response, 200, { type: 'text/plain; version=0.0.4; charset=utf-8', text: await metrics?.() });
  }

  // restify calls back: a handler takes `next`, and is told apart by its number of parameters.
  // Without authentication a web page could read these, too, by a name that resolves to this machine.
  server.pre((request: Request, response: Response, next: (goOn?: false) => void) => {
    if (hostAllowed(request.headers.host, gate)) return next();
    refuseUnread(response, refused(403));
    next(false);
  });
  server.post(MESSAGES_PATH, callbackify(postMessages));
  server.get('/healthz', callbackify(getHealth));
  server.get('/readyz', callbackify(getReadiness));
  if (metrics) server.get('/metrics', callbackify(getMetrics));
  return server;
}

function headOf({ headers, url }: Request): Parameters<typeof judgeHead>[0] {
  return {
    path: url?.split('?')[0],
    contentType: headers['content-type'],
    contentEncoding: headers['content-encoding'],
    contentLength: headers['content-length'],
    host: headers.host,
  };
}

/** It came through a proxy, and so perhaps from anywhere: not every ingress can keep paths to itself. */
function isForwarded({ headers }: Request): boolean {
  return FORWARDED.some((name) => headers[name] !== undefined);
}

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'];

interface Content {
  readonly type: string;
  readonly text: string | undefined;
}

function jsonOf(value: unknown): Content | undefined {
  return value === undefined
    ? undefined
    : { type: 'application/json; charset=utf-8', text: JSON.stringify(value) };
}

/** What is left of the body is never read, so the connection ends with the answer. */
function refuseUnread(response: Response, status: number): void {
  response.setHeader('Connection', 'close');
  answer(response, status);
}

/** Past restify's formatters, which follow the caller's `Accept` and turn errors into text. */
function answer(response: ServerResponse, status: number, content?: Content): void {
  if (response.headersSent) return;
  response.statusCode = status;
  if (content) response.setHeader('Content-Type', content.type);
  response.setHeader('Cache-Control', 'no-store');
  response.end(content?.text);
}
