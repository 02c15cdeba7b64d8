import type { IncomingMessage } from 'node:http';

export type Body = { readonly json: unknown } | { readonly refused: 400 | 413 };

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads and parses a JSON body of at most `maxBytes`. Stops at the limit: restify's own reader takes an endless body in before it
 * says no, and repeats the parser's words to the caller. By events, because a stream that is iterated makes a dozen objects for each request.
 */
export function readJson(request: IncomingMessage, maxBytes: number): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else {
        request.removeAllListeners('data').pause();
        resolve({ refused: 413 });
      }
    });
    request.on('end', () => resolve(parsed(chunks)));
    request.on('error', () => resolve({ refused: 400 }));
    // Cut off on the way: neither of the others comes.
    request.on('close', () => resolve({ refused: 400 }));
  });
}

function parsed(chunks: readonly Buffer[]): Body {
  try {
    return { json: JSON.parse(UTF8.decode(Buffer.concat(chunks))) };
  } catch {
    return { refused: 400 };
  }
}
