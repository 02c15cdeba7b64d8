import { eventually } from '../support/process';
import type { Standing } from '../support/connector';
import { describeWithPostgres } from '../support/postgres';
import { SUFFIXES } from './graph';
import { senderOf, setScene, type Scene } from './scene';

jest.setTimeout(240_000);

const MINE_MS = 30_000;

describeWithPostgres('three replicas on one PostgreSQL, with the leases they are shipped with', (server) => {
  let scene: Scene;

  beforeEach(async () => {
    // Long enough that two sweeps at once would meet.
    scene = await setScene({ place: { url: await server().createDatabase() }, latencyMs: () => 100 });
    for (let more = 0; more < 2; more += 1) scene.start();
    await Promise.all(scene.replicas.map(({ ready }) => ready));
  });

  afterEach(() => scene.close());

  function told(names: readonly string[]): number[] {
    return scene.conversations.flatMap((room) => names.map((name) => scene.cards(room, name).length));
  }

  function isCommitted({ activityId }: Standing): boolean {
    return scene.replicas.some(({ committed }) => committed.has(activityId));
  }

  it('post each incident once for each subscription, though one dies while it sends, and one sweeps at a time', async () => {
    const names = SUFFIXES.slice(0, 3).map((_suffix, index) => `Person ${index}.`);
    const arrived = new Promise<void>((resolve) => {
      scene.connector.meet({ silent: true, arrived: resolve });
    });
    for (const [index, name] of names.entries()) scene.graph.raise(SUFFIXES[index] ?? '', name);

    await arrived;
    const unanswered = scene.connector.calls.at(-1)?.body;
    const dying = senderOf((unanswered?.['activity'] ?? unanswered) as Standing['activity']);
    // What else it has in hand is done, so that its death can double nothing.
    const others = (scene.conversations.length - 1) * names.length;
    await eventually(
      () => ([...scene.connector.messages.values()].filter(isCommitted).length === others ? true : undefined),
      () => 'a card was never committed',
    );
    await scene.replicas.find(({ name }) => name === dying)?.kill();
    const killedAt = Date.now();
    await eventually(
      () => (told(names).every((cards) => cards > 0) ? true : undefined),
      () => `not all was told: ${told(names).join()}`,
    );

    const tookMs = Date.now() - killedAt;
    const sweeps = scene.graph.lists();
    await eventually(
      () => (scene.graph.lists() > sweeps + 2 ? true : undefined),
      () => 'nobody sweeps',
      MINE_MS,
    );
    expect(told(names)).toEqual(scene.conversations.flatMap(() => names.map(() => 1)));
    expect(tookMs).toBeLessThanOrEqual(MINE_MS);
    expect(scene.graph.atOnce()).toBe(1);
  });
});
