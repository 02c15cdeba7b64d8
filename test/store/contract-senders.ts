import type { Bench } from './contract';

const CLAIM = { budget: 25, holds: 0, forMs: 30_000 };

export function describeSenders(bench: Bench): void {
  describe('senders', () => {
    it('have the whole budget alone, and equal shares together once the others have made room', async () => {
      const { senders } = await bench.open();

      const alone = await senders.renew('one', CLAIM);
      const newcomer = await senders.renew('two', CLAIM);
      const shrunk = await senders.renew('one', CLAIM);

      expect([alone, newcomer, shrunk]).toEqual([
        { now: 25, fair: 25 },
        { now: 0, fair: 12 },
        { now: 12, fair: 12 },
      ]);
      expect(await senders.renew('two', CLAIM)).toEqual({ now: 12, fair: 12 });
    });

    it('keep what they hold until they hold less', async () => {
      const { senders } = await bench.open();
      await senders.renew('one', CLAIM);
      await senders.renew('two', CLAIM);

      const shares = [
        await senders.renew('one', { ...CLAIM, holds: 20 }),
        await senders.renew('two', CLAIM),
        await senders.renew('one', { ...CLAIM, holds: 12 }),
        await senders.renew('two', CLAIM),
      ];

      expect(shares.map(({ now }) => now)).toEqual([12, 5, 12, 12]);
    });

    it('leave their share when they go, at once or after a while, and when they are not heard of', async () => {
      const { senders } = await bench.open();
      await senders.renew('gone', CLAIM);
      await senders.leave('gone', 0);
      const first = await senders.renew('going', CLAIM);
      await senders.leave('going', 5_000);
      const meanwhile = await senders.renew('silent', CLAIM);
      bench.clock.advance(5_000);
      const second = await senders.renew('silent', CLAIM);
      bench.clock.advance(29_999);
      const early = await senders.renew('last', CLAIM);
      bench.clock.advance(1);

      expect([first, meanwhile, second, early].map(({ now }) => now)).toEqual([25, 0, 25, 0]);
      expect(await senders.renew('last', CLAIM)).toEqual({ now: 25, fair: 25 });
    });

    it('never have more than the budget together, however many ask at once', async () => {
      const storeOf = await bench.openSeveral(4);
      const all = (name: string) =>
        Promise.all(
          Array.from({ length: 8 }, (_, index) => storeOf(index).senders.renew(`${name}-${index}`, CLAIM)),
        );
      // Connections are opened one after the other; what comes at once has to find them open.
      await Promise.all(Array.from({ length: 16 }, (_, index) => storeOf(index).senders.leave('nobody', 0)));

      const shares = await all('sender');
      await all('sender');

      expect(shares.reduce((sum, { now }) => sum + now, 0)).toBe(25);
      expect(await all('sender')).toEqual(Array.from({ length: 8 }, () => ({ now: 3, fair: 3 })));
    });
  });
}
