import { createPimAlerts } from '../../src/graph/pim-alerts';
import { sharePimAlerts } from '../../src/graph/shared-reads';
import { silentLog } from '../../src/lib/log';
import { ok, refusal } from '../support/fake-wire';
import { aGraph, alertId, failure, settled, START } from './support';

const STALE = alertId('StaleSignInAlert');

function setUp() {
  const graph = aGraph();
  const shared = sharePimAlerts(createPimAlerts({ client: graph.client, log: silentLog }), {
    clock: graph.clock,
  });
  /** Answers that wait until they are let go, in the order they were asked for. */
  const held: ((answer: Response) => void)[] = [];
  const hold = (times: number) =>
    graph.wire.answer(
      ...Array.from({ length: times }, () => () => new Promise<Response>((resolve) => held.push(resolve))),
    );
  return { ...graph, shared, held, hold };
}

function list(...suffixes: string[]): Response {
  return ok({ value: suffixes.map((suffix) => ({ id: alertId(suffix), incidentCount: 0 })) });
}

describe('shared reads', () => {
  it('make one request of a hundred lists asked for at the same time', async () => {
    const { shared, wire } = setUp();
    wire.always(() => list('StaleSignInAlert'));

    const lists = await Promise.all(Array.from({ length: 100 }, () => shared.listAlerts()));

    expect(wire.sent).toHaveLength(1);
    expect(new Set(lists.map(({ readAt }) => readAt)).size).toBe(1);
  });

  it('serve a burst for five seconds and no longer, with the true time of the reading', async () => {
    const { shared, wire, clock } = setUp();
    wire.always(() => list('StaleSignInAlert'));
    await shared.listAlerts();

    clock.advance(5000);
    const within = await shared.listAlerts();
    clock.advance(1);
    const after = await shared.listAlerts();

    expect(wire.sent).toHaveLength(2);
    expect(within.readAt).toBe(new Date(START).toISOString());
    expect(after.readAt).toBe(new Date(START + 5001).toISOString());
  });

  it('serve nothing that a clock which was set back since calls new', async () => {
    const { shared, wire, clock } = setUp();
    wire.always(() => list('StaleSignInAlert'));
    await shared.listAlerts();

    clock.advance(-3_600_000);
    await shared.listAlerts();

    expect(wire.sent).toHaveLength(2);
  });

  it('keep different questions apart', async () => {
    const { shared, wire } = setUp();
    wire.always(({ url }) =>
      url.includes('/alerts?') ? list('StaleSignInAlert') : ok({ id: STALE, incidentCount: 0 }),
    );

    await Promise.all([
      shared.listAlerts(),
      shared.listAlerts({ incidents: 'as-sent' }),
      shared.getAlert(STALE),
      shared.getAlert(alertId('InvalidLicenseAlert')),
    ]);

    expect(wire.sent).toHaveLength(4);
  });

  it('are passed by where a fresh answer is asked for, which then serves the others', async () => {
    const { shared, wire } = setUp();
    wire.answer(list('StaleSignInAlert'), list('InvalidLicenseAlert'));
    await shared.listAlerts();

    const fresh = await shared.listAlerts({ fresh: true });
    const later = await shared.listAlerts();

    expect(fresh.value[0]?.slug).toBe('license');
    expect(later).toBe(fresh);
    expect(wire.sent).toHaveLength(2);
  });

  it('never join a fresh reader to a read that left before', async () => {
    const { shared, wire, held, hold } = setUp();
    hold(2);

    const before = shared.listAlerts();
    const fresh = shared.listAlerts({ fresh: true });
    await settled();
    held[1]?.(list('InvalidLicenseAlert'));
    const read = await fresh;
    held[0]?.(list('StaleSignInAlert'));
    await before;

    expect(wire.sent).toHaveLength(2);
    expect(await shared.listAlerts()).toBe(read);
  });

  it('do not keep a failure', async () => {
    const { shared, wire } = setUp();
    wire.answer(refusal(403, 'Forbidden'), list('StaleSignInAlert'));

    expect(await failure(shared.listAlerts())).toMatchObject({ reason: 'forbidden' });

    expect((await shared.listAlerts()).value).toHaveLength(1);
  });

  it('go on for the others when one caller leaves', async () => {
    const { shared, wire, held, hold } = setUp();
    hold(1);
    const abort = new AbortController();

    const leaving = shared.listAlerts({ signal: abort.signal });
    const staying = shared.listAlerts();
    await settled();
    abort.abort();
    await expect(leaving).rejects.toThrow(/abort/);
    held[0]?.(list('StaleSignInAlert'));

    expect((await staying).value).toHaveLength(1);
    expect(wire.sent).toHaveLength(1);
  });

  it('end when the last caller has left, and the next starts anew', async () => {
    const { shared, wire } = setUp();
    let ended = false;
    wire.answer(
      (_request, signal) =>
        new Promise((_resolve, reject) =>
          signal?.addEventListener('abort', () => {
            ended = true;
            reject(new Error('aborted'));
          }),
        ),
      list('StaleSignInAlert'),
    );
    const abort = new AbortController();

    const leaving = shared.listAlerts({ signal: abort.signal });
    await settled();
    abort.abort();
    await expect(leaving).rejects.toThrow(/abort/);
    const next = await shared.listAlerts();

    expect(ended).toBe(true);
    expect(next.value).toHaveLength(1);
  });

  it('hand out nothing from before a change, neither kept nor under way', async () => {
    const { shared, wire, held, hold } = setUp();
    hold(2);
    const before = shared.listAlerts();
    await settled();
    shared.invalidate();

    const after = shared.listAlerts();
    await settled();
    held[1]?.(list('InvalidLicenseAlert'));
    const read = await after;
    held[0]?.(list('StaleSignInAlert'));
    await before;

    expect(read.value[0]?.slug).toBe('license');
    expect(await shared.listAlerts()).toBe(read);
    expect(wire.sent).toHaveLength(2);
  });

  it('forget what was kept when something changes', async () => {
    const { shared, wire } = setUp();
    wire.always(() => list('StaleSignInAlert'));
    await shared.listAlerts();

    shared.invalidate();
    await shared.listAlerts();

    expect(wire.sent).toHaveLength(2);
  });

  it('let operations and incidents through as they are', async () => {
    const { shared, wire } = setUp();
    wire.always(({ url }) =>
      url.includes('operations') ? ok({ status: 'running' }) : ok({ value: [{ id: 'x' }] }),
    );
    const location = 'https://graph.microsoft.com/beta/operations/1';

    await Promise.all([shared.getOperation(location), shared.getOperation(location)]);
    for await (const page of shared.listIncidents(STALE)) expect(page).toHaveLength(1);

    expect(wire.sent).toHaveLength(3);
  });
});
