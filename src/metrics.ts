import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  graphCall(call: { readonly operation: string; readonly outcome: string; readonly ms: number }): void;
  turn(kind: string, ms: number): void;
  /** Prometheus text; `now` fills the gauges first. */
  text(now: () => Promise<Gauges>): Promise<string>;
}

export interface Gauges {
  readonly outboxPending: number;
  readonly outboxDead: number;
  readonly outboxOldestMs: number;
  readonly lastSweepAt: number | undefined;
  readonly at: number;
}

/** The type of an activity is the caller's word: each new one would be kept for ever. */
const KINDS = new Set(['message', 'invoke', 'conversationUpdate', 'installationUpdate']);

/** What `/metrics` shows. Labels carry names of operations and outcomes, never of people. */
export function createMetrics(tenantId: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  registry.setDefaultLabels({ tenant: tenantId });
  collectDefaultMetrics({ register: registry, prefix: 'rolecall_' });
  const calls = new Histogram({
    name: 'rolecall_graph_call_seconds',
    help: 'Calls to Microsoft Graph with all their retries',
    labelNames: ['operation', 'outcome'],
    registers,
  });
  const turns = new Histogram({
    name: 'rolecall_turn_seconds',
    help: 'Activities answered, from arrival to answer',
    labelNames: ['kind'],
    registers,
  });
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers });
  const pending = gauge('rolecall_outbox_pending', 'Posts waiting to be sent');
  const dead = gauge('rolecall_outbox_dead', 'Posts given up');
  const oldest = gauge('rolecall_outbox_oldest_seconds', 'Age of the oldest waiting post');
  const sweepAge = gauge('rolecall_sweep_age_seconds', 'Time since the last finished sweep');

  return {
    graphCall: ({ operation, outcome, ms }) => calls.observe({ operation, outcome }, ms / 1000),
    turn: (kind, ms) => turns.observe({ kind: KINDS.has(kind) ? kind : 'other' }, ms / 1000),
    async text(now) {
      const { outboxPending, outboxDead, outboxOldestMs, lastSweepAt, at } = await now();
      pending.set(outboxPending);
      dead.set(outboxDead);
      oldest.set(outboxOldestMs / 1000);
      if (lastSweepAt !== undefined) sweepAge.set((at - lastSweepAt) / 1000);
      return registry.metrics();
    },
  };
}
