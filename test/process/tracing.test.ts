import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CURRENT_USER } from '../../src/sandbox/people';
import { attributeOf, startCollector, type CollectedSpan, type Collector } from '../support/collector';
import { startConnector, type Connector } from '../support/connector';
import { startOpenGraph } from '../support/open-graph';
import { eventually, root, startProgram, type Program } from '../support/process';
import { createTalk, type Place } from '../support/talk';

jest.setTimeout(120_000);

const CHANNEL: Place = { id: '19:alerts@thread.tacv2', type: 'channel', teamId: '19:team@thread.tacv2' };

let graph: Awaited<ReturnType<typeof startOpenGraph>>;
let collector: Collector;
let connector: Connector;
let program: Program | undefined;

beforeEach(async () => {
  graph = await startOpenGraph();
  collector = await startCollector();
  connector = await startConnector();
});

afterEach(async () => {
  await program?.stop();
  await connector.close();
  await collector.close();
  await graph.close();
});

async function start(env: Readonly<Record<string, string>>): Promise<string> {
  program = startProgram(
    ['--require', path.join(root, 'test/support/loaded.cjs'), path.join(root, 'dist/index.js')],
    {
      PORT: '0',
      GRAPH_BASE_URL: graph.url,
      PLAYGROUND: 'off',
      SWEEP_CRON: '0 0 1 1 *',
      LOG_LEVEL: 'debug',
      ...env,
    },
  );
  const [, endpoint = ''] = await program.says(/ready at (\S+)/);
  return endpoint;
}

async function graphFails(on: boolean): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ fault: 'forbidden', times: 100 });
  const answer = await fetch(
    `${graph.url}/sandbox/faults`,
    on ? { method: 'POST', headers, body } : { method: 'DELETE' },
  );
  expect(answer.ok).toBe(true);
}

function named(name: string): readonly CollectedSpan[] {
  return collector.spans.filter((span) => span.name === name);
}

function logged(): readonly Readonly<Record<string, unknown>>[] {
  // What follows the last line break is not whole yet.
  const lines = (program?.errors() ?? '').split('\n').slice(0, -1);
  return lines
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

describe('traces', () => {
  it('lead from what a person says to the calls to Graph and their failure, by the reference that the log has', async () => {
    const endpoint = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=word',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    });
    const talk = createTalk({
      endpoint,
      connector,
      person: CURRENT_USER,
      place: { id: 'a:one', type: 'personal' },
    });
    // A turn may share the reading of a sweep, or find one that is fresh: it is said again until Graph was asked for it.
    const asked = (msg: string) =>
      eventually(
        async () => {
          await talk.say('alert renewals');
          const turns = new Set(
            logged().flatMap((line) => (line['msg'] === 'allowed' ? [line['reference']] : [])),
          );
          return logged().find((line) => line['msg'] === msg && turns.has(line['reference']));
        },
        () => `Never for a turn: ${msg}.`,
      );
    await graphFails(true);
    const failed = await asked('Graph call failed');
    await graphFails(false);
    const answered = await asked('Graph answered');
    await program?.stop();

    for (const [line, code] of [
      [failed, 2],
      [answered, 0],
    ] as const) {
      const of = (name: string) =>
        collector.spans.find((span) => span.name.startsWith(name) && span.traceId === line['traceId']);
      expect(line['clientRequestId']).toEqual(expect.any(String));
      expect(attributeOf(of('activity'), 'rolecall.reference')).toBe(line['reference']);
      expect(of('turn')).toMatchObject({ parentSpanId: of('activity')?.spanId });
      expect(of('graph ')).toMatchObject({ parentSpanId: of('turn')?.spanId, status: { code } });
    }
    expect(collector.headers).toEqual(expect.arrayContaining([expect.objectContaining({ 'x-key': 'word' })]));
    expect(collector.resource()).toEqual(
      expect.arrayContaining([{ key: 'deployment.environment.name', value: { stringValue: 'test' } }]),
    );
    expect(JSON.stringify(collector.spans)).not.toMatch(
      new RegExp(`${CURRENT_USER.aadObjectId}|${CURRENT_USER.name}|renewals|eyJ`, 'i'),
    );
  });

  it('lead from a sweep to the posts that follow from it, also where another process sends them', async () => {
    const env = {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces`,
      SWEEP_CRON: '* * * * * *',
    };
    const folder = mkdtempSync(path.join(tmpdir(), 'rolecall-traces-'));
    const endpoint = await start({ ...env, DATA_DIR: folder });
    await createTalk({ endpoint, connector, person: CURRENT_USER, place: CHANNEL }).say('subscribe');
    await eventually(
      () => logged().find(({ msg, baseline }) => msg === 'swept' && baseline === true),
      () => 'Nothing was swept.',
    );
    connector.meetAlways({ status: 503 });
    graph.sandbox.events.run('storm', { count: 2, scan: true });
    await eventually(
      () => logged().find(({ msg }) => msg === 'post not delivered'),
      () => 'No post was tried.',
    );
    const before = logged();
    await program?.stop();

    connector.meetAlways(undefined);
    await start({ ...env, SWEEP_CRON: '0 0 1 1 *', DATA_DIR: folder });
    const posted = await eventually(
      () => logged().find(({ msg, delivery }) => msg === 'post handled' && /sent/.test(String(delivery))),
      () => `Nothing was posted:\n${program?.errors()}`,
    );
    await program?.stop();
    rmSync(folder, { recursive: true, force: true });

    const failed = before.find(({ msg }) => msg === 'post not delivered');
    const swept = before.find(({ msg, posts }) => msg === 'swept' && posts === 1);
    expect([failed?.['reference'], posted['reference']]).toEqual([
      swept?.['reference'],
      swept?.['reference'],
    ]);
    const sweep = named('sweep').find(({ traceId }) => traceId === swept?.['traceId']);
    const posts = named('post').filter(({ traceId }) => traceId === sweep?.traceId);
    expect(posts.length).toBeGreaterThan(1);
    expect(posts.map(({ parentSpanId }) => parentSpanId)).toEqual(posts.map(() => sweep?.spanId));
    expect(posts.map(({ status }) => status?.code === 2)).toContain(false);
    expect(attributeOf(posts.at(-1), 'rolecall.reference')).toBe(swept?.['reference']);
  });

  it('cost nothing where nobody collects, and no answer where the collector is away', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'rolecall-loaded-'));
    const file = path.join(folder, 'loaded');
    const loadedWith = async (env: Readonly<Record<string, string>>): Promise<readonly string[]> => {
      const endpoint = await start({ ...env, LOADED: file });
      const place = { id: 'a:one', type: 'personal' } as const;
      const answer = await createTalk({ endpoint, connector, person: CURRENT_USER, place }).say('alerts');
      expect(answer.card.text).toContain('Refresh');
      await program?.stop();
      return readFileSync(file, 'utf8')
        .split('\n')
        .filter((one) => /open-?telemetry\/(?!api\/)/.test(one));
    };

    const off = await loadedWith({});
    const on = await loadedWith({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      OTEL_EXPORTER_OTLP_TIMEOUT: '500',
    });

    rmSync(folder, { recursive: true, force: true });
    expect(off).toEqual([]);
    expect(on.length).toBeGreaterThan(10);
    expect(logged().filter(({ msg }) => msg === 'traces are not taken')).toHaveLength(1);
  });
});
