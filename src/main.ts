import { existsSync } from 'node:fs';
import { destination } from 'pino';
import { startApp } from './app';
import { ConfigError, loadConfig } from './config';
import { systemClock } from './lib/clock';
import { UserError } from './lib/errors';
import { createLog } from './lib/log';
import { systemRandom } from './lib/random';
import { StoreError } from './ports/store';

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = loadConfig(process.env);
  const log = createLog(config.logLevel, destination({ fd: 2, sync: true }));
  const app = await startApp(config, { clock: systemClock, random: systemRandom, log });
  process.stdout.write(`Rolecall is ready at ${app.endpoint}\n`);
  if (app.sandbox) process.stdout.write(`Sandbox tenant at ${app.sandbox}\n`);

  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    stopping ??= app.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

/** One clear line for each problem a person can mend; the whole story for the rest. */
function fail(error: unknown): never {
  const lines = error instanceof ConfigError ? error.problems : [plainly(error)];
  process.stderr.write(lines.map((line) => `Rolecall cannot start: ${line}\n`).join(''));
  process.exit(1);
}

function plainly(error: unknown): string {
  if (error instanceof UserError || error instanceof StoreError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The process, from its environment to its end. */
export function run(): void {
  main().catch(fail);
}
