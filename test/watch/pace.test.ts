import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog as log } from '../../src/lib/log';
import { DeliveryError } from '../../src/ports/notifier';
import { StoreError, type Store } from '../../src/ports/store';
import { openStore } from '../../src/store/open-store';
import { createPace, type Pace } from '../../src/watch/pace';
import { fakeClock, type FakeClock } from '../support/clock';
import { seeded } from '../support/chance';
import { mostWithin } from '../support/windows';

const PER_SECOND = 20;
/** So long the first round takes, from the first request to the last. */
const SPREAD_MS = 500;
const TENANT = 'tenant';

describe('the slots of a tenant', () => {
  let folder: string;
  let clock: FakeClock;
  let store: Store;
  let opened: Pace[];
  /** When requests came to the channel. */
  let arrivals: number[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rolecall-pace-'));
    clock = fakeClock();
    store = await openStore({ dataDir: folder, clock, log });
    opened = [];
    arrivals = [];
  });

  afterEach(async () => {
    for (const pace of opened) await clock.settle(pace.close());
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function process(owner: string, senders = store.senders): Pace {
    const pace = createPace({ senders, owner, perSecond: PER_SECOND, clock, log });
    opened.push(pace);
    return pace;
  }

  /** So many requests at once, each of which travels for a while, and so does its answer; how many were sent. */
  function send(pace: Pace, count: number, latencyMs: () => number = () => 20, tenantId = TENANT) {
    const done = { sent: 0, refused: 0 };
    for (let index = 0; index < count; index += 1)
      pace
        .send(
          tenantId,
          async () => {
            await clock.sleep(latencyMs());
            arrivals.push(clock.now());
            await clock.sleep(latencyMs());
          },
          Infinity,
        )
        .then(
          () => (done.sent += 1),
          () => (done.refused += 1),
        );
    return done;
  }

  test.each([1, 2, 3])(
    'are never exceeded within a second, however long requests travel (%i)',
    async (seed) => {
      const random = seeded(seed);
      const done = send(process('one'), 300, () => random() ** 3 * 2_000);

      await clock.advance(120_000);

      expect(done.sent).toBe(300);
      expect(mostWithin(arrivals, 1_000)).toBeLessThanOrEqual(PER_SECOND);
    },
  );

  test('are all used: a round is a second and a round trip', async () => {
    const from = clock.now();
    send(process('one'), 10 * PER_SECOND);

    await clock.advance(60_000);

    expect(arrivals).toHaveLength(10 * PER_SECOND);
    expect(mostWithin(arrivals, 1_000)).toBe(PER_SECOND);
    expect((arrivals.at(-1) ?? 0) - from).toBeLessThanOrEqual(9 * (1_000 + 40 + 2) + 20 + SPREAD_MS);
  });

  test('are used one after the other though all are free at once, so that no request waits for what another has to do', async () => {
    const pace = process('one');
    const all = clock.now() + 2_000;
    const answeredTogether = async () => {
      arrivals.push(clock.now());
      await clock.sleep(Math.max(0, all - clock.now()));
    };
    for (let index = 0; index < 2 * PER_SECOND; index += 1)
      void pace.send(TENANT, answeredTogether, Infinity);

    await clock.advance(5_000);

    const apart = arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? at));
    expect(arrivals).toHaveLength(2 * PER_SECOND);
    expect(Math.min(...apart)).toBeGreaterThanOrEqual(SPREAD_MS / PER_SECOND);
  });

  test('of one tenant are not those of another', async () => {
    const pace = process('one');
    send(pace, 5 * PER_SECOND);
    const other = send(pace, PER_SECOND, () => 20, 'other');

    await clock.advance(SPREAD_MS + 100);

    expect(other.sent).toBe(PER_SECOND);
  });

  test('are shared with processes that come and go, and are not exceeded meanwhile', async () => {
    const random = seeded(4);
    const latencyMs = () => random() * 400;
    const [one, two, three] = [process('one'), process('two'), process('three')];
    const first = send(one, 400, latencyMs);
    await clock.advance(1_700);
    const second = send(two, 400, latencyMs);
    await clock.advance(5_000);
    const sharedBySecond = second.sent;
    const third = send(three, 100, latencyMs);
    await clock.advance(6_000);
    await clock.settle(two.close());
    await clock.advance(60_000);

    expect(first.sent).toBe(400);
    expect(sharedBySecond).toBeGreaterThan(0);
    expect(third.sent).toBe(100);
    expect(second.sent + second.refused).toBe(400);
    expect(second.refused).toBeGreaterThan(0);
    expect(mostWithin(arrivals, 1_000)).toBeLessThanOrEqual(PER_SECOND);
    // With the second gone and the third idle, the first had all of them again.
    expect(mostWithin(arrivals.slice(-60), 1_000)).toBeGreaterThan((PER_SECOND * 2) / 3);
  });

  test('pass to a newcomer in little more than a round, in which hardly one is left unused', async () => {
    send(process('one'), 1_000);
    await clock.advance(3_300);
    const from = clock.now();
    const newcomer = send(process('two'), 1_000);

    await clock.advance(3_000);
    const sharedBy = newcomer.sent;
    await clock.advance(1_000);

    const inFourSeconds = arrivals.filter((at) => at > from).length;
    expect(newcomer.sent - sharedBy).toBeGreaterThanOrEqual(PER_SECOND / 2 - 1);
    expect(inFourSeconds).toBeGreaterThanOrEqual(4 * PER_SECOND - 8);
    expect(mostWithin(arrivals, 1_000)).toBeLessThanOrEqual(PER_SECOND);
  });

  test('are a newcomer’s when what the others have out is back, and no sooner', async () => {
    send(process('one'), PER_SECOND, () => 3_000);
    await clock.advance(500);
    const newcomer = send(process('two'), PER_SECOND, () => 20);

    await clock.advance(5_900);
    const early = newcomer.sent;
    await clock.advance(5_000);

    expect(early).toBe(0);
    expect(newcomer.sent).toBe(PER_SECOND);
    expect(mostWithin(arrivals, 1_000)).toBe(PER_SECOND);
  });

  test('that go out while the share is asked for are not those that others count on', async () => {
    const { senders } = store;
    const slow = process('slow', {
      ...senders,
      renew: async (...claim) => {
        const share = await senders.renew(...claim);
        await clock.sleep(700);
        return share;
      },
    });
    send(slow, 1, () => 3_000);
    await clock.advance(1_600);
    const newcomer = send(process('two'), PER_SECOND, () => 900);
    await clock.advance(400);
    // Its share is being halved, and it does not know yet.
    send(slow, PER_SECOND, () => 1_500);
    await clock.advance(30_000);

    expect(newcomer.sent).toBe(PER_SECOND);
    expect(arrivals).toHaveLength(2 * PER_SECOND + 1);
    expect(mostWithin(arrivals, 1_000)).toBeLessThanOrEqual(PER_SECOND);
  });

  test('of a process that is idle fall to the others within seconds', async () => {
    send(process('one'), 1);
    await clock.advance(3_000);
    const other = send(process('two'), PER_SECOND);

    await clock.advance(SPREAD_MS + 100);

    expect(other.sent).toBe(PER_SECOND);
  });

  test('of a process that died fall to the others when all it has sent has arrived, and no sooner', async () => {
    let dead = false;
    const { senders } = store;
    const dying = process('dying', {
      ...senders,
      renew: (...claim) => (dead ? Promise.reject(new StoreError('dead')) : senders.renew(...claim)),
    });
    send(dying, 1_000);
    await clock.advance(500);
    dead = true;
    const other = send(process('one'), PER_SECOND);

    await clock.advance(9_400);
    const early = other.sent;
    await clock.advance(2_000);

    expect([early, other.sent]).toEqual([0, PER_SECOND]);
    expect(mostWithin(arrivals, 1_000)).toBe(PER_SECOND);
  });

  test('stay out for a while where a request was not answered: it may still be on its way', async () => {
    const pace = process('one');
    const lost = Array.from({ length: PER_SECOND }, () =>
      pace
        .send(TENANT, () => Promise.reject(new DeliveryError('?', { outcome: 'uncertain' })), Infinity)
        .catch(() => undefined),
    );
    await clock.settle(Promise.all(lost));
    const after = send(pace, 1);

    await clock.advance(4_900 - SPREAD_MS);
    const early = after.sent;
    await clock.advance(200 + SPREAD_MS);

    expect([early, after.sent]).toEqual([0, 1]);
  });

  test('are back in a second where the channel refused', async () => {
    const pace = process('one');
    const refused = Array.from({ length: PER_SECOND }, () =>
      pace
        .send(
          TENANT,
          () => Promise.reject(new DeliveryError('?', { outcome: 'retry', status: 503 })),
          Infinity,
        )
        .catch(() => undefined),
    );
    await clock.settle(Promise.all(refused));
    const after = send(pace, 1);

    await clock.advance(1_100);

    expect(after.sent).toBe(1);
  });

  test('are not used on when the store has been away for so long that others may have them', async () => {
    let away = false;
    const { senders } = store;
    const pace = process('one', {
      ...senders,
      renew: (...claim) => (away ? Promise.reject(new StoreError('away')) : senders.renew(...claim)),
    });
    send(pace, 1_000);
    await clock.advance(2_000);
    away = true;
    const from = clock.now();
    await clock.advance(60_000);
    const last = (arrivals.at(-1) ?? 0) - from;
    away = false;
    await clock.advance(2_000);

    expect(last).toBeLessThanOrEqual(4_000 + 20);
    expect(arrivals.at(-1)).toBeGreaterThan(from + 60_000);
  });

  test('are of no use to a request whose time has passed while it waited', async () => {
    const pace = process('one');
    send(pace, PER_SECOND);
    const late = pace.send(TENANT, () => Promise.resolve('sent'), clock.now() + 500);
    const outcome = late.catch((error: unknown) => (error as Error).name);

    await clock.advance(3_000);

    expect(await outcome).toBe('NotSentError');
    expect(arrivals).toHaveLength(PER_SECOND);
  });
});
