import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '../../src/lib/log';
import { CURRENT_USER, OTHERS, TENANT_ID, type Person } from '../../src/sandbox/people';
import { openStore } from '../../src/store/open-store';
import { startConnector, type Connector } from '../support/connector';
import { startOpenGraph } from '../support/open-graph';
import { root, startProgram, type Program } from '../support/process';
import { createTalk, type Place, type Shown, type Talk } from '../support/talk';

jest.setTimeout(180_000);

const CHANNEL: Place = { id: '19:alerts@thread.tacv2', type: 'channel', teamId: '19:team@thread.tacv2' };
const REMEDIATE = /^POST .*\/remediate$/;
const PRESSES = 50;

let graph: Awaited<ReturnType<typeof startOpenGraph>>;
let connector: Connector;
let data: string;
let programs: Program[];

beforeEach(async () => {
  graph = await startOpenGraph();
  connector = await startConnector();
  data = mkdtempSync(path.join(tmpdir(), 'rolecall-two-'));
  programs = [];
});

afterEach(async () => {
  await Promise.all(programs.map((program) => program.stop()));
  await connector.close();
  await graph.close();
  rmSync(data, { recursive: true, force: true });
});

/** Two processes over one store and one Graph; what one of them shows can be pressed at the other. */
async function startTwo(env: Readonly<Record<string, string>> = {}) {
  const common = { PORT: '0', DATA_DIR: data, GRAPH_BASE_URL: graph.url, PLAYGROUND: 'off', ...env };
  const endpoints = await Promise.all(
    [1, 2].map(async () => {
      const program = startProgram([path.join(root, 'dist/index.js')], common);
      programs.push(program);
      const [, endpoint = ''] = await program.says(/ready at (\S+)/);
      return endpoint;
    }),
  );
  return (person: Person): readonly Talk[] =>
    endpoints.map((endpoint) => createTalk({ endpoint, connector, person, place: CHANNEL }));
}

/** Everybody presses at once, half of them at each process. */
function pressedByAll(talks: readonly Talk[], shown: Shown, title: string, inputs = {}): Promise<Shown[]> {
  return Promise.all(
    Array.from({ length: PRESSES }, async (_, index) => {
      const talk = talks[index % talks.length];
      if (!talk) throw new Error('nobody listens');
      return talk.press(shown, title, { inputs });
    }),
  );
}

/** What both have written, read when they have ended. */
async function auditLog(): Promise<readonly string[]> {
  await Promise.all(programs.splice(0).map((program) => program.stop()));
  const store = await openStore({ dataDir: data, log: silentLog });
  const lines = await store.audit.list(TENANT_ID);
  await store.close();
  return lines.map(({ outcome }) => outcome).toReversed();
}

function somebody(givenName: string): Person {
  const found = OTHERS.find((person) => person.givenName === givenName);
  if (!found) throw new Error(`Nobody is called ${givenName}`);
  return found;
}

describe('two processes on one store', () => {
  it('make one order of fifty presses at the same time on one Confirm', async () => {
    const talks = (await startTwo())(CURRENT_USER);
    const question = await talks[0]?.say('remediate outside-pim Paolo Ricci');
    if (!question) throw new Error('no question');

    await pressedByAll(talks, question, 'Confirm', { reason: 'Nobody ordered it' });

    expect(graph.asked(REMEDIATE)).toBe(1);
    expect(await auditLog()).toEqual(['allowed', 'done', 'verified']);
  });

  it('make one order of fifty approvals at the same time of one request', async () => {
    const talksOf = await startTwo({ TWO_PERSON: 'remove' });
    const [first] = talksOf(CURRENT_USER);
    const question = await first?.say('remediate outside-pim Paolo Ricci');
    const request = question && (await first?.press(question, 'Confirm', { inputs: { reason: 'Odd' } }));
    if (!request) throw new Error('no request');
    const before = graph.asked(REMEDIATE);

    await pressedByAll(talksOf(somebody('Tomasz')), request, 'Approve');

    expect(before).toBe(0);
    expect(graph.asked(REMEDIATE)).toBe(1);
    expect(await auditLog()).toEqual(['requested', 'approved', 'allowed', 'done', 'verified']);
  });

  it('do not remove one Global Administrator too many between them', async () => {
    const talks = (await startTwo({ MIN_GLOBAL_ADMINS: '3' }))(CURRENT_USER);
    const asked = ['Gustavo', 'Oksana'].map(async (name, index) => {
      const talk = talks[index];
      const question = await talk?.say(`remediate global-admins ${name}`);
      if (!talk || !question) throw new Error('no question');
      return { talk, question };
    });
    const questions = await Promise.all(asked);

    await Promise.all(
      questions.map(({ talk, question }) =>
        talk.press(question, 'Confirm', { inputs: { reason: 'Too many' } }),
      ),
    );

    expect(graph.asked(REMEDIATE)).toBe(1);
    expect((await auditLog()).filter((outcome) => outcome === 'done')).toHaveLength(1);
  });
});
