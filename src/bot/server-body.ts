import type { IncomingMessage } from 'node:http';

export type Body = { readonly json: unknown } | { readonly refused: 400 | 413 };

/**
 * Reads and parses a JSON body of at most `maxBytes`. Stops at the limit: restify's own reader takes an endless body in before it
 * says no, and repeats the parser's words to the caller.
 */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) return { refused: 413 };
      chunks.push(chunk);
    }
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    return { json: JSON.parse(text) };
  } catch {
    return { refused: 400 };
  }
}
