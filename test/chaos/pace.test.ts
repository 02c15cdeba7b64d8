import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/process';
import { mostWithin } from '../support/windows';
import { SUFFIXES } from './graph';
import { senderOf, setScene, subscribe, type Scene } from './scene';

jest.setTimeout(120_000);

const PER_SECOND = 5;
const CONVERSATIONS = 36;

describe('two processes that send into one tenant', () => {
  let dataDir: string;
  let scene: Scene;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'rolecall-pace-'));
    const times = { aloneMs: 3_000, sendMs: 6_000, deadlineMs: 3_000 };
    scene = await setScene({
      place: { dataDir },
      latencyMs: () => Math.random() * 300,
      times,
      perSecond: PER_SECOND,
    });
    const { store, connector } = scene;
    for (let index = 0; index < CONVERSATIONS; index += 1)
      await subscribe(store, connector.serviceUrl, `more-${index}`);
  });

  afterEach(async () => {
    await scene.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const posts = () => [...scene.connector.messages.values()];
  const by = (name: string | undefined) =>
    posts().filter(({ activity }) => senderOf(activity) === name).length;

  async function until(what: string, reached: () => boolean): Promise<void> {
    await eventually(
      () => (reached() ? true : undefined),
      () => `${what}: ${posts().length} cards`,
      60_000,
    );
  }

  it('never exceed its pace together, though one joins while the other sends, and one of them is killed', async () => {
    const replicas = [...scene.replicas, scene.start()];
    await Promise.all(replicas.map(({ ready }) => ready));

    // Whoever sweeps is the first to send; the other finds what is left of it and joins.
    scene.graph.raise(SUFFIXES[0] ?? '', 'Person 1.');
    await until('both send', () => replicas.every(({ name }) => by(name) >= 2));
    await replicas[0]?.kill();
    const told = () => new Set(posts().map(({ conversationId }) => conversationId)).size;
    await until('all are told', () => told() >= CONVERSATIONS);

    const arrivals = posts().map(({ at }) => at);
    expect(mostWithin(arrivals, 1_000)).toBeLessThanOrEqual(PER_SECOND);
  });
});
