import type { Clock } from '../../src/lib/clock';
import { StoreError, type Store } from '../../src/ports/store';
import { describeApprovals } from './contract-approvals';
import { describeOwnership } from './contract-ownership';
import { describeHeld } from './contract-held';
import { describeKnowledge } from './contract-knowledge';
import { describeLedger } from './contract-ledger';
import { describeOutbox } from './contract-outbox';
import { describePlaces } from './contract-places';
import { describeProcesses } from './contract-processes';
import { describeReported } from './contract-reported';
import { describeSenders } from './contract-senders';
import { describeTenants } from './contract-tenants';
import { handClock, type HandClock } from './samples';

/** A database of one test; each `open` is one more process's view of it. */
export interface Place {
  open(clock?: Clock): Promise<Store>;
  /** What another process opens it with. */
  readonly options: { readonly url: string } | { readonly dataDir: string };
  remove(): Promise<void>;
}

export interface Bench {
  readonly clock: HandClock;
  /** A store under the hand-driven clock, closed after the test. */
  open(): Promise<Store>;
  /** Several openers of the same database; the index goes round. */
  openSeveral(count: number): Promise<(index: number) => Store>;
  /** The same under the database's own clock. */
  openUnclocked(): Promise<Store>;
}

export function describeStore(createPlace: () => Promise<Place>): void {
  let place: Place;
  let opened: Store[];
  let clock: HandClock;

  async function open(withClock?: Clock): Promise<Store> {
    const store = await place.open(withClock);
    opened.push(store);
    return store;
  }

  beforeEach(async () => {
    place = await createPlace();
    opened = [];
    clock = handClock();
  });

  afterEach(async () => {
    await Promise.all(opened.map((store) => store.close()));
    await place.remove();
  });

  const bench: Bench = {
    get clock() {
      return clock;
    },
    open: () => open(clock),
    openSeveral: async (count) => {
      const stores = await Promise.all(Array.from({ length: count }, () => open(clock)));
      return (index) => {
        const store = stores[index % count];
        if (store === undefined) throw new Error('no store was opened');
        return store;
      };
    },
    openUnclocked: () => open(),
  };

  describeKnowledge(bench);
  describeOutbox(bench);
  describeHeld(bench);
  describeReported(bench);
  describeLedger(bench);
  describeApprovals(bench);
  describeOwnership(bench);
  describePlaces(bench);
  describeSenders(bench);
  describeTenants(bench);
  describeProcesses(() => place);

  describe('the store itself', () => {
    it('answers the check while it can be written', async () => {
      const store = await bench.open();

      await expect(store.check()).resolves.toBeUndefined();
    });

    it('fails with a StoreError once it is closed', async () => {
      const store = await place.open(clock);

      await store.close();

      await expect(store.check()).rejects.toThrow(StoreError);
      await expect(store.flags.list('any')).rejects.toThrow(StoreError);
    });

    it('keeps everything when it is opened again', async () => {
      const first = await place.open(clock);
      await first.flags.raise('any', 'sweep', 'Graph is down', []);
      await first.close();

      const second = await bench.open();

      expect(await second.flags.list('any')).toEqual([
        { name: 'sweep', detail: 'Graph is down', raisedAt: clock.now() },
      ]);
    });

    it('goes by the clock of the database when no other is given', async () => {
      const store = await bench.openUnclocked();

      await store.flags.raise('any', 'sweep', '', []);

      const [flag] = await store.flags.list('any');
      expect(Math.abs((flag?.raisedAt ?? 0) - Date.now())).toBeLessThan(60_000);
      expect(Number.isInteger(flag?.raisedAt)).toBe(true);
    });
  });
}
