import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGraphClient, type CallReport, type GraphClientOptions } from '../../src/graph/client';
import type { Clock } from '../../src/lib/clock';
import { silentLog } from '../../src/lib/log';
import { GraphError, type GraphErrorDetails } from '../../src/ports/pim-alerts';
import { createFakeWire } from '../support/fake-wire';

export const START = Date.parse('2026-11-23T08:00:00.000Z');
export const TENANT = '3b0e753b-22fa-4c16-9bf2-470b80be80d6';
export const RMA = '/beta/identityGovernance/roleManagementAlerts';
export const GRAPH = 'https://graph.microsoft.com';

export function alertId(suffix: string): string {
  return `DirectoryRole_${TENANT}_${suffix}`;
}

export interface TestClock extends Clock {
  /** Every wait that was asked for, in milliseconds. */
  readonly waits: number[];
  /** How many waits have not ended. */
  pending(): number;
  advance(ms: number): void;
  /** From now on waits shorter than `ms` pass at once. */
  skipBelow(ms: number): void;
}

export function testClock(): TestClock {
  let now = START;
  let skip = 0;
  const waits: number[] = [];
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  const advance = (ms: number) => {
    now += ms;
    for (const sleeper of sleepers)
      if (sleeper.at <= now) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
  };
  return {
    waits,
    now: () => now,
    pending: () => sleepers.size,
    advance,
    skipBelow: (ms) => {
      skip = ms;
    },
    sleep: (ms, signal) => {
      waits.push(ms);
      if (ms < skip) {
        now += ms;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        const leave = () => {
          sleepers.delete(sleeper);
          reject(new Error('aborted'));
        };
        signal?.addEventListener('abort', leave, { once: true });
      });
    },
  };
}

/** The real client over a fake wire. Retry waits pass at once; the deadline of 30 s stays. */
export function aGraph(overrides: Partial<GraphClientOptions> = {}) {
  const wire = createFakeWire();
  const clock = testClock();
  clock.skipBelow(30_000);
  const reports: CallReport[] = [];
  let count = 0;
  const client = createGraphClient({
    baseUrl: GRAPH,
    credential: { getToken: async () => ({ token: 'app-token', expiresOnTimestamp: START + 3_600_000 }) },
    fetch: wire.fetch,
    clock,
    random: { uuid: () => `call-${++count}`, fraction: () => 0.5 },
    log: silentLog,
    onCall: (report) => reports.push(report),
    ...overrides,
  });
  return { wire, clock, client, reports };
}

export function fixture(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(__dirname, 'fixtures', name), 'utf8')) as Record<string, unknown>;
}

/** The details of the `GraphError` that `work` must fail with. */
export async function failure(work: Promise<unknown>): Promise<GraphErrorDetails> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof GraphError)) throw new Error(`Not a GraphError: ${String(error)}`, { cause: error });
  return error.details;
}

/** Lets everything that is ready to run, run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
