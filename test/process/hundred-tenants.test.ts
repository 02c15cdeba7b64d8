import { systemClock, type Clock } from '../../src/lib/clock';
import type { Conversation } from '../../src/ports/conversation';
import { eventually } from '../support/process';
import { startTenantApp, type TenantApp } from '../support/tenant-app';

jest.setTimeout(120_000);

const IDS = Array.from(
  { length: 100 },
  (_, index) => `${String(index).padStart(8, '0')}-0000-4000-8000-000000000000`,
);
/** What goes wrong, with one tenant after the other. */
const TROUBLES = [
  { fault: 'slow', delayMs: 600_000 },
  { fault: 'throttle', retryAfter: '3600' },
  { fault: 'internal-error' },
];

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
    body: JSON.stringify({ times: 1_000, ...fault }),
  });
  expect(response.status).toBe(200);
}

function asked(tenantId: string): number {
  const { routes } = app.here(tenantId).sandbox.requests.counts();
  return Object.values(routes).reduce((all, one) => all + one, 0);
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
    const broken: string[] = [];
    const told = new Map(IDS.map((id) => [id, 1]));
    for (const [index, fault] of TROUBLES.entries()) {
      const next = IDS[37 + index] ?? '';
      await breakTenant(next, fault);
      const before = asked(next);
      broken.push(next);
      const others = IDS.filter((id) => !broken.includes(id));
      raiseEverywhere();
      for (const id of others) told.set(id, (told.get(id) ?? 0) + 1);
      await everybodyHas(index + 2, others);
      await eventually(
        () => asked(next) > before || undefined,
        () => 'What is broken was not met.',
      );
    }
    const ready = await fetch(`${app.origin}/readyz`);

    expect(whole).toEqual(IDS.map(() => 1));
    // Nobody was told twice, and whoever broke had heard of what was new before.
    expect(posts(IDS)).toEqual([...told.values()]);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', problems: [] }]);
  });
});
