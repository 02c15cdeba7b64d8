import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { examine } from './doctor/examine';
import { report } from './doctor/finding';
import type { PackageValues } from './doctor/settings';
import { systemClock } from './lib/clock';
import { systemRandom } from './lib/random';

/** `npm run doctor`, or `node dist/doctor-cli.js` in a container: what is wrong and how to mend it. Exit code 1 if anything is. */
async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const found = await examine(process.env, {
    clock: systemClock,
    random: systemRandom,
    nodeVersion: process.version,
    fetch: globalThis.fetch,
    packageValues: await packageValuesBeside(),
  });
  process.stdout.write(report(found));
  if (found.some(({ level }) => level === 'wrong')) process.exitCode = 1;
}

/** Of the script that makes the app package; an image does not carry it. */
async function packageValuesBeside(): Promise<PackageValues | undefined> {
  const file = path.join(__dirname, '..', 'scripts', 'package', 'values.mjs');
  if (!existsSync(file)) return undefined;
  const script = (await import(pathToFileURL(file).href)) as { readonly packageValues: PackageValues };
  return script.packageValues;
}

main().catch((error: unknown) => {
  process.stderr.write(`The doctor failed: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
