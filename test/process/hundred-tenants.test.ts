import { systemClock, type Clock } from '../../src/lib/clock';
import type { Conversation } from '../../src/ports/conversation';
import { eventually } from '../support/process';
import { startTenantApp, type TenantApp } from '../support/tenant-app';

jest.setTimeout(120_000);

const IDS = Array.from(
  { length: 100 },
  (_, index) => `${String(index).padStart(8, '0')}-0000-4000-8000-000000000000`,
);
const TIMES = 10_000;
/** What goes wrong, each with one tenant. */
const TROUBLES = [
  { fault: 'slow', delayMs: 600_000 },
  { fault: 'throttle', retryAfter: '3600' },
  { fault: 'internal-error' },
];

const BROKEN = IDS.slice(37, 37 + TROUBLES.length);
const OTHERS = IDS.filter((id) => !BROKEN.includes(id));

/** Without the end of the deadline for a call to Graph: what hangs, hangs for good, and so does whoever waits for it. */
const clock: Clock = {
  now: () => systemClock.now(),
  sleep: (ms, signal) => systemClock.sleep(ms === 30_000 ? 3_600_000 : ms, signal),
};

const channelOf = (tenantId: string): string => `19:${tenantId}@thread.tacv2`;

function channel(tenantId: string, serviceUrl: string): Conversation {
  return {
    tenantId,
    id: channelOf(tenantId),
    kind: 'channel',
    serviceUrl,
    channelId: 'msteams',
    bot: { id: '28:bot' },
  };
}

let app: TenantApp;

beforeAll(async () => {
  app = await startTenantApp({ SWEEP_CRON: '*/3 * * * * *', LOG_LEVEL: 'warn' }, undefined, {
    tenants: IDS.map((id, index) => ({ TENANT_NAME: `Customer ${index}`, AZURE_TENANT_ID: id })),
    clock,
    before: async ({ conversations, subscriptions }, serviceUrl) => {
      for (const id of IDS) {
        const to = channel(id, serviceUrl);
        await conversations.save(to);
        await subscriptions.save({
          tenantId: id,
          id: 'all',
          conversationId: to.id,
          alerts: ['outside-pim'],
          minimumSeverity: 'informational',
          mode: 'new',
          createdBy: 'Ines',
          createdAt: 0,
        });
      }
    },
  });
});
afterAll(() => app.stop());

/** How many messages stand in the channel of each of these tenants. */
function posts(tenantIds: readonly string[]): readonly number[] {
  const places = [...app.connector.messages.values()].map(({ conversationId }) => conversationId);
  return tenantIds.map((id) => places.filter((place) => place === channelOf(id)).length);
}

async function sweptOnce(): Promise<true | undefined> {
  const metrics = await (await fetch(`${app.origin}/metrics`)).text();
  const done = metrics.match(/^rolecall_sweep_seconds_count\{tenant="[^"]+",outcome="done"\}/gm) ?? [];
  return done.length === IDS.length || undefined;
}

/** Somebody gets a role outside of PIM, everywhere at once. */
function raiseEverywhere(): void {
  for (const id of IDS) app.here(id).sandbox.events.run('outside-pim', { count: 1, scan: true });
}

/** From now on all that is asked of this tenant ends so. */
async function breakTenant(tenantId: string, fault: object): Promise<void> {
  const response = await fetch(`${app.here(tenantId).url}/sandbox/faults`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ times: TIMES, ...fault }),
  });
  expect(response.status).toBe(200);
}

/** Whether the app has run into it. */
async function isMet(tenantId: string): Promise<boolean> {
  const response = await fetch(`${app.here(tenantId).url}/sandbox/faults`);
  const { waiting } = (await response.json()) as { readonly waiting: readonly { readonly times: number }[] };
  return waiting.every(({ times }) => times < TIMES);
}

async function everybodyHas(count: number, tenantIds: readonly string[]): Promise<void> {
  const told = (): readonly number[] => posts(tenantIds);
  await eventually(
    () => told().every((posted) => posted >= count) || undefined,
    () => `${told().filter((posted) => posted < count).length} tenants were not told.`,
    60_000,
  );
}

describe('one hundred tenants of one process', () => {
  it('are swept and told what is new as if those that break were not there', async () => {
    await eventually(sweptOnce, () => 'Not every tenant was swept.');
    raiseEverywhere();
    await everybodyHas(1, IDS);
    const whole = posts(IDS);
    for (const [index, tenantId] of BROKEN.entries()) await breakTenant(tenantId, TROUBLES[index] ?? {});
    raiseEverywhere();
    await everybodyHas(2, OTHERS);
    for (const id of BROKEN)
      await eventually(
        async () => (await isMet(id)) || undefined,
        () => 'What is broken was not met.',
      );
    const ready = await fetch(`${app.origin}/readyz`);

    expect(whole).toEqual(IDS.map(() => 1));
    expect(posts(OTHERS)).toEqual(OTHERS.map(() => 2));
    expect(posts(BROKEN)).toEqual(BROKEN.map(() => 1));
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', problems: [] }]);
  });
});
