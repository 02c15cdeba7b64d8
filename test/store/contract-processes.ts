import type { Place } from './contract';
import { inOtherProcess } from './processes';
import { TENANT, collected, post } from './samples';

const PATIENCE_MS = 90_000;

export function describeProcesses(place: () => Place): void {
  describe('several processes', () => {
    it(
      'lose nothing that was acknowledged when one is killed in the middle of writing',
      async () => {
        const { options } = place();
        const acknowledged: string[] = [];
        for (const killAfter of [1, 7, 40]) {
          const name = `run-${String(killAfter)}`;
          const { lines } = await inOtherProcess({ task: 'write', options, name, killAfter });
          acknowledged.push(...lines);
        }

        const store = await place().open();

        const known = await collected(store.knowledge.hashes(TENANT, 'alert-stale'));
        expect(acknowledged.length).toBeGreaterThanOrEqual(48);
        expect(known.map(({ key }) => key)).toEqual(expect.arrayContaining(acknowledged));
        // An incident and its post are written together or not at all.
        expect(await store.outbox.depth()).toMatchObject({ pending: known.length });
        await store.close();
      },
      PATIENCE_MS,
    );

    it(
      'migrate an empty database once when they start together',
      async () => {
        const { options } = place();

        const ended = await Promise.all(
          Array.from({ length: 4 }, () => inOtherProcess({ task: 'open', options })),
        );

        expect(ended.map(({ code, complaints }) => ({ code, complaints }))).toEqual(
          Array.from({ length: 4 }, () => ({ code: 0, complaints: '' })),
        );
        const migrated = ended
          .flatMap(({ lines }) => lines.filter((line) => line.includes('migrated')))
          .map((line) => (JSON.parse(line) as { readonly migration: string }).migration);
        expect(migrated.sort()).toEqual([
          '001-base',
          '002-history',
          '003-approvals',
          '004-subscriptions',
          '005-ownership',
          '006-tenants',
          '007-origins',
          '008-senders',
        ]);
      },
      PATIENCE_MS,
    );

    it(
      'never claim the same post',
      async () => {
        const store = await place().open();
        const keys = Array.from({ length: 120 }, (_, index) => `p${String(index)}`);
        await store.outbox.add(
          keys.map((key, index) => post(key, { conversationId: `room-${String(index % 40)}` })),
        );

        const ended = await Promise.all(
          ['one', 'two'].map((name) => inOtherProcess({ task: 'claim', options: place().options, name })),
        );

        const sent = ended.flatMap(({ lines }) => lines);
        expect(new Set(sent).size).toBe(sent.length);
        expect(sent.length + (await store.outbox.depth()).pending).toBe(keys.length);
        expect(ended.map(({ complaints }) => complaints)).toEqual(['', '']);
        await store.close();
      },
      PATIENCE_MS,
    );
  });
}
