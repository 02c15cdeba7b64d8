import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type App } from '../../src/app';
import { loadConfig } from '../../src/config';
import { systemClock, type Clock } from '../../src/lib/clock';
import { UserError } from '../../src/lib/errors';
import { createLog, silentLog } from '../../src/lib/log';
import { systemRandom } from '../../src/lib/random';
import { StoreError } from '../../src/ports/store';
import { CURRENT_USER } from '../../src/sandbox/people';
import { startConnector } from '../support/connector';
import { eventually } from '../support/process';
import { createTalk } from '../support/talk';

const folder = mkdtempSync(join(tmpdir(), 'rolecall-app-'));
const running: App[] = [];

afterEach(async () => {
  for (const app of running.splice(0)) await app.stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(
  env: Readonly<Record<string, string>> = {},
  log = silentLog,
  clock: Clock = systemClock,
): Promise<App> {
  const dataDir = mkdtempSync(join(folder, 'data-'));
  const config = loadConfig({ PORT: '0', DATA_DIR: dataDir, SWEEP_CRON: '0 0 1 1 *', ...env });
  const app = await startApp(config, { clock, random: systemRandom, log });
  running.push(app);
  return app;
}

const at = ({ endpoint }: App, path: string): Promise<Response> => fetch(new URL(path, endpoint));

describe('the bot as a whole', () => {
  it('is alive, tells how it is and what it has done', async () => {
    const app = await start();

    const [alive, metrics] = [await at(app, '/healthz'), await at(app, '/metrics')];

    expect(await alive.json()).toEqual({ status: 'ok' });
    expect(await metrics.text()).toMatch(/rolecall_outbox_pending\{tenant="[\da-f-]{36}"\} 0/);
    expect([200, 503]).toContain((await at(app, '/readyz')).status);
  });

  it('counts the calls to Graph and the activities it answers, without naming anybody', async () => {
    const app = await start();
    const activity = {
      type: 'invoke',
      name: 'adaptiveCard/action',
      id: '1',
      channelId: 'msteams',
      serviceUrl: 'http://127.0.0.1:9/',
      from: { id: '29:1', name: 'Ines Okafor', aadObjectId: 'b3a1f6c4-52d7-4e0f-8c19-6f2e7d40a801' },
      recipient: { id: '28:bot' },
      conversation: { id: 'a:1', conversationType: 'personal' },
      value: { action: { verb: 'alerts.list', data: { verb: 'alerts.list' } } },
    };

    const answer = await fetch(app.endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(activity),
    });
    const text = await (await at(app, '/metrics')).text();

    expect((await answer.json()) as object).toMatchObject({
      type: 'application/vnd.microsoft.card.adaptive',
    });
    expect(text).toMatch(/rolecall_turn_seconds_count\{[^}]*kind="invoke"[^}]*\} 1/);
    expect(text).toMatch(/rolecall_graph_call_seconds_count\{[^}]*operation="listAlerts"/);
    expect(text).not.toMatch(/Ines|Okafor|b3a1f6c4-52d7-4e0f-8c19-6f2e7d40a801/);
  });

  it('shows everybody what a press has changed, though Teams finds that too much at first', async () => {
    const asked = 7.77;
    const clock: Clock = {
      ...systemClock,
      sleep: (ms, signal) => (ms === asked * 1000 ? Promise.resolve() : systemClock.sleep(ms, signal)),
    };
    const { endpoint } = await start({}, silentLog, clock);
    const connector = await startConnector();
    const place = { id: '19:alerts@thread.tacv2', type: 'channel', teamId: '19:team' } as const;
    const talk = createTalk({ endpoint, connector, person: CURRENT_USER, place });
    const question = await talk.say('dismiss stale');
    const tooMuch = { status: 429, headers: { 'retry-after': String(asked) } };
    connector.meet(tooMuch, tooMuch);

    await talk.press(question, 'Confirm', { inputs: { reason: 'Migration' } });

    const shown = await eventually(
      () => (connector.messages.get(question.id)?.updates ? talk.now(question) : undefined),
      () => 'The card was never replaced.',
    );
    expect(shown.card.text).toContain('Dismissed:');
    expect(connector.calls.filter(({ method }) => method === 'PUT')).toHaveLength(3);
    await connector.close();
  });

  it('has Teams wait no longer than it does before it sends a command again, and answers all the same, even at its end', async () => {
    const [asked, goOn] = [waypoint(), waypoint()];
    const connector = await startConnector();
    const clock: Clock = {
      ...systemClock,
      sleep: (ms, signal) => {
        if (ms === 10_000 && connector.calls.length === 0) return asked.reached;
        if (ms !== 19_990) return systemClock.sleep(ms, signal);
        asked.reach();
        return goOn.reached;
      },
    };
    const app = await start({}, silentLog, clock);
    const place = { id: 'a:1', type: 'personal' } as const;
    const talk = createTalk({ endpoint: app.endpoint, connector, person: CURRENT_USER, place });
    connector.meet({ status: 429, headers: { 'retry-after': '19.99' } });

    const { status } = await talk.send({ type: 'message', text: 'alerts' });
    const shownBefore = connector.messages.size;
    running.splice(0);
    const stopped = app.stop();
    goOn.reach();
    await stopped;

    expect([status, shownBefore, connector.messages.size]).toEqual([200, 0, 1]);
    await connector.close();
  });

  it('has the pretend tenant beside it, and takes it down again', async () => {
    const app = await start();

    const page = await fetch(String(app.sandbox));
    await app.stop();
    running.splice(0);

    expect(page.status).toBe(200);
    await expect(fetch(String(app.sandbox))).rejects.toThrow('fetch failed');
    await expect(fetch(app.endpoint)).rejects.toThrow('fetch failed');
  });

  it('does not start where the port is taken, and leaves nothing behind', async () => {
    const other = await listening();
    const { port } = other.address() as AddressInfo;
    const lines: string[] = [];
    const log = createLog('info', { write: (line: string) => void lines.push(line) });

    await expect(start({ PORT: String(port) }, log)).rejects.toThrow(UserError);
    await expect(start({ PORT: String(port) }, log)).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use.`);
    await new Promise((resolve) => other.close(resolve));

    const again = await start({ PORT: String(port) });
    expect(again.endpoint).toContain(`:${port}/`);
  });

  it('does not start over a store it cannot use', async () => {
    await expect(start({ DATA_DIR: '/dev/null/data' })).rejects.toThrow(StoreError);
  });

  it('reads a Graph on this machine in place of its own, and sends it no token', async () => {
    const seen: string[] = [];
    const graph = await listening((authorization) => seen.push(authorization));
    const { port } = graph.address() as AddressInfo;

    const app = await start({ GRAPH_BASE_URL: `http://127.0.0.1:${port}` });
    await app.stop();
    running.splice(0);
    await new Promise((resolve) => graph.close(resolve));

    expect(app.sandbox).toBeUndefined();
    expect(new Set(seen)).toEqual(new Set(seen.length > 0 ? ['none'] : []));
  });
});

function waypoint() {
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return { reached, reach: () => reach() };
}

function listening(heard?: (authorization: string) => void): Promise<Server> {
  const server = createServer((request, response) => {
    heard?.(request.headers.authorization ?? 'none');
    response.end('{"value":[]}');
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
