import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '../support/chance';
import { describeWithPostgres } from '../support/postgres';
import { runChaos, type ChaosReport } from './kills';

jest.setTimeout(240_000);

// `npm run chaos` does the same two hundred times.
describe('replicas that are killed at random moments', () => {
  function expectSound(report: ChaosReport, kills: number): void {
    expect(report).toMatchObject({ kills, unreported: [], unexplained: [] });
    expect(report.incidents).toBeGreaterThan(0);
    expect(report.cards).toBeGreaterThan(0);
  }

  describe('over the embedded store', () => {
    it('leave no incident unreported, and double one only between sending and commit', async () => {
      const dataDir = mkdtempSync(join(tmpdir(), 'rolecall-chaos-'));

      const report = await runChaos({ place: { dataDir }, kills: 8, replicas: 2, random: seeded(7) });

      rmSync(dataDir, { recursive: true, force: true });
      expectSound(report, 8);
    });
  });

  describeWithPostgres('over PostgreSQL', (server) => {
    it('leave no incident unreported, and double one only between sending and commit', async () => {
      const url = await server().createDatabase();

      const report = await runChaos({ place: { url }, kills: 4, replicas: 2, random: seeded(7) });

      expectSound(report, 4);
    });
  });
});
