import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seeded } from '../support/chance';
import { postgresPrograms, startPostgres } from '../support/postgres';
import { runChaos, type ChaosReport } from './kills';
import type { StorePlace } from './scene';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    kills: { type: 'string', default: '200' },
    replicas: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    store: { type: 'string', default: 'both' },
  },
});

/** `npm run chaos -- --kills 200 --replicas 3 --seed 1 --store embedded|postgres|both` */
async function main(): Promise<void> {
  const reports: ChaosReport[] = [];
  if (values.store !== 'postgres') {
    const dataDir = mkdtempSync(join(tmpdir(), 'rolecall-chaos-'));
    reports.push(await run('embedded store', { dataDir }));
    rmSync(dataDir, { recursive: true, force: true });
  }
  if (values.store !== 'embedded' && postgresPrograms === undefined)
    say('PostgreSQL: skipped: no PostgreSQL');
  else if (values.store !== 'embedded') {
    const server = await startPostgres();
    reports.push(await run('PostgreSQL', { url: await server.createDatabase() }));
    await server.stop();
  }
  const sound = reports.every(({ unreported, unexplained }) => unreported.length + unexplained.length === 0);
  process.exitCode = sound ? 0 : 1;
}

async function run(name: string, place: StorePlace): Promise<ChaosReport> {
  const seed = Number(values.seed);
  say(`${name}: ${values.kills} kills, ${values.replicas} replicas, seed ${seed}`);
  const began = Date.now();
  const report = await runChaos({
    place,
    kills: Number(values.kills),
    replicas: Number(values.replicas),
    random: seeded(seed),
    progress: (kills) => {
      if (kills % 20 === 0) say(`  ${kills} kills after ${Math.round((Date.now() - began) / 1000)} s`);
    },
  });
  const { kills, fell, incidents, conversations, cards, unreported, duplicates, unexplained } = report;
  say(`  ${kills} kills, ${incidents} incidents for ${conversations} conversations, ${cards} cards`);
  say(
    `  they fell while alerts were read: ${fell.read}, while a sweep was written: ${fell.write}, while a post was on its way: ${fell.send}, while it was noted as sent: ${fell.commit}, in none of these: ${fell.rest}`,
  );
  say(`  unreported: ${unreported.length}${list(unreported)}`);
  say(
    `  duplicates: ${duplicates}, of them not explained by a kill between sending and commit: ${unexplained.length}`,
  );
  if (unexplained.length > 0) say(`   ${list(unexplained)}`);
  return report;
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? '' : ` (${lines.slice(0, 10).join('; ')})`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

void main();
