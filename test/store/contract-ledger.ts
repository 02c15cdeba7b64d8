import { CHAIN_START, verifyChain } from '../../src/lib/hash-chain';
import { StoreError } from '../../src/ports/store';
import type { Bench } from './contract';
import { OTHER_TENANT, TENANT, auditEntry, collected, decision, operation } from './samples';

export function describeLedger(bench: Bench): void {
  describe('decisions', () => {
    it('are listed newest first, by alert and kind', async () => {
      const store = await bench.open();
      await store.decisions.add(decision('d1', { at: 1 }));
      await store.decisions.add(decision('d3', { at: 3, kind: 'accepted', incidentKey: 'one', until: 9 }));
      await store.decisions.add(decision('d2', { at: 2, alertId: 'other' }));
      await store.decisions.add(decision('d4', { at: 3 }));

      const ids = async (filter?: Parameters<typeof store.decisions.list>[1]): Promise<string[]> =>
        (await store.decisions.list(TENANT, filter)).map(({ id }) => id);

      expect(await ids()).toEqual(['d4', 'd3', 'd2', 'd1']);
      expect(await ids({ limit: 2 })).toEqual(['d4', 'd3']);
      expect(await ids({ alertId: 'other' })).toEqual(['d2']);
      expect(await ids({ kind: 'accepted' })).toEqual(['d3']);
      expect(await store.decisions.list(TENANT, { kind: 'accepted' })).toEqual([
        decision('d3', { at: 3, kind: 'accepted', incidentKey: 'one', until: 9 }),
      ]);
    });

    it('are never overwritten', async () => {
      const store = await bench.open();
      await store.decisions.add(decision('d1'));

      await expect(store.decisions.add(decision('d1', { reason: 'other' }))).rejects.toThrow(StoreError);

      expect(await store.decisions.list(TENANT)).toEqual([decision('d1')]);
    });
  });

  describe('nonces', () => {
    it('are good once, and may be forgotten after their time', async () => {
      const store = await bench.open();

      const used = [await store.nonces.use(TENANT, 'n', 1_000), await store.nonces.use(TENANT, 'n', 1_000)];
      bench.clock.advance(1_000);
      await store.nonces.use(TENANT, 'another', 1_000);

      expect(used).toEqual([true, false]);
      expect(await store.nonces.use(TENANT, 'n', 1_000)).toBe(true);
    });

    it('are good for one of many who press at once', async () => {
      const storeOf = await bench.openSeveral(2);

      const used = await Promise.all(
        Array.from({ length: 10 }, (_, index) => storeOf(index).nonces.use(TENANT, 'n', 60_000)),
      );

      expect(used.filter(Boolean)).toHaveLength(1);
    });
  });

  describe('audit log', () => {
    it('chains its entries without gaps', async () => {
      const store = await bench.open();
      const entries = [
        auditEntry(),
        auditEntry({ target: 'incident-2', requestId: 'r' }),
        auditEntry({ actorId: 'bob' }),
      ];
      for (const entry of entries) await store.audit.append(entry);

      const all = await collected(store.audit.all(TENANT));

      expect(all).toMatchObject(entries);
      expect(all.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
      expect(verifyChain(all)).toBeUndefined();
    });

    it('is sound as it was written, and only for its own tenant', async () => {
      const store = await bench.open();
      await store.audit.append(auditEntry());
      await store.audit.append(auditEntry({ target: 'incident-2' }));
      const [last] = await store.audit.list(TENANT);

      expect(await store.audit.verify(TENANT)).toEqual({ end: { sequence: 2, hash: last?.hash } });
      expect(await store.audit.verify(OTHER_TENANT)).toEqual({ end: { sequence: 0, hash: CHAIN_START } });
      expect(await store.audit.verify(TENANT, { sequence: 3, hash: '' })).toMatchObject({
        broken: { sequence: 3, why: 'missing' },
      });
    });

    it('is listed newest first, by target and actor', async () => {
      const store = await bench.open();
      await store.audit.append(auditEntry());
      await store.audit.append(auditEntry({ target: 'incident-2' }));
      await store.audit.append(auditEntry({ actorId: 'bob' }));

      const sequences = async (filter?: Parameters<typeof store.audit.list>[1]): Promise<number[]> =>
        (await store.audit.list(TENANT, filter)).map(({ sequence }) => sequence);

      expect(await sequences()).toEqual([3, 2, 1]);
      expect(await sequences({ limit: 1 })).toEqual([3]);
      expect(await sequences({ target: 'incident-2' })).toEqual([2]);
      expect(await sequences({ actorId: 'bob' })).toEqual([3]);
    });

    it('stays one chain when several append at once, and is read in pages', async () => {
      const storeOf = await bench.openSeveral(2);
      await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          storeOf(index).audit.append(auditEntry({ reference: String(index) })),
        ),
      );

      const all = await collected(storeOf(0).audit.all(TENANT));

      expect(all).toHaveLength(60);
      expect(verifyChain(all)).toBeUndefined();
    });
  });

  describe('operations', () => {
    it('begin once, until they end', async () => {
      const store = await bench.open();
      const watchers = [{ conversationId: 'room', activityId: '1' }];

      const begun = await store.operations.begin(operation('refresh:all', { watchers }));
      const again = await store.operations.begin(operation('refresh:all', { startedBy: 'bob' }));
      const listed = await store.operations.list(TENANT);
      await store.operations.end(TENANT, 'refresh:all');

      expect([begun, again]).toEqual([true, false]);
      expect(listed).toEqual([operation('refresh:all', { watchers })]);
      expect(await store.operations.list(TENANT)).toEqual([]);
      expect(await store.operations.begin(operation('refresh:all'))).toBe(true);
    });

    it('remember each card that follows them once', async () => {
      const store = await bench.open();
      await store.operations.begin(operation('refresh:all'));
      const cards = ['1', '2', '1', '3'].map((activityId) => ({ conversationId: 'room', activityId }));

      const watched = await Promise.all(
        cards.map((card) => store.operations.watch(TENANT, 'refresh:all', card)),
      );

      expect(watched).toEqual([true, true, true, true]);
      const [stored] = await store.operations.list(TENANT);
      expect(stored?.watchers.map(({ activityId }) => activityId).sort()).toEqual(['1', '2', '3']);
      expect(
        await store.operations.watch(TENANT, 'refresh:none', { conversationId: 'room', activityId: '1' }),
      ).toBe(false);
    });
  });
}
