import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startApp } from '../../src/app';
import { createTracing } from '../../src/app/tracing';
import { loadConfig } from '../../src/config';
import { systemClock } from '../../src/lib/clock';
import { silentLog } from '../../src/lib/log';
import { systemRandom } from '../../src/lib/random';
import { CURRENT_USER } from '../../src/sandbox/people';
import { startConnector } from '../support/connector';
import { createTalk } from '../support/talk';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status?: object;
}

interface Collector {
  readonly url: string;
  readonly spans: Span[];
  readonly headers: object[];
  close(): void;
}

/** Takes what an OpenTelemetry collector takes, or answers otherwise. */
async function startCollector(status = 200): Promise<Collector> {
  const spans: Span[] = [];
  const headers: object[] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    request.on('end', () => {
      if (request.url === '/v1/traces') {
        headers.push(request.headers);
        spans.push(...JSON.parse(text).resourceSpans[0].scopeSpans[0].spans);
      }
      response.statusCode = status;
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, spans, headers, close: () => void server.close() };
}

function tracingTo(endpoint: string) {
  const settings = { endpoint, headers: { 'x-key': 'word' } };
  return createTracing({
    settings,
    tenantId: 'tenant',
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  });
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('traces', () => {
  it('put what happens within a span under it, and what happens beside it elsewhere', async () => {
    const collector = await startCollector();
    const tracing = tracingTo(collector.url);

    await Promise.all([
      tracing.span('one', {}, async () => {
        await turn();
        tracing.ended('inner', { outcome: 'ok' }, { ms: 5, failed: false });
      }),
      tracing.span('two', {}, turn),
    ]);
    await tracing.close();
    collector.close();

    const [inner, one, two] = ['inner', 'one', 'two'].map((name) =>
      collector.spans.find((span) => span.name === name),
    );
    expect(inner).toMatchObject({ traceId: one?.traceId, parentSpanId: one?.spanId });
    expect(one).not.toHaveProperty('parentSpanId');
    expect(two?.traceId).not.toBe(one?.traceId);
    expect(one?.traceId).toMatch(/^[\da-f]{32}$/);
    expect(one?.spanId).toMatch(/^[\da-f]{16}$/);
    expect(BigInt(inner?.endTimeUnixNano ?? 0) - BigInt(inner?.startTimeUnixNano ?? 0)).toBe(5_000_000n);
    expect(collector.headers).toEqual([expect.objectContaining({ 'x-key': 'word' })]);
  });

  it('mark what failed, and let the failure through', async () => {
    const collector = await startCollector();
    const tracing = tracingTo(collector.url);

    await expect(tracing.span('broken', {}, () => Promise.reject(new Error('as planned')))).rejects.toThrow(
      'as planned',
    );
    await tracing.close();
    collector.close();

    expect(collector.spans).toEqual([expect.objectContaining({ name: 'broken', status: { code: 2 } })]);
  });

  it('harm nothing where the collector refuses or is away', async () => {
    const collector = await startCollector(503);
    for (const url of [collector.url, 'http://127.0.0.1:1']) {
      const tracing = tracingTo(url);

      const result = await tracing.span('work', {}, () => Promise.resolve('done'));
      await tracing.close();

      expect(result).toBe('done');
    }
    collector.close();
  });

  it('lead from what a person says to the calls to Graph, without saying who or what', async () => {
    const collector = await startCollector();
    const connector = await startConnector();
    const folder = mkdtempSync(path.join(tmpdir(), 'rolecall-traces-'));
    const config = loadConfig({
      PORT: '0',
      DATA_DIR: folder,
      SWEEP_CRON: '0 0 1 1 *',
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
    });
    const app = await startApp(config, { clock: systemClock, random: systemRandom, log: silentLog });

    const place = { id: 'a:traced', type: 'personal' } as const;
    await createTalk({ endpoint: app.endpoint, connector, person: CURRENT_USER, place }).say(
      'alert renewals',
    );
    await app.stop();
    await connector.close();
    collector.close();
    rmSync(folder, { recursive: true, force: true });

    const activity = collector.spans.find(({ name }) => name === 'activity');
    const calls = collector.spans.filter(({ name }) => name.startsWith('graph '));
    expect(calls.filter(({ traceId }) => traceId === activity?.traceId)).not.toEqual([]);
    expect(JSON.stringify(collector.spans)).not.toMatch(
      new RegExp(`${CURRENT_USER.aadObjectId}|renewals|eyJ`, 'i'),
    );
  });
});
