import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AuditEntry } from './ports/ledger';

interface OfTenant {
  readonly tenantId: string;
}

export interface Metrics {
  graphCall(
    call: OfTenant & { readonly operation: string; readonly outcome: string; readonly ms: number },
  ): void;
  /** Without a tenant: it was turned away. */
  turn(turn: { readonly tenantId: string | undefined; readonly kind: string; readonly ms: number }): void;
  sweep(sweep: OfTenant & { readonly outcome: 'done' | 'failed'; readonly ms: number }): void;
  /** A line of the audit log: orders, refusals by a guard rail, and what a second person was asked. */
  audited(entry: Pick<AuditEntry, 'tenantId' | 'verb' | 'outcome' | 'detail'>): void;
  /** Prometheus text; `now` fills the gauges of each tenant first. */
  text(now: () => Promise<readonly Gauges[]>): Promise<string>;
}

export interface Gauges extends OfTenant {
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

/** What `/metrics` shows. Labels carry the tenant's id and names of operations and outcomes, never of people. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'rolecall_' });
  const calls = new Histogram({
    name: 'rolecall_graph_call_seconds',
    help: 'Calls to Microsoft Graph with all their retries',
    labelNames: ['tenant', 'operation', 'outcome'],
    registers,
  });
  const turns = new Histogram({
    name: 'rolecall_turn_seconds',
    help: 'Activities answered, from arrival to answer',
    labelNames: ['tenant', 'kind'],
    registers,
  });
  const sweeps = new Histogram({
    name: 'rolecall_sweep_seconds',
    help: 'Sweeps of this process, from the first call to the last line written',
    labelNames: ['tenant', 'outcome'],
    buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
    registers,
  });
  const counter = (name: string, help: string, labelNames: readonly string[]): Counter =>
    new Counter({ name, help, labelNames: ['tenant', ...labelNames], registers });
  const posts = counter('rolecall_posts_total', 'Posts by what became of each attempt', ['outcome']);
  const orders = counter('rolecall_orders_total', 'Changes asked for, by what became of them', [
    'verb',
    'outcome',
  ]);
  const refusals = counter('rolecall_guard_rail_refusals_total', 'Changes that a guard rail refused', [
    'rule',
  ]);
  const approvals = counter('rolecall_approvals_total', 'Requests for a second person', ['outcome']);
  const gauge = (name: string, help: string): Gauge =>
    new Gauge({ name, help, labelNames: ['tenant'], registers });
  const pending = gauge('rolecall_outbox_pending', 'Posts waiting to be sent');
  const dead = gauge('rolecall_outbox_dead', 'Posts given up');
  const oldest = gauge('rolecall_outbox_oldest_seconds', 'Age of the oldest waiting post');
  const sweepAge = gauge('rolecall_sweep_age_seconds', 'Time since the last finished sweep');

  return {
    graphCall: ({ tenantId: tenant, operation, outcome, ms }) =>
      calls.observe({ tenant, operation, outcome }, ms / 1000),
    turn: ({ tenantId: tenant = '', kind, ms }) =>
      turns.observe({ tenant, kind: KINDS.has(kind) ? kind : 'other' }, ms / 1000),
    sweep: ({ tenantId: tenant, outcome, ms }) => sweeps.observe({ tenant, outcome }, ms / 1000),
    audited({ tenantId: tenant, verb, outcome, detail }) {
      const { rule } = detail;
      if (ASKED.has(outcome)) approvals.inc({ tenant, outcome });
      else orders.inc({ tenant, verb, outcome });
      if (outcome === 'denied' && typeof rule === 'string') refusals.inc({ tenant, rule });
    },
    async text(now) {
      const all = await now();
      posts.reset();
      for (const { tenantId: tenant, deliveries = {}, lastSweepAt, at, ...one } of all) {
        for (const [outcome, count = 0] of Object.entries(deliveries)) posts.inc({ tenant, outcome }, count);
        pending.set({ tenant }, one.outboxPending);
        dead.set({ tenant }, one.outboxDead);
        oldest.set({ tenant }, one.outboxOldestMs / 1000);
        if (lastSweepAt !== undefined) sweepAge.set({ tenant }, (at - lastSweepAt) / 1000);
      }
      return registry.metrics();
    },
  };
}
