import { request as httpRequest, type Agent, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest, type Agent as HttpsAgent } from 'node:https';

export interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
  readonly agents: { readonly http: Agent; readonly https: HttpsAgent };
  readonly ending: AbortSignal;
}

/** An answer of the channel is an id, a person or a reason. */
const LONGEST_ANSWER = 1024 * 1024;

/** Not a success. In the shape that the SDK gives its own. */
class AnswerError extends Error {
  override readonly name = 'AnswerError';
  readonly statusCode: number;
  readonly response: { readonly headers: Headers; readonly bodyAsText: string };

  constructor({ statusCode = 0, headers }: IncomingMessage, bodyAsText: string) {
    super(`The answer is ${statusCode}.`);
    this.statusCode = statusCode;
    this.response = { headers: { get: (name) => headers[name] }, bodyAsText };
  }
}

interface Headers {
  get(name: string): unknown;
}

/**
 * One JSON request on a kept connection, straight on Node's own client: the SDK's walks every property of a card of several
 * kilobytes, twice, before it sends it. What its answer says; undefined for an empty one.
 */
export function exchange(of: Exchange): Promise<unknown> {
  const { url, agents, ending, body } = of;
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const options: RequestOptions = {
      method: of.method,
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      path: url.pathname,
      agent: secure ? agents.https : agents.http,
      headers: headersOf(of),
      signal: ending,
    };
    const request = secure ? httpsRequest(options) : httpRequest(options);
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > LONGEST_ANSWER) response.destroy(new Error('The answer is too long.'));
      });
      response.on('error', reject);
      response.on('end', () => {
        try {
          resolve(said(response, text));
        } catch (error) {
          reject(error instanceof Error ? error : new Error('No answer', { cause: error }));
        }
      });
    });
    request.end(body);
  });
}

function headersOf({ authorization, body, headers }: Exchange): Record<string, string | number> {
  return {
    ...headers,
    Accept: '*/*',
    'User-Agent': 'Microsoft-BotFramework/3.1 Rolecall',
    ...(authorization === undefined ? {} : { Authorization: authorization }),
    ...(body === undefined
      ? {}
      : { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(body) }),
  };
}

function said(response: IncomingMessage, text: string): unknown {
  const { statusCode = 0 } = response;
  if (statusCode < 200 || statusCode > 299) throw new AnswerError(response, text);
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}
