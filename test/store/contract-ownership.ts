import type { Assignment } from '../../src/ports/ownership';
import type { Bench } from './contract';
import { OTHER_TENANT, TENANT } from './samples';

export function assignment(incidentKey: string, change: Partial<Assignment> = {}): Assignment {
  return {
    tenantId: TENANT,
    alertId: 'alert-stale',
    incidentKey,
    subject: 'Zoë, Exchange Administrator',
    owner: { id: 'adele', name: 'Adele' },
    assignedBy: { id: 'diego', name: 'Diego' },
    assignedAt: 1_000,
    dueAt: 5_000,
    conversationId: 'room',
    ...change,
  };
}

export function describeOwnership(bench: Bench): void {
  describe('ownership', () => {
    it('belongs to one owner at a time, by alert and tenant', async () => {
      const store = await bench.open();
      const other = assignment('two', { alertId: 'alert-other', assignedAt: 2_000 });
      const handed = assignment('one', { owner: { id: 'diego', name: 'Diego' }, assignedAt: 1_500 });
      for (const one of [assignment('one'), other, handed]) await store.ownership.assign(one);

      expect(await store.ownership.list(TENANT)).toEqual([handed, other]);
      expect(await store.ownership.list(TENANT, 'alert-other')).toEqual([other]);
      expect(await store.ownership.list(OTHER_TENANT)).toEqual([]);
    });

    it('is due until it was reminded of, and anew when it is handed over', async () => {
      const store = await bench.open();
      const first = assignment('one');
      const later = assignment('two', { dueAt: 4_000 });
      for (const one of [first, later]) await store.ownership.assign(one);

      expect(await store.ownership.due(TENANT, 3_999, 10)).toEqual([]);
      expect(await store.ownership.due(TENANT, 5_000, 10)).toEqual([later, first]);
      expect(await store.ownership.due(TENANT, 5_000, 1)).toEqual([later]);
      expect(await store.ownership.reminded(first)).toBe(true);
      expect(await store.ownership.due(TENANT, 9_000, 10)).toEqual([later]);

      const handed = assignment('one', { assignedAt: 6_000, dueAt: 8_000 });
      await store.ownership.assign(handed);

      expect(await store.ownership.reminded(first)).toBe(false);
      expect(await store.ownership.due(TENANT, 9_000, 10)).toEqual([later, handed]);
    });

    it('ends once', async () => {
      const store = await bench.open();
      await store.ownership.assign(assignment('one'));

      expect(await store.ownership.end(TENANT, 'alert-stale', 'one')).toBe(true);
      expect(await store.ownership.end(TENANT, 'alert-stale', 'one')).toBe(false);
      expect(await store.ownership.list(TENANT)).toEqual([]);
    });
  });
}
