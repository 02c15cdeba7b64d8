import { createSlots } from '../../src/watch/slots';
import { fakeClock, type FakeClock } from '../support/clock';

const never = () => new Promise<never>(() => undefined);

describe('the slots for sweeps', () => {
  let clock: FakeClock;

  beforeEach(() => {
    clock = fakeClock();
  });

  /** Which of the works have begun, in order. */
  function started() {
    const names: string[] = [];
    const work = (name: string, done: () => Promise<unknown> = never) => ({
      name,
      run: async () => {
        names.push(name);
        await done();
      },
    });
    return { names, work };
  }

  test('let so many work at once, and the rest in the order in which they came', async () => {
    const slots = createSlots({ clock, atOnce: 2 });
    const { names, work } = started();
    const ends: (() => void)[] = [];
    for (const name of ['a', 'b', 'c', 'd'])
      void slots.run(work(name, () => new Promise<void>((resolve) => ends.push(resolve))).run);
    await clock.advance(0);
    const first = [...names];

    ends[1]?.();
    await clock.advance(0);
    const second = [...names];
    ends[0]?.();
    await clock.advance(0);

    expect(first).toEqual(['a', 'b']);
    expect(second).toEqual(['a', 'b', 'c']);
    expect(names).toEqual(['a', 'b', 'c', 'd']);
  });

  test('take their place back from a work that does not end, and let it go on', async () => {
    const slots = createSlots({ clock, atOnce: 1, countsMs: 15_000 });
    const { names, work } = started();
    let end = (): void => undefined;
    const hanging = slots.run(work('hangs', () => new Promise<void>((resolve) => (end = resolve))).run);
    void slots.run(work('waits').run);

    await clock.advance(14_999);
    const before = [...names];
    await clock.advance(1);
    const after = [...names];
    end();

    expect(before).toEqual(['hangs']);
    expect(after).toEqual(['hangs', 'waits']);
    await expect(hanging).resolves.toBeUndefined();
  });

  test('give each place back once, however the work ended', async () => {
    const slots = createSlots({ clock, atOnce: 1, countsMs: 10 });
    const { names, work } = started();
    await expect(slots.run(() => Promise.reject(new Error('as planned')))).rejects.toThrow('as planned');
    await clock.settle(slots.run(work('late', () => clock.sleep(50)).run));

    for (const name of ['next', 'last']) void slots.run(work(name).run);
    await clock.advance(5);

    expect(names).toEqual(['late', 'next']);
  });

  test('forget whoever goes away while waiting', async () => {
    const slots = createSlots({ clock, atOnce: 1, countsMs: 1_000 });
    const { names, work } = started();
    const stop = new AbortController();
    void slots.run(work('works').run);
    const waiting = slots.run(work('gone').run, stop.signal);
    void slots.run(work('stays').run);

    stop.abort(new Error('the process ends'));
    await expect(waiting).rejects.toThrow('the process ends');
    await clock.advance(1_000);

    expect(names).toEqual(['works', 'stays']);
    await expect(slots.run(work('too late').run, stop.signal)).rejects.toThrow('the process ends');
  });
});
