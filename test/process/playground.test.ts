import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { OTHERS, TENANT_ID } from '../../src/sandbox/people';
import { openPlayground, type Playground } from '../support/playground';
import {
  aFreePort,
  eventually,
  isAlive,
  isServed,
  root,
  startProgram,
  type Program,
} from '../support/process';

jest.setTimeout(180_000);

const CHANNEL = '19:pim-alerts@thread.tacv2';
const started: Program[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((program) => program.stop()));
});

interface Running {
  readonly program: Program;
  readonly playground: string;
  readonly port: number;
  readonly playgroundPort: number;
}

/** `npm start` with nothing configured but the ports. */
async function npmStart(env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const [port, playgroundPort] = [await aFreePort(), await aFreePort()];
  const program = startProgram([path.join(root, 'scripts/start.mjs')], {
    PORT: String(port),
    PLAYGROUND_PORT: String(playgroundPort),
    SWEEP_CRON: '*/2 * * * * *',
    ...env,
  });
  return { program, playground: `http://127.0.0.1:${playgroundPort}`, port, playgroundPort };
}

/** Stopped after the test, whatever comes of it. */
async function tracked(env?: Readonly<Record<string, string>>): Promise<Running> {
  const running = await npmStart(env);
  started.push(running.program);
  return running;
}

/** The processes below one, however deep. */
function descendants(pid: number): readonly number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number));
  const children = rows.flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child] : []));
  return children.flatMap((child) => [child, ...descendants(child)]);
}

async function expectGone(pids: readonly number[]): Promise<void> {
  await eventually(
    () => (pids.some(isAlive) ? undefined : true),
    () => `Still there: ${pids.filter(isAlive).join(', ')}`,
    20_000,
  );
}

describe('npm start with nothing configured', () => {
  let running: Running;
  let playground: Playground;

  // Also when the start failed half-way.
  const ending: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    running = await npmStart();
    ending.push(() => running.program.stop());
    await running.program.says(/Ctrl-C/);
    playground = await openPlayground(running.playground);
    ending.unshift(() => playground.close());
  });

  afterAll(async () => {
    for (const end of ending) await end();
  });

  it('lets a visitor look, open an alert and settle it in a personal chat', async () => {
    const list = await playground.say('personal-chat-id', 'alerts');

    const alert = await playground.press(list, 'Open', { about: 'renewals' });
    const question = await playground.press({ ...list, card: alert }, 'Dismiss');
    const done = await playground.press({ ...list, card: question }, 'Confirm', {
      inputs: { reason: 'A training day' },
    });

    expect(list.card.titles.filter((title) => title === 'Open')).toHaveLength(7);
    expect(alert.text).toContain('Roles are activated too often in a row');
    expect(done.text).toContain('Dismissed: Roles are activated too often in a row');
  });

  it('posts to the channel by itself once somebody has subscribed there', async () => {
    const [, sandbox = ''] = await running.program.says(/(http:\/\/127\.0\.0\.1:\d+\/sandbox)$/m);
    const { bot } = await playground.config();
    const empty = playground.known();
    await playground.install(CHANNEL);
    await playground.nextCard(CHANNEL, empty);
    const subscribed = await playground.say(CHANNEL, 'subscribe outside-pim', bot);

    const before = playground.known();
    await fetch(`${sandbox}/events`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ event: 'storm', count: 3, scan: true }),
    });
    const post = await playground.nextCard(CHANNEL, before);

    expect(subscribed.card.text).toContain('Roles are assigned outside PIM');
    expect(post.card.text).toContain('Roles are assigned outside PIM');
  });

  it('gives the Playground people who exist in the tenant, and keeps its files with the data', async () => {
    const { folder } = running.program;

    const config = await playground.config();

    expect(config).toMatchObject({
      tenantId: TENANT_ID,
      currentUser: { name: 'Ines Okafor' },
      users: OTHERS.map(({ aadObjectId, name }) => ({ aadObjectId, name })),
    });
    expect(existsSync(path.join(folder, 'data/playground/playground.log'))).toBe(true);
    expect(existsSync(path.join(folder, 'devTools'))).toBe(false);
  });

  it('serves this machine alone', async () => {
    const { port, playgroundPort } = running;

    // Whoever listens on every interface answers here too.
    const elsewhere = [port, playgroundPort].map((one) =>
      fetch(`http://127.0.0.2:${one}/`).then(
        () => 'answered',
        () => 'refused',
      ),
    );

    expect(await Promise.all(elsewhere)).toEqual(['refused', 'refused']);
    expect(await isServed(playgroundPort)).toBe(true);
  });
});

describe('npm start', () => {
  it('takes everything down on Ctrl-C', async () => {
    const { program, port, playgroundPort } = await tracked();
    await program.says(/Ctrl-C/);
    const children = descendants(program.pid);
    expect(children.length).toBeGreaterThanOrEqual(2);

    program.signal('SIGINT');
    const how = await program.ended;

    expect(how).toEqual({ code: 0, signal: null });
    await expectGone(children);
    expect(await Promise.all([port, playgroundPort].map(isServed))).toEqual([false, false]);
  });

  it('leaves nothing behind even when it is killed outright', async () => {
    const { program } = await tracked();
    await program.says(/Ctrl-C/);
    const children = descendants(program.pid);

    program.signal('SIGKILL');
    await program.ended;

    await expectGone(children);
  });

  it('stops the bot and says so when the Playground ends by itself', async () => {
    const { program } = await tracked();
    await program.says(/Ctrl-C/);
    const children = descendants(program.pid);
    const commands = execFileSync('ps', ['-o', 'pid=,args=', '-p', children.join(',')], { encoding: 'utf8' });
    const pid = Number(/^\s*(\d+) .*m365agentsplayground/m.exec(commands)?.[1]);

    process.kill(pid, 'SIGKILL');
    const { code } = await program.ended;

    expect(code).toBe(1);
    expect(program.errors()).toContain('The Playground stopped by itself');
    await expectGone(children);
  });

  it.each(['PORT', 'PLAYGROUND_PORT'])(
    'names %s when its port is taken, and starts nothing',
    async (variable) => {
      const squatter = createServer().listen(await aFreePort(), '127.0.0.1');
      await once(squatter, 'listening');
      const taken = (squatter.address() as { readonly port: number }).port;

      const { program } = await tracked({ [variable]: String(taken) });
      const { code } = await program.ended;
      squatter.close();

      expect(code).toBe(1);
      expect(program.errors()).toContain(`Port ${taken} on 127.0.0.1 is taken`);
      expect(program.errors()).toContain(`set ${variable} to another port`);
      expect(program.errors().trim().split('\n')).toHaveLength(1);
    },
  );

  it('names a wrong variable before it starts anything', async () => {
    const { program } = await tracked({ MIN_GLOBAL_ADMINS: 'many' });

    const { code } = await program.ended;

    expect(code).toBe(1);
    expect(program.errors()).toContain('MIN_GLOBAL_ADMINS');
    expect(existsSync(path.join(program.folder, 'data'))).toBe(false);
  });

  it('runs the bot alone with PLAYGROUND=off', async () => {
    const { program, playgroundPort } = await tracked({ PLAYGROUND: 'off' });

    await program.says(/ready at http/);

    expect(await isServed(playgroundPort)).toBe(false);
    program.signal('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
  });
});
