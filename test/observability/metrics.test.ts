import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createMetrics, type Metrics } from '../../src/metrics';

const root = path.resolve(__dirname, '../..');
const QUIET = {
  tenantId: 'tenant',
  outboxPending: 0,
  outboxDead: 0,
  outboxOldestMs: 0,
  deliveries: {},
  lastSweepAt: undefined,
  at: 0,
};

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

function shown(metrics: Metrics, now: Partial<typeof QUIET> = {}): Promise<string> {
  return metrics.text(() => Promise.resolve([{ ...QUIET, ...now }]));
}

/** Names and label names, as Prometheus would ask for them. */
async function declared(): Promise<ReadonlyMap<string, string>> {
  const text = await shown(createMetrics());
  return new Map(
    [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => [name, type]),
  );
}

/** Rolecall's own; the others are those that every Node program has. */
function isOwn(name: string): boolean {
  return name.startsWith('rolecall_') && !/^rolecall_(process|nodejs)_/.test(name);
}

function base(name: string): string {
  return name.replace(/_(bucket|sum|count)$/, '');
}

describe('metrics', () => {
  it('count orders, refusals by a guard rail and requests for a second person, each where it belongs', async () => {
    const metrics = createMetrics();

    metrics.audited({ tenantId: 'tenant', verb: 'incident.remediate', outcome: 'done', detail: {} });
    metrics.audited({
      tenantId: 'tenant',
      verb: 'incident.remediate',
      outcome: 'denied',
      detail: { rule: 'break-glass' },
    });
    metrics.audited({ tenantId: 'tenant', verb: 'incident.remediate', outcome: 'requested', detail: {} });
    const text = await shown(metrics);

    expect(text).toMatch(
      /^rolecall_orders_total\{tenant="tenant",verb="incident.remediate",outcome="done"\} 1$/m,
    );
    expect(text).toMatch(/^rolecall_guard_rail_refusals_total\{tenant="tenant",rule="break-glass"\} 1$/m);
    expect(text).toMatch(/^rolecall_approvals_total\{tenant="tenant",outcome="requested"\} 1$/m);
    expect(text).not.toMatch(/^rolecall_orders_total\{.*requested/m);
  });

  it('show posts as they are counted elsewhere, however often they are asked', async () => {
    const metrics = createMetrics();

    await shown(metrics, { deliveries: { sent: 2 } });
    const text = await shown(metrics, { deliveries: { sent: 3, dead: 1 } });

    expect(text).toMatch(/^rolecall_posts_total\{tenant="tenant",outcome="sent"\} 3$/m);
    expect(text).toMatch(/^rolecall_posts_total\{tenant="tenant",outcome="dead"\} 1$/m);
  });

  it('time sweeps by how they ended', async () => {
    const metrics = createMetrics();

    metrics.sweep({ tenantId: 'tenant', outcome: 'done', ms: 1500 });
    metrics.sweep({ tenantId: 'tenant', outcome: 'failed', ms: 200 });

    expect(await shown(metrics)).toMatch(/^rolecall_sweep_seconds_sum\{[^}]*outcome="done"[^}]*\} 1\.5$/m);
  });

  it.each(['infra/observability/dashboard.json', 'infra/observability/alerts.yml'])(
    'have every name that %s asks for',
    async (file) => {
      const names = await declared();

      const asked = [...new Set(read(file).match(/\brolecall_\w+/g) ?? [])];

      expect(asked.length).toBeGreaterThan(5);
      expect(asked.filter((name) => !names.has(name) && !names.has(base(name)))).toEqual([]);
    },
  );

  it('are all on the dashboard', async () => {
    const own = [...(await declared()).keys()].filter(isOwn);
    const dashboard = read('infra/observability/dashboard.json');

    expect(own.length).toBeGreaterThan(8);
    expect(own.filter((name) => !dashboard.includes(name))).toEqual([]);
  });

  it('are those of docs/operate.md, by name and kind, no more and no fewer', async () => {
    const rows = read('docs/operate.md').matchAll(/^\| `(rolecall_\w+)` +\| (\w+) /gm);
    const documented = [...rows].map(([, name = '', kind = '']) => `${name} ${kind}`);
    const own = [...(await declared())].filter(([name]) => isOwn(name)).map((one) => one.join(' '));

    expect(documented.sort()).toEqual(own.sort());
  });

  it('are asked for by tenant where they have one, and nowhere else', () => {
    const { panels } = JSON.parse(read('infra/observability/dashboard.json')) as {
      readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
    };
    const asked = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

    const ofTenants = asked.filter((expr) => expr.includes('{tenant=~"$tenant"'));

    expect(ofTenants.length).toBeGreaterThan(10);
    expect(
      asked.filter((expr) => !ofTenants.includes(expr) !== /rolecall_(process|nodejs)_/.test(expr)),
    ).toEqual([]);
  });

  it('have an explanation in docs/operate.md for each alert', () => {
    const alerts = [...read('infra/observability/alerts.yml').matchAll(/- alert: (\w+)/g)].map(
      ([, name = '']) => name,
    );

    expect(alerts.length).toBeGreaterThan(5);
    expect(alerts.filter((name) => !read('docs/operate.md').includes(name))).toEqual([]);
  });
});
