import { createWriteStream, existsSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { storeOf } from './app/store';
import { parseCommand, tenantMeant } from './audit/command';
import { runAudit } from './audit/run';
import { ConfigError, loadConfig, type Config } from './config';
import { systemClock } from './lib/clock';
import { UserError } from './lib/errors';
import { createLog } from './lib/log';
import { StoreError, type Store } from './ports/store';
import { FILE_NAME } from './store/data-folder';

/** Verifies, exports and reports from the store that the environment names. The exit code is 1 where the log does not hold. */
async function main(args: readonly string[]): Promise<number> {
  const command = parseCommand(args);
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = loadConfig(process.env, 'audit');
  const { id: tenantId } = tenantMeant(config.tenants, command.tenant);
  const store = await openExisting(config);
  try {
    const { text, lines, exitCode } = await runAudit(command, { store, tenantId, clock: systemClock });
    const out = 'out' in command ? command.out : undefined;
    if (out === undefined) for await (const piece of text) process.stdout.write(piece);
    else await pipeline(text, createWriteStream(out, { mode: 0o600 }));
    if (out !== undefined) process.stderr.write(`Written to ${out}.\n`);
    const tell = command.what === 'verify' && exitCode === 0 ? process.stdout : process.stderr;
    for (const line of lines) tell.write(`${line}\n`);
    return exitCode;
  } finally {
    await store.close();
  }
}

/** An empty store made on the spot would be called sound. */
async function openExisting(config: Config): Promise<Store> {
  const { databaseUrl, dataDir } = config;
  const file = path.join(dataDir, FILE_NAME);
  if (databaseUrl === undefined && !existsSync(file))
    throw new UserError(`There is no store at ${file}. DATA_DIR or DATABASE_URL says where it is.`);
  return storeOf(config, createLog('silent'));
}

function explained(error: unknown): string {
  if (error instanceof ConfigError) return error.problems.join('\n');
  if (error instanceof UserError || error instanceof StoreError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${explained(error)}\n`);
    process.exitCode = 1;
  },
);
