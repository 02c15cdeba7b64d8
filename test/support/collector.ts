import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}

export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly status?: { readonly code: number };
}

export interface Collector {
  readonly url: string;
  readonly spans: CollectedSpan[];
  readonly headers: object[];
  /** Resource attributes of the last batch. */
  resource(): readonly Attribute[];
  close(): Promise<void>;
}

/** Takes what an OpenTelemetry collector takes, or answers otherwise. */
export async function startCollector(status = 200): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const headers: object[] = [];
  let resource: readonly Attribute[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    request.on('end', () => {
      if (request.url === '/v1/traces') {
        const [sent] = JSON.parse(text).resourceSpans;
        headers.push(request.headers);
        resource = sent.resource.attributes;
        spans.push(...sent.scopeSpans[0].spans);
      }
      response.statusCode = status;
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    headers,
    resource: () => resource,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function attributeOf(span: CollectedSpan | undefined, key: string): string | undefined {
  return span?.attributes.find((one) => one.key === key)?.value.stringValue;
}
