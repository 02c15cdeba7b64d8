import { connectGraph, type GraphSide } from '../../src/app/graph';
import { loadConfig } from '../../src/config';
import { silentLog } from '../../src/lib/log';
import { systemRandom } from '../../src/lib/random';
import { fakeClock } from '../support/clock';

const MINUTE = 60_000;

let graph: GraphSide;

afterEach(() => graph.stop());

/** How many incidents the pretend tenant has, and how many three minutes later, when nobody has touched it. */
async function threeMinutesWith(env: Readonly<Record<string, string>>): Promise<readonly [number, number]> {
  const clock = fakeClock();
  const config = loadConfig(env);
  const [tenant] = config.tenants;
  const surroundings = { config, clock, random: systemRandom, log: silentLog, onCall: () => undefined };
  graph = await connectGraph(tenant, surroundings);
  const count = async () => {
    const { value } = await graph.alerts.listAlerts({ incidents: 'as-sent', fresh: true });
    return value.reduce((sum, { incidents }) => sum + incidents.length, 0);
  };
  const before = await count();
  await clock.advance(3 * MINUTE);
  return [before, await count()];
}

describe('the pretend tenant', () => {
  it('changes by itself', async () => {
    const [before, after] = await threeMinutesWith({});

    expect(after).toBeGreaterThan(before);
  });

  it('keeps still where it was told to', async () => {
    const [before, after] = await threeMinutesWith({ SANDBOX_DRIFT: 'off' });

    expect(after).toBe(before);
  });
});
