import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCommand } from '../../src/audit/command';
import { runAudit } from '../../src/audit/run';
import { verifyChain, type ChainLink } from '../../src/lib/hash-chain';
import { silentLog } from '../../src/lib/log';
import type { Store } from '../../src/ports/store';
import { openStore } from '../../src/store/open-store';
import {
  auditEntry,
  decision,
  found,
  handClock,
  knownAlert,
  sweep,
  TENANT,
  type HandClock,
} from '../store/samples';

jest.setTimeout(30_000);

const DAY = 86_400_000;
let folder: string;
let clock: HandClock;
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-audit-'));
  clock = handClock(Date.parse('2026-11-10T08:00:00Z'));
  store = await openStore({ dataDir: folder, clock, log: silentLog });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function asked(...args: string[]) {
  const { text, lines, exitCode } = await runAudit(parseCommand(args), { store, tenantId: TENANT, clock });
  let written = '';
  for await (const piece of text) written += piece;
  return { written, lines, exitCode };
}

describe('verify', () => {
  it('names the end of a sound log, so that it can be noted', async () => {
    await store.audit.append(auditEntry());
    await store.audit.append(auditEntry({ target: 'incident-2' }));

    const { lines, exitCode } = await asked('verify');

    const [last] = await store.audit.list(TENANT, { limit: 1 });
    expect(exitCode).toBe(0);
    expect(lines[0]).toContain('holds: 2 entries');
    expect(lines[1]).toContain(`--anchor 2:${last?.hash}`);
  });

  it('holds against the end that was noted, and not against another', async () => {
    await store.audit.append(auditEntry());
    const [noted] = await store.audit.list(TENANT);
    await store.audit.append(auditEntry({ target: 'incident-2' }));

    const same = await asked('verify', '--anchor', `1:${noted?.hash}`);
    const other = await asked('verify', '--anchor', `1:${'0'.repeat(64)}`);
    const longer = await asked('verify', '--anchor', `3:${'0'.repeat(64)}`);

    expect(same.exitCode).toBe(0);
    expect(other).toMatchObject({ exitCode: 1, lines: [expect.stringContaining('sequence 1,')] });
    expect(longer).toMatchObject({
      exitCode: 1,
      lines: [expect.stringContaining('sequence 3, it is missing')],
    });
  });
});

describe('export', () => {
  it('as JSON Lines can be verified by whoever has the file alone', async () => {
    await store.audit.append(auditEntry({ reason: 'line\nbreak' }));
    await store.audit.append(auditEntry({ requestId: 'r-2' }));

    const { written } = await asked('export', '--format', 'jsonl');

    const links = written
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ChainLink);
    expect(links).toHaveLength(2);
    expect(verifyChain(links)).toBeUndefined();
  });

  it('as CSV keeps commas and lines in their cell, and runs nothing in a spreadsheet', async () => {
    await store.audit.append(
      auditEntry({ reason: '=HYPERLINK("https://evil.example","x")', actorName: 'O’Neil, "Zoë"' }),
    );

    const { written } = await asked('export');

    const [head, line] = written.split('\n');
    expect(head).toBe(
      'tenant_id,sequence,time,actor_id,actor_name,verb,outcome,target,reason,reference,request_id,detail,previous_hash,hash',
    );
    expect(line).toContain(`"O’Neil, ""Zoë"""`);
    expect(line).toContain(`"'=HYPERLINK(""https://evil.example"",""x"")"`);
  });

  it('keeps to the days asked for', async () => {
    for (const date of [
      '2026-10-31T23:59:59Z',
      '2026-11-01T00:00:00Z',
      '2026-11-30T23:59:59Z',
      '2026-12-01T00:00:00Z',
    ])
      await store.audit.append(auditEntry({ at: Date.parse(date) }));

    const { written } = await asked(
      'export',
      '--format',
      'jsonl',
      '--from',
      '2026-11-01',
      '--to',
      '2026-11-30',
    );

    expect(
      written
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { sequence: number }).sequence),
    ).toEqual([2, 3]);
  });
});

describe('report', () => {
  const alertId = 'DirectoryRole_x_StaleSignInAlert';

  it('counts what was opened, closed and left, and how long it took to act', async () => {
    const alerts = [knownAlert(alertId)];
    await sweep(store, { alerts, raised: ['a', 'b', 'c'].map((id) => found(id, `h-${id}`, alertId)) });
    clock.advance(2 * DAY);
    await store.decisions.add(
      decision('1', { kind: 'remediated', alertId, incidentKey: 'a', at: clock.now(), reason: 'gone' }),
    );
    clock.advance(DAY);
    await sweep(store, { alerts, cleared: [{ alertId, key: 'a' }] });

    const { written, exitCode } = await asked('report', '2026-11');

    expect(exitCode).toBe(0);
    expect(written).toContain('# Privileged roles, 2026-11');
    expect(written).toContain('| Stale accounts hold privileged roles | 3 | 1 | 2 |');
    expect(written).toContain('| a decision (remediated or accepted) | 1 | 2.0 days | 2.0 days |');
    expect(written).toContain('| the end of the incident | 1 | 3.0 days | 3.0 days |');
  });

  it('leaves out what belongs to another month', async () => {
    await sweep(store, { alerts: [knownAlert(alertId)], raised: [found('a', 'h', alertId)] });
    await store.decisions.add(decision('1', { alertId, at: clock.now(), reason: 'In November' }));

    const { written } = await asked('report', '2026-12');

    expect(written).toContain('| Stale accounts hold privileged roles | 0 | 0 | 1 |');
    expect(written).not.toContain('In November');
  });

  it('lists accepted risks, dismissals and changed thresholds with their reasons, which stay inside their cells', async () => {
    const at = clock.now();
    const names = { principalName: 'Megan Bowen', roleName: 'User Administrator' };
    await store.decisions.add(
      decision('1', {
        kind: 'accepted',
        alertId,
        at,
        until: at + 10 * DAY,
        reason: 'On leave | x',
        detail: names,
      }),
    );
    await store.decisions.add(
      decision('2', {
        kind: 'accepted',
        alertId,
        at: at + DAY,
        until: at + DAY,
        detail: { ended: 'withdrawn', of: '1' },
      }),
    );
    await store.decisions.add(
      decision('3', { kind: 'dismissed', alertId, at, until: at + DAY, reason: 'Migration' }),
    );
    const changed = [{ label: 'Days without sign-in', before: '30 days', after: '60 days' }];
    await store.decisions.add(
      decision('4', { kind: 'configured', alertId, at, reason: 'Long leave', detail: { changed } }),
    );

    const { written } = await asked('report', '2026-11');

    expect(written).toMatch(
      /\| Megan Bowen, User Administrator \| Adele \| 2026-11-10 08:00 \| 2026-11-20 08:00 \| 2026-11-11 08:00: withdrawn \| On leave \\\| x \|/,
    );
    expect(written).toMatch(/\| until 2026-11-11 08:00 \| Migration \|/);
    expect(written).toMatch(/\| Days without sign-in: 30 days → 60 days \| Long leave \|/);
  });

  it('counts attempts by outcome', async () => {
    for (const outcome of ['allowed', 'done', 'done'] as const)
      await store.audit.append(auditEntry({ at: clock.now(), outcome }));

    const { written } = await asked('report', '2026-11');

    expect(written).toContain('| incident.remediate | done | 2 |');
    expect(written).toContain('It holds from entry 1 to entry 3');
  });
});
