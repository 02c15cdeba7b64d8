import { createMetrics } from '../../src/metrics';

const NOW = {
  tenantId: 'tenant-1',
  outboxPending: 3,
  outboxDead: 2,
  outboxOldestMs: 1500,
  lastSweepAt: 10_000,
  at: 40_000,
};
const ours = async (metrics: ReturnType<typeof createMetrics>, now: Parameters<typeof metrics.text>[0]) =>
  (await metrics.text(now)).split('\n').filter((line) => /^rolecall_(outbox|sweep|graph|turn)/.test(line));

describe('the metrics', () => {
  it('show the outbox and the age of the last sweep in seconds', async () => {
    const lines = await ours(createMetrics(), () => Promise.resolve([NOW]));

    expect(lines).toEqual([
      'rolecall_outbox_pending{tenant="tenant-1"} 3',
      'rolecall_outbox_dead{tenant="tenant-1"} 2',
      'rolecall_outbox_oldest_seconds{tenant="tenant-1"} 1.5',
      'rolecall_sweep_age_seconds{tenant="tenant-1"} 30',
    ]);
  });

  it('count calls and turns by what they were', async () => {
    const metrics = createMetrics();
    metrics.graphCall({ tenantId: 'tenant-1', operation: 'listAlerts', outcome: 'ok', ms: 250 });
    metrics.turn({ tenantId: 'tenant-1', kind: 'message', ms: 20 });
    metrics.turn({ tenantId: 'tenant-1', kind: 'message', ms: 30 });

    const lines = await ours(metrics, () => Promise.resolve([NOW]));

    expect(lines.find((line) => line.startsWith('rolecall_graph_call_seconds_sum'))).toMatch(
      /operation="listAlerts".* 0\.25$/,
    );
    expect(lines.find((line) => line.startsWith('rolecall_turn_seconds_count'))).toMatch(
      /kind="message".* 2$/,
    );
  });

  it('keep tenants apart, and what is the process’s own free of them', async () => {
    const metrics = createMetrics();
    for (const tenantId of ['tenant-1', 'tenant-2']) metrics.sweep({ tenantId, outcome: 'done', ms: 500 });

    const text = await metrics.text(() =>
      Promise.resolve([NOW, { ...NOW, tenantId: 'tenant-2', outboxPending: 9 }]),
    );

    expect(text).toContain('rolecall_outbox_pending{tenant="tenant-1"} 3\n');
    expect(text).toContain('rolecall_outbox_pending{tenant="tenant-2"} 9\n');
    expect(
      text.match(/^rolecall_sweep_seconds_count\{tenant="tenant-\d",outcome="done"\} 1$/gm),
    ).toHaveLength(2);
    expect(text).toMatch(/^rolecall_process_resident_memory_bytes \d+$/m);
  });

  it('do not grow with what strangers call their activities', async () => {
    const metrics = createMetrics();
    for (let number = 0; number < 1000; number += 1)
      metrics.turn({ tenantId: undefined, kind: `made up ${number}`, ms: 1 });

    const lines = await ours(metrics, () => Promise.resolve([NOW]));

    expect(lines.filter((line) => line.startsWith('rolecall_turn_seconds_count'))).toEqual([
      expect.stringMatching(/kind="other".* 1000$/),
    ]);
  });
});
