import type { Incident } from '../../src/alerts/alert';
import type { Clock } from '../../src/lib/clock';
import type { Conversation } from '../../src/ports/conversation';
import type { KnownAlert, SweepWrite } from '../../src/ports/knowledge';
import type { Lease } from '../../src/ports/leases';
import type { AuditEntry, Decision } from '../../src/ports/ledger';
import type { StoredOperation } from '../../src/ports/operations';
import type { NewPost } from '../../src/ports/outbox';
import type { Store } from '../../src/ports/store';
import type { Subscription } from '../../src/ports/subscriptions';

export const TENANT = 'aaaaaaaa-0000-4000-8000-000000000001';
export const OTHER_TENANT = 'bbbbbbbb-0000-4000-8000-000000000002';

export interface HandClock extends Clock {
  advance(ms: number): void;
}

export function handClock(start = Date.UTC(2026, 10, 23, 8)): HandClock {
  let now = start;
  return {
    now: () => now,
    sleep: () => Promise.resolve(),
    advance: (ms) => {
      now += ms;
    },
  };
}

export function conversation(id: string, tenantId = TENANT): Conversation {
  return {
    tenantId,
    id,
    kind: 'channel',
    serviceUrl: 'https://smba.example/emea/',
    channelId: 'msteams',
    bot: { id: '28:bot' },
  };
}

export function subscription(id: string, change: Partial<Subscription> = {}): Subscription {
  return {
    tenantId: TENANT,
    id,
    conversationId: 'room',
    alerts: ['stale'],
    minimumSeverity: 'low',
    mode: 'new',
    createdBy: 'adele',
    createdAt: 1,
    ...change,
  };
}

export function knownAlert(alertId = 'alert-stale', slug = 'stale'): KnownAlert {
  return {
    alertId,
    slug,
    alert: {
      id: alertId,
      suffix: 'StaleSignInAlert',
      slug,
      title: 'Potential stale accounts',
      severity: 'medium',
      state: 'active',
      incidentCount: 2,
      lastScanned: '2026-11-23T07:00:00.000Z',
      remediable: true,
      configurable: true,
      texts: { description: '', impact: '', howToFix: [], howToPrevent: [] },
    },
  };
}

export function incident(id: string): Incident {
  return {
    id,
    principal: { id: `principal-${id}`, name: 'Zoë "O’Neil" \u0000 \u{1F600}' },
    facts: [{ label: 'Last sign-in', type: 'moment', value: undefined }],
  };
}

export function found(
  id: string,
  hash = `hash-${id}`,
  alertId = 'alert-stale',
): SweepWrite['raised'][number] {
  return { alertId, incident: incident(id), hash };
}

/** What a sweep writes, by a holder of the tenant's lease. */
export async function sweep(store: Store, change: Partial<SweepWrite> = {}): Promise<boolean> {
  const tenantId = change.tenantId ?? TENANT;
  const lease = change.lease ?? (await held(store, `sweep:${tenantId}`));
  return store.knowledge.write({
    tenantId,
    lease,
    alerts: [knownAlert()],
    raised: [],
    changed: [],
    cleared: [],
    posts: [],
    ...change,
  });
}

export async function held(store: Store, name: string, owner = 'replica-1', forMs = 60_000): Promise<Lease> {
  const lease = await store.leases.take(name, owner, forMs);
  if (lease === undefined) throw new Error(`${name} is taken`);
  return lease;
}

export function post(dedupeKey: string, change: Partial<NewPost> = {}): NewPost {
  return {
    tenantId: TENANT,
    conversationId: 'room',
    dedupeKey,
    op: 'post',
    content: { kind: 'incident', data: { about: dedupeKey } },
    ...change,
  };
}

export function operation(id: string, change: Partial<StoredOperation> = {}): StoredOperation {
  return {
    tenantId: TENANT,
    id,
    location: 'https://graph.microsoft.com/beta/operations/1',
    startedBy: 'adele',
    startedAt: 1,
    before: { 'alert-stale': null },
    watchers: [],
    ...change,
  };
}

export function decision(id: string, change: Partial<Decision> = {}): Decision {
  return {
    tenantId: TENANT,
    id,
    kind: 'dismissed',
    alertId: 'alert-stale',
    actorId: 'adele',
    actorName: 'Adele',
    reason: 'known',
    at: 1,
    detail: {},
    ...change,
  };
}

export function auditEntry(change: Partial<AuditEntry> = {}): AuditEntry {
  return {
    tenantId: TENANT,
    at: 1,
    actorId: 'adele',
    actorName: 'Adele',
    verb: 'incident.remediate',
    outcome: 'done',
    target: 'incident-1',
    reason: '',
    reference: 'R-1',
    detail: { nested: { b: 2, a: 1 } },
    ...change,
  };
}

export async function collected<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
