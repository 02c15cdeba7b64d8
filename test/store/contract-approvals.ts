import type { ApprovalRequest } from '../../src/ports/approvals';
import type { Remedy, StoredRemedy } from '../../src/ports/remedies';
import { StoreError } from '../../src/ports/store';
import type { Bench } from './contract';
import { OTHER_TENANT, TENANT, incident } from './samples';

const ADELE = { id: 'adele', name: 'Adele' };
const DIEGO = { id: 'diego', name: 'Diego' };

export function request(id: string, change: Partial<ApprovalRequest> = {}): ApprovalRequest {
  return {
    tenantId: TENANT,
    id,
    verb: 'incident.remediate',
    target: 'alert-stale/one',
    title: 'Remediate Zoë?',
    lines: ['Zoë will lose a role.'],
    input: { alert: 'alert-stale', incident: 'one', reason: 'known' },
    seen: 'facts-1',
    reason: 'known',
    requestedBy: ADELE,
    conversationId: 'room',
    requestedAt: 1_000,
    expiresAt: 5_000,
    ...change,
  };
}

export function remedy(id: string, change: Partial<Remedy> = {}): Remedy {
  return {
    tenantId: TENANT,
    id,
    alert: { id: 'alert-stale', suffix: 'StaleSignInAlert', slug: 'stale', title: 'Stale' },
    actor: ADELE,
    reason: 'known',
    reference: 'R-1',
    startedAt: 1_000,
    items: [{ incident: incident('one'), step: 'waiting' }],
    checks: 0,
    ...change,
  };
}

export function describeApprovals(bench: Bench): void {
  describe('approvals', () => {
    it('are open until somebody decides, and remember who and when', async () => {
      const store = await bench.open();
      await store.approvals.add(request('r1'));
      const open = await store.approvals.get(TENANT, 'r1');

      const moved = await store.approvals.move(TENANT, 'r1', {
        from: 'open',
        to: 'running',
        by: DIEGO,
        at: 2_000,
      });

      expect(open).toEqual({ ...request('r1'), state: 'open' });
      expect(moved).toBe(true);
      expect(await store.approvals.get(TENANT, 'r1')).toEqual({
        ...request('r1'),
        state: 'running',
        decidedBy: DIEGO,
        decidedAt: 2_000,
      });
      expect(await store.approvals.get(TENANT, 'r2')).toBeUndefined();
    });

    it('are claimed by one of many askers at once', async () => {
      const store = await bench.openSeveral(4);
      await store(0).approvals.add(request('r1'));

      const claims = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          store(index).approvals.move(TENANT, 'r1', { from: 'open', to: 'running', by: DIEGO, at: 2_000 }),
        ),
      );

      expect(claims.filter(Boolean)).toHaveLength(1);
    });

    it('cannot be decided after their time', async () => {
      const store = await bench.open();
      await store.approvals.add(request('r1'));

      const late = await store.approvals.move(TENANT, 'r1', {
        from: 'open',
        to: 'running',
        by: DIEGO,
        at: 5_000,
      });

      expect(late).toBe(false);
      expect(await store.approvals.get(TENANT, 'r1')).toMatchObject({ state: 'open' });
    });

    it('end though their time has passed meanwhile', async () => {
      const store = await bench.open();
      await store.approvals.add(request('r1'));
      await store.approvals.move(TENANT, 'r1', { from: 'open', to: 'running', by: DIEGO, at: 4_999 });

      const ended = await store.approvals.move(TENANT, 'r1', {
        from: 'running',
        to: 'done',
        by: DIEGO,
        at: 6_000,
      });

      expect(ended).toBe(true);
      expect(await store.approvals.get(TENANT, 'r1')).toMatchObject({ state: 'done', decidedAt: 6_000 });
    });

    it('forget who had decided when they are opened again', async () => {
      const store = await bench.open();
      await store.approvals.add(request('r1'));
      await store.approvals.move(TENANT, 'r1', { from: 'open', to: 'running', by: DIEGO, at: 2_000 });

      await store.approvals.move(TENANT, 'r1', { from: 'running', to: 'open', by: DIEGO, at: 2_001 });

      expect(await store.approvals.get(TENANT, 'r1')).toEqual({ ...request('r1'), state: 'open' });
    });

    it('are listed while they are open and in time, newest first', async () => {
      const store = await bench.open();
      await store.approvals.add(request('r1'));
      await store.approvals.add(request('r2', { requestedAt: 2_000, expiresAt: 9_000 }));
      await store.approvals.add(request('r3', { requestedAt: 3_000, expiresAt: 9_000 }));
      await store.approvals.add(request('r4', { tenantId: OTHER_TENANT }));
      await store.approvals.move(TENANT, 'r3', { from: 'open', to: 'withdrawn', by: ADELE, at: 3_500 });

      const ids = async (at: number, limit = 10): Promise<string[]> =>
        (await store.approvals.open(TENANT, at, limit)).map(({ id }) => id);

      expect(await ids(4_000)).toEqual(['r2', 'r1']);
      expect(await ids(4_000, 1)).toEqual(['r2']);
      expect(await ids(5_000)).toEqual(['r2']);
    });

    it('are never overwritten', async () => {
      const store = await bench.open();
      await store.approvals.add(request('r1'));

      await expect(store.approvals.add(request('r1', { reason: 'other' }))).rejects.toThrow(StoreError);

      expect(await store.approvals.get(TENANT, 'r1')).toMatchObject({ reason: 'known' });
    });
  });

  describe('remedies', () => {
    it('begin once under one id', async () => {
      const store = await bench.openSeveral(4);

      const begun = await Promise.all(
        Array.from({ length: 20 }, (_, index) => store(index).remedies.begin(remedy('n1'), 2_000)),
      );

      expect(begun.filter(Boolean)).toHaveLength(1);
      expect(await store(0).remedies.get(TENANT, 'n1')).toEqual({
        ...remedy('n1'),
        revision: 1,
        checkAt: 2_000,
      });
      expect(await store(0).remedies.get(OTHER_TENANT, 'n1')).toBeUndefined();
    });

    it('refuse a writer whose copy is old', async () => {
      const store = await bench.open();
      await store.remedies.begin(remedy('n1'), 2_000);
      const first = await store.remedies.get(TENANT, 'n1');
      if (!first) throw new Error('it has not begun');

      const saved = await store.remedies.save({ ...first, checks: 1, checkAt: 3_000 });
      const late = await store.remedies.save({ ...first, checks: 9 });

      expect(saved).toMatchObject({ checks: 1, revision: 2 });
      expect(late).toBeUndefined();
      expect(await store.remedies.get(TENANT, 'n1')).toEqual(saved);
    });

    it('are known since a moment, over or not, newest first', async () => {
      const store = await bench.open();
      await store.remedies.begin(remedy('n1', { startedAt: 1_000 }), 3_000);
      await store.remedies.begin(remedy('n2', { startedAt: 2_000 }), 3_000);
      await store.remedies.begin(remedy('n3', { startedAt: 3_000 }), 3_000);
      await store.remedies.begin(remedy('n4', { startedAt: 3_000, tenantId: OTHER_TENANT }), 3_000);
      const { checkAt: _due, ...over } = (await store.remedies.get(TENANT, 'n3')) ?? {};
      await store.remedies.save(over as StoredRemedy);

      const found = await store.remedies.since(TENANT, 2_000, 10);

      expect(found.map(({ id }) => id)).toEqual(['n3', 'n2']);
      expect(await store.remedies.since(TENANT, 2_000, 1)).toHaveLength(1);
    });

    it('are due until they are over, the longest due first', async () => {
      const store = await bench.open();
      await store.remedies.begin(remedy('n1'), 3_000);
      await store.remedies.begin(remedy('n2'), 2_000);
      await store.remedies.begin(remedy('n3', { tenantId: OTHER_TENANT }), 1_000);
      const ids = async (at: number): Promise<string[]> =>
        (await store.remedies.due(TENANT, at, 10)).map(({ id }) => id);
      const before = [await ids(1_999), await ids(2_000), await ids(3_000)];
      const [longest] = await store.remedies.due(TENANT, 3_000, 1);
      if (!longest) throw new Error('nothing is due');
      const { checkAt: _due, ...over } = longest;

      await store.remedies.save(over);

      expect(before).toEqual([[], ['n2'], ['n2', 'n1']]);
      expect(await ids(9_999)).toEqual(['n1']);
    });
  });
}
