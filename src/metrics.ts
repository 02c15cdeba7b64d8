import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AuditEntry } from './ports/ledger';

export interface Metrics {
  graphCall(call: { readonly operation: string; readonly outcome: string; readonly ms: number }): void;
  turn(kind: string, ms: number): void;
  sweep(sweep: { readonly outcome: 'done' | 'failed'; readonly ms: number }): void;
  /** A line of the audit log: orders, refusals by a guard rail, and what a second person was asked. */
  audited(entry: Pick<AuditEntry, 'verb' | 'outcome' | 'detail'>): void;
  /** Prometheus text; `now` fills the gauges first. */
  text(now: () => Promise<Gauges>): Promise<string>;
}

export interface Gauges {
  readonly outboxPending: number;
  readonly outboxDead: number;
  readonly outboxOldestMs: number;
  /** What became of posts since the start of this process. */
  readonly deliveries?: Readonly<Record<string, number | undefined>>;
  readonly lastSweepAt: number | undefined;
  readonly at: number;
}

/** The type of an activity is the caller's word: each new one would be kept for ever. */
const KINDS = new Set(['message', 'invoke', 'conversationUpdate', 'installationUpdate']);

/** What the audit log says of a second person. */
const ASKED = new Set<AuditEntry['outcome']>(['requested', 'approved', 'withdrawn']);

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
  const sweeps = new Histogram({
    name: 'rolecall_sweep_seconds',
    help: 'Sweeps of this process, from the first call to the last line written',
    labelNames: ['outcome'],
    buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
    registers,
  });
  const counter = (name: string, help: string, labelNames: readonly string[]): Counter =>
    new Counter({ name, help, labelNames: [...labelNames], registers });
  const posts = counter('rolecall_posts_total', 'Posts by what became of each attempt', ['outcome']);
  const orders = counter('rolecall_orders_total', 'Changes asked for, by what became of them', [
    'verb',
    'outcome',
  ]);
  const refusals = counter('rolecall_guard_rail_refusals_total', 'Changes that a guard rail refused', [
    'rule',
  ]);
  const approvals = counter('rolecall_approvals_total', 'Requests for a second person', ['outcome']);
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers });
  const pending = gauge('rolecall_outbox_pending', 'Posts waiting to be sent');
  const dead = gauge('rolecall_outbox_dead', 'Posts given up');
  const oldest = gauge('rolecall_outbox_oldest_seconds', 'Age of the oldest waiting post');
  const sweepAge = gauge('rolecall_sweep_age_seconds', 'Time since the last finished sweep');

  return {
    graphCall: ({ operation, outcome, ms }) => calls.observe({ operation, outcome }, ms / 1000),
    turn: (kind, ms) => turns.observe({ kind: KINDS.has(kind) ? kind : 'other' }, ms / 1000),
    sweep: ({ outcome, ms }) => sweeps.observe({ outcome }, ms / 1000),
    audited({ verb, outcome, detail }) {
      const { rule } = detail;
      if (ASKED.has(outcome)) approvals.inc({ outcome });
      else orders.inc({ verb, outcome });
      if (outcome === 'denied' && typeof rule === 'string') refusals.inc({ rule });
    },
    async text(now) {
      const { outboxPending, outboxDead, outboxOldestMs, deliveries = {}, lastSweepAt, at } = await now();
      posts.reset();
      for (const [outcome, count = 0] of Object.entries(deliveries)) posts.inc({ outcome }, count);
      pending.set(outboxPending);
      dead.set(outboxDead);
      oldest.set(outboxOldestMs / 1000);
      if (lastSweepAt !== undefined) sweepAge.set((at - lastSweepAt) / 1000);
      return registry.metrics();
    },
  };
}
