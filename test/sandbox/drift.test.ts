import { ALERTS, personId, SCOPE, startSandbox, type Tested } from './start-sandbox';

interface Row {
  readonly id: string;
  readonly incidentCount: number;
  readonly lastScannedDateTime: string;
}

describe('drift', () => {
  let tested: Tested;
  afterEach(() => tested.stop());

  const rows = async (): Promise<readonly Row[]> =>
    (await tested.get(`${ALERTS}/alerts?${SCOPE}`)).body.value;
  const total = async () => (await rows()).reduce((sum, row) => sum + row.incidentCount, 0);

  it('lets a visitor see something new within two minutes, without anybody refreshing', async () => {
    tested = await startSandbox({ drift: true });
    const before = await total();

    await tested.clock.move(120_000);

    expect(await total()).toBeGreaterThan(before);
  });

  it('scans every 45 seconds', async () => {
    tested = await startSandbox({ drift: true });

    await tested.clock.move(44_000);
    const early = await rows();
    await tested.clock.move(1_000);
    const scanned = await rows();

    expect(early.every((row) => row.lastScannedDateTime < '2026-05-11T07')).toBe(true);
    expect(scanned.every((row) => row.lastScannedDateTime === '2026-05-11T09:31:00.25Z')).toBe(true);
  });

  it('without it nothing changes by itself', async () => {
    tested = await startSandbox({ drift: false });
    const before = await rows();

    await tested.clock.move(3_600_000);

    expect(await rows()).toEqual(before);
  });

  it('does not take away what the people of the Playground may do', async () => {
    tested = await startSandbox({ drift: true });

    for (let minute = 0; minute < 300; minute += 1) await tested.clock.move(60_000);

    expect((await rows()).length).toBe(7);
    const reader = tested.sandbox.tokens.forPerson(personId(2));
    expect((await tested.call('GET', `${ALERTS}/alerts?${SCOPE}`, { token: reader })).status).toBe(200);
  });

  it('stays readable when it runs on and on', async () => {
    tested = await startSandbox({ drift: true });

    for (let hour = 0; hour < 30; hour += 1) await tested.clock.move(3_600_000);

    expect(await total()).toBeLessThan(150);
  });

  it('adds nothing where there is more than enough', async () => {
    tested = await startSandbox({ drift: true });
    tested.sandbox.events.run('storm', { count: 200, scan: true });
    const before = await total();

    await tested.clock.move(3_600_000);

    expect(await total()).toBeLessThan(before);
  });

  it('ends with the sandbox', async () => {
    tested = await startSandbox({ drift: true });

    await tested.stop();

    await expect(fetch(tested.url)).rejects.toThrow(/fetch failed/);
    tested = await startSandbox();
  });
});
