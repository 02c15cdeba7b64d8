import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CURRENT_USER } from '../../src/sandbox/people';
import { startConnector } from '../support/connector';
import { isServed, root, startProgram, type Program } from '../support/process';
import { createTalk } from '../support/talk';

jest.setTimeout(120_000);

const entry = path.join(root, 'dist/index.js');
const started: Program[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((program) => program.stop()));
});

function start(env: Readonly<Record<string, string>>): Program {
  const program = startProgram([entry], { PORT: '0', ...env });
  started.push(program);
  return program;
}

/** What a person reads on the terminal, without the log. */
function lines(program: Program): readonly string[] {
  return program
    .errors()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{'));
}

describe('node dist/index.js', () => {
  it('names every wrong variable on a line of its own and ends with 1', async () => {
    const program = start({ PORT: 'abc', OPERATORS: 'me', GRAPH_BASE_URL: 'http://graph.example' });

    const { code } = await program.ended;

    expect(code).toBe(1);
    expect(lines(program)).toHaveLength(3);
    expect(lines(program).join('\n')).toMatch(/PORT[^]*OPERATORS|OPERATORS[^]*PORT/);
    expect(lines(program).join('\n')).toContain('GRAPH_BASE_URL');
    expect(program.output()).toBe('');
  });

  it('refuses to serve anybody but this machine without credentials', async () => {
    const program = start({ HOST: '0.0.0.0' });

    const { code } = await program.ended;

    expect(code).toBe(1);
    expect(lines(program).join('\n')).toContain('HOST');
  });

  it('names the port that is taken in one line and ends with 1', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;

    const program = start({ PORT: String(port) });
    const { code } = await program.ended;
    squatter.close();

    expect(code).toBe(1);
    expect(lines(program)).toHaveLength(1);
    expect(lines(program)[0]).toContain(String(port));
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends cleanly on %s', async (signal) => {
    const program = start({});
    const [, port = ''] = await program.says(/ready at http:\/\/127\.0\.0\.1:(\d+)/);
    const [, sandbox = ''] = await program.says(/sandbox tenant at http:\/\/127\.0\.0\.1:(\d+)/i);

    program.signal(signal);
    const how = await program.ended;

    expect(how).toEqual({ code: 0, signal: null });
    expect(await Promise.all([isServed(port), isServed(sandbox)])).toEqual([false, false]);
  });

  it('still knows its subscriptions after it was killed', async () => {
    const connector = await startConnector();
    const data = mkdtempSync(path.join(tmpdir(), 'rolecall-data-'));
    const person = CURRENT_USER;
    const place = { id: 'a:killed', type: 'personal' } as const;

    const first = start({ DATA_DIR: data });
    const [, before = ''] = await first.says(/ready at (\S+)/);
    await createTalk({ endpoint: before, connector, person, place }).say('subscribe stale');
    first.signal('SIGKILL');
    await first.ended;
    const second = start({ DATA_DIR: data });
    const [, after = ''] = await second.says(/ready at (\S+)/);
    const { card } = await createTalk({ endpoint: after, connector, person, place }).say('subscriptions');
    await second.stop();
    await connector.close();
    rmSync(data, { recursive: true });

    expect(card.text).toContain('1 subscription');
    expect(card.text).toContain('Stale accounts hold privileged roles');
  });
});
